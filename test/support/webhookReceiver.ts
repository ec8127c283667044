import { Effect, Redacted } from "effect"
import { Webhook } from "effect-tiktok"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { type Fixture, makeFixture, type Transport } from "./fixture.ts"

/** A webhook as an application's route receives it. */
interface ReceivedWebhook {
  readonly header: string
  readonly body: Uint8Array
}

/** A receiver over a real socket. It responds with 200 at once, as TikTok requires. */
const receiver = Effect.gen(function*() {
  const webhooks: Array<ReceivedWebhook> = []
  let open = 0
  const server = yield* Effect.acquireRelease(
    Effect.callback<ReturnType<typeof createServer>>((resume) => {
      const server = createServer((request, response) => {
        const pieces: Array<Uint8Array> = []
        open++
        response.once("close", () => open--)
        request.on("data", (piece: Uint8Array) => pieces.push(piece)).on("end", () => {
          webhooks.push({ header: String(request.headers["tiktok-signature"]), body: Buffer.concat(pieces) })
          response.end()
        })
      })
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
    }),
    (server) => Effect.sync(() => server.close())
  )
  const address = server.address()
  const { port } = typeof address === "object" && address !== null
    ? address
    : { port: 0 } satisfies Partial<AddressInfo>
  return { webhooks, open: () => open, url: `http://127.0.0.1:${port}/webhooks/tiktok` }
})

/**
 * A live fixture with manual posts and a receiver of webhooks, whose open requests are in flight. The catalog has no
 * webhooks.
 */
export const fixtureWithWebhooks = Effect.fnUntraced(function*(transport: Transport) {
  const { open, url, webhooks } = yield* receiver
  const fixture = yield* makeFixture({ contract: "live", transport }, {
    mock: { webhook: { url }, lifecycle: { mode: "manual" } }
  })
  const clientSecret = Redacted.make(fixture.mock.control.apps()[0]?.clientSecret ?? "")
  const received = Effect.suspend(() =>
    Effect.forEach(webhooks, ({ body, header }) => Webhook.receive({ clientSecret, header, body, tolerance: "2 days" }))
  )
  return { webhooks, fixture: { ...fixture, inFlight: () => fixture.inFlight() + open() }, clientSecret, received }
})

/** The first post of a mock. */
export const idOf = (fixture: Fixture): string => fixture.mock.control.posts()[0]?.publishId ?? ""
