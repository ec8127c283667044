import { NodeHttpClient, NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Layer, Redacted, Schedule } from "effect"
import { Contract, Media, Post, TikTok, TokenStore } from "effect-tiktok"
import { Scheduler } from "effect-tiktok-scheduler"
import * as Mock from "tiktok-mock-server/effect"
import { freePort } from "../support/freePort.ts"
import { hasOwnPostgres, ownPostgres } from "../support/ownPostgres.ts"
import { layerPostgres } from "../support/servers.ts"
import { tokensOf } from "../support/tokensOf.ts"

const creator = Post.CreatorId.make("mara")

const post = (title: string): Post.Data => ({
  _tag: "Video",
  media: Media.url("https://verified-domain.com/a.mp4"),
  privacyLevel: "SELF_ONLY",
  title
})

const layerMock = Mock.layerServer({ lifecycle: { mode: "polls", count: 1 } })

describe.skipIf(!hasOwnPostgres)("a scheduler whose database stops", () => {
  it.live("says so, and publishes after that what was due, once", () =>
    Effect.gen(function*() {
      const { mock, url } = yield* Mock.MockServer
      const server = yield* ownPostgres
      const port = yield* Effect.promise(freePort)
      const [app] = mock.control.apps()
      const library = TikTok.layerSql({
        contract: Contract.live,
        baseUrl: url,
        clientKey: app?.clientKeys[0] ?? "",
        clientSecret: Redacted.make(app?.clientSecret ?? ""),
        encryptionKeys: [Redacted.make(new Uint8Array(32))]
      }).pipe(
        Layer.provideMerge(layerPostgres(server.url)),
        Layer.provide([NodeHttpClient.layerUndici, NodeServices.layer])
      )
      yield* Effect.gen(function*() {
        const { find, health, schedule } = yield* Scheduler.Scheduler
        const { set } = yield* TokenStore.TokenStore
        mock.control.createCreator({ openId: creator, username: creator })
        yield* set(tokensOf(creator, mock.control.issueToken({ contract: "live", openId: creator })))
        const start = yield* DateTime.now
        for (const [index, key] of ["a", "b", "c"].entries()) {
          yield* schedule(creator, post(key), { key, at: DateTime.add(start, { seconds: 4 * index }) })
        }
        yield* server.stop
        const refused = yield* Effect.flip(
          schedule(creator, post("d"), { key: "d", at: DateTime.add(start, { hours: 1 }) })
        )
        assert.strictEqual(refused.reason._tag, "StoreFailed")
        assert.isTrue(refused.retryable)
        assert.strictEqual((yield* Effect.flip(health)).reason._tag, "StoreFailed")
        yield* Effect.sleep("10 seconds")
        yield* server.start
        yield* Effect.retry(schedule(creator, post("d"), { key: "d", at: yield* DateTime.now }), {
          times: 100,
          schedule: Schedule.spaced("500 millis")
        })
        yield* Effect.repeat(find("d"), {
          until: (post) => post?.state === "Published",
          schedule: Schedule.spaced("500 millis")
        })
        assert.deepStrictEqual(mock.control.posts().map(({ caption }) => caption), ["a", "b", "c", "d"])
      }).pipe(
        Effect.provide(
          Scheduler.layerCluster({ address: { host: "127.0.0.1", port } }).pipe(Layer.provideMerge(library))
        )
      )
    }).pipe(Effect.provide(layerMock)))
})
