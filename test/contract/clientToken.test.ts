import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Redacted } from "effect"
import { Auth, Contract } from "effect-tiktok"
import * as Live from "../fixtures/live/index.ts"
import { inFixture, makeFixture, settings } from "../support/fixture.ts"
import { withStub } from "../support/stubTikTok.ts"

const clientToken = Auth.Auth.use((auth) => auth.clientToken)

describe("a token of the app itself", () => {
  it.effect("is requested and read as section 2.3 shows", () =>
    Effect.gen(function*() {
      const [response] = Live.appResponses
      assert(response !== undefined)
      const { sent, value } = yield* withStub(() => response, clientToken, Contract.live)
      assert.strictEqual(sent[0]?.form?.["grant_type"], "client_credentials")
      assert.strictEqual(Redacted.value(value.accessToken), "clt.1")
      assert.deepStrictEqual(value.expiresIn, Duration.hours(2))
    }))

  it.effect.each(settings)(
    "is issued in $contract over $transport where the contract has it",
    ({ contract, transport }) =>
      inFixture(makeFixture({ contract, transport }), function*() {
        const said = yield* clientToken.pipe(
          Effect.map(({ accessToken }) => Redacted.value(accessToken).slice(0, 4)),
          Effect.catchReason("TikTokError", "Unsupported", (reason) => Effect.succeed(reason.feature))
        )
        assert.strictEqual(said, { catalog: "app token", live: "clt." }[contract])
      })
  )
})
