/** A gateway's response in TikTok's place leaves no doubt about a post: its status says that nothing was accepted. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Contract, Post, Publisher } from "effect-tiktok"
import { creator, withStub } from "../support/stubTikTok.ts"

const photos = Post.photos({ images: ["https://verified-domain.com/1.jpg"], privacyLevel: "SELF_ONLY" })

const publish = Publisher.Publisher.use((publisher) => publisher.publish(creator, photos))

const ok = (contract: Contract.Contract, data: object) =>
  contract.name === "live" && "access_token" in data ? data : { data, error: { code: "ok" } }

const pages = ["", "<html>Forbidden</html>", "{\"error\":{\"code\":\"forb", "{}", "{\"message\":\"Forbidden\"}"]

describe.each([Contract.catalog, Contract.live])("in $name", (contract) => {
  it.effect.each([400, 403, 404, 405, 413, 451])(
    "photos answered with HTTP %d were certainly refused",
    (status) =>
      Effect.gen(function*() {
        for (const text of pages) {
          const { sent, value } = yield* withStub(() => ({ status, text }), Effect.flip(publish), contract)
          assert.strictEqual(value.reason._tag, "UnknownRefusal", text)
          assert.strictEqual(value.code, `http_${status}`)
          assert.isFalse(value.retryable)
          assert.lengthOf(sent, 1)
        }
      })
  )

  it.effect.each(pages)(
    "a 401 with %s refreshes the token once, and then posts",
    (text) =>
      Effect.gen(function*() {
        const { sent, value } = yield* withStub(
          ({ headers, url }) => {
            if (url.includes("/oauth/token/")) {
              return { status: 200, body: ok(contract, { access_token: "act.fresh", refresh_token: "rft.2" }) }
            }
            if (headers["authorization"] !== "Bearer act.fresh") return { status: 401, text }
            return { status: 200, body: ok(contract, { publish_id: "p", status: "PUBLISH_COMPLETE" }) }
          },
          publish,
          contract
        )
        assert.strictEqual(value._tag, "Published")
        assert.lengthOf(sent.filter(({ url }) => url.includes("/oauth/token/")), 1)
        assert.lengthOf(sent.filter(({ url }) => url.includes("/content/init/")), 2)
      })
  )
})
