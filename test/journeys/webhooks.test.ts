import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Stream } from "effect"
import { Auth, Media, Post, Publisher, Webhook } from "effect-tiktok"
import { TestClock } from "effect/testing"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { video } from "../support/media.ts"
import { makeWorld, run, type Transport, transports, type World } from "../support/world.ts"

/** What the route of an application would get, kept until the test reads it. */
interface Letter {
  readonly header: string
  readonly body: Uint8Array
}

/** A receiver over a real socket, which answers 200 at once as TikTok asks for. */
const receiver = Effect.gen(function*() {
  const letters: Array<Letter> = []
  const server = yield* Effect.acquireRelease(
    Effect.callback<ReturnType<typeof createServer>>((resume) => {
      const server = createServer((request, response) => {
        const pieces: Array<Uint8Array> = []
        request.on("data", (piece: Uint8Array) => pieces.push(piece)).on("end", () => {
          letters.push({ header: String(request.headers["tiktok-signature"]), body: Buffer.concat(pieces) })
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
  return { letters, url: `http://127.0.0.1:${port}/webhooks/tiktok` }
})

const post = Post.video({ media: Media.bytes(video(1000)), privacyLevel: "PUBLIC_TO_EVERYONE" })

/** The catalog knows no webhooks. */
const worldWithWebhooks = Effect.fnUntraced(function*(transport: Transport) {
  const { letters, url } = yield* receiver
  const world = yield* makeWorld({ contract: "live", transport }, {
    mock: { webhook: { url }, lifecycle: { mode: "manual" } }
  })
  const clientSecret = Redacted.make(world.mock.control.apps()[0]?.clientSecret ?? "")
  const received = Effect.suspend(() =>
    Effect.forEach(letters, ({ body, header }) => Webhook.receive({ clientSecret, header, body, tolerance: "2 days" }))
  )
  return { letters, world, clientSecret, received }
})

describe.each(transports)("webhooks of the mock over %s, received by the library", (transport) => {
  it.effect("are proven and tell the way of a post, with its id to the last digit", () =>
    Effect.gen(function*() {
      const { received, world } = yield* worldWithWebhooks(transport)
      const publisher = Publisher.Publisher.use(({ events }) =>
        events(world.creator, post).pipe(
          Stream.tap((event) =>
            Effect.sync(() => event._tag === "StatusReceived" && world.mock.control.completePost(idOf(world)))
          ),
          Stream.runLast
        )
      )
      yield* run(world, publisher)
      yield* Effect.promise(() => world.mock.webhooks.deliver())
      yield* TestClock.adjust("1 day")
      yield* Effect.promise(() => world.mock.webhooks.deliver())
      const events = yield* received
      const ids = events.flatMap((event) => event._tag === "PubliclyAvailable" ? [String(event.postId)] : [])
      assert.deepStrictEqual(ids, [world.mock.control.post(idOf(world))?.postId])
      assert.match(ids[0] ?? "", /^\d{19}$/)
      assert.include(events.map(({ _tag }) => _tag), "PublishCompleted")
    }))

  it.effect("are refused when one bit of the body has changed", () =>
    Effect.gen(function*() {
      const { clientSecret, letters, world } = yield* worldWithWebhooks(transport)
      yield* Effect.promise(() =>
        world.mock.webhooks.trigger({ event: "authorization.removed", openId: world.creator, content: { reason: 1 } })
      )
      const [letter] = letters
      assert(letter !== undefined)
      const { reason } = yield* Effect.flip(
        Webhook.receive({
          clientSecret,
          header: letter.header,
          body: letter.body.map((byte, i) => i === 30 ? byte ^ 1 : byte)
        })
      )
      assert.strictEqual(reason._tag, "SignatureRejected")
    }))

  it.effect("tell that a creator revoked the app's access", () =>
    Effect.gen(function*() {
      const { received, world } = yield* worldWithWebhooks(transport)
      yield* run(world, Auth.Auth.use((auth) => auth.revoke(world.creator)))
      yield* Effect.promise(() => world.mock.webhooks.deliver())
      const [event] = yield* received
      assert.strictEqual(event?._tag === "AuthorizationRemoved" && event.creator, world.creator)
    }))

  it.effect("end a publish once, although they come three times and out of order, and polling says the same", () =>
    Effect.gen(function*() {
      const { letters, received, world } = yield* worldWithWebhooks(transport)
      world.mock.webhooks.duplicate(2)
      world.mock.webhooks.reorder()
      const program = Effect.gen(function*() {
        const hub = yield* Webhook.Hub
        const publisher = yield* Publisher.Publisher
        return yield* publisher.events(world.creator, post, { events: hub.events }).pipe(
          Stream.tap(
            Effect.fnUntraced(function*(event) {
              if (event._tag !== "StatusReceived" || letters.length > 0) return
              world.mock.control.completePost(idOf(world))
              yield* Effect.promise(() => world.mock.webhooks.deliver())
              yield* Effect.forEach(yield* Effect.orDie(received), hub.publish)
            })
          ),
          Stream.runCollect
        )
      }).pipe(Effect.provide(Webhook.layer))
      const events = yield* run(world, program)
      assert.strictEqual(events.filter(({ _tag }) => _tag === "Finished").length, 1)
      assert.strictEqual(events.at(-1)?._tag, "Finished")
      assert.isAtLeast(letters.length, 3)
    }))
})

const idOf = (world: World) => world.mock.control.posts()[0]?.publishId ?? ""
