/** A server that ends at once and is started again, at every step of a publish. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Place } from "../support/layerRecords.ts"
import { hasOwnPostgres, ownPostgres } from "../support/ownPostgres.ts"
import { durable, hasOwnRedis, ownRedis, volatile } from "../support/ownRedis.ts"
import {
  assertPostedOnce,
  isFine,
  isPublished,
  isStoreError,
  pauseAtEveryStep,
  sweptKinds,
  timeout
} from "../support/pausedPublish.ts"
import type { PostKind } from "../support/storeProtocol.ts"

/** Nothing is lost: who goes on has the outcome or a typed error, and the job that is repeated has the outcome. */
const losesNothing = (kind: PostKind, place: Place, restart: Effect.Effect<unknown>) =>
  pauseAtEveryStep(
    { kind, place },
    Effect.fnUntraced(function*({ order, other, step, wake }, world) {
      yield* restart
      const end = yield* wake
      const repeated = yield* other.publish(order)
      yield* world.settle
      const detail = `${step}: ${JSON.stringify({ end, repeated })}`
      assert.isTrue(isFine(end, kind) || isStoreError(end), detail)
      assert.isTrue(isFine(repeated, kind), detail)
      assertPostedOnce(world, order, [end, repeated], detail)
    })
  )

describe.skipIf(!hasOwnRedis).concurrent("over a Redis", () => {
  it.live.each(sweptKinds)(
    "that keeps what it confirms, a restart at any step of %s loses nothing",
    (kind) =>
      Effect.gen(function*() {
        const server = yield* ownRedis(durable)
        const place: Place = { _tag: "Redis", url: server.url, prefix: "" }
        yield* losesNothing(kind, place, Effect.andThen(server.kill, server.start()))
      }),
    timeout
  )

  it.live.each([["a restart without a file", "upload"], ["FLUSHALL", "upload"], ["FLUSHALL", "pull"]] as const)(
    "%s at any step of %s makes no second post until the key is used anew",
    ([how, kind]) =>
      Effect.gen(function*() {
        const server = yield* ownRedis(volatile)
        const place: Place = { _tag: "Redis", url: server.url, prefix: "" }
        const flush = how === "FLUSHALL" ? server.send("FLUSHALL") : Effect.andThen(server.kill, server.start())
        yield* pauseAtEveryStep(
          { kind, place },
          Effect.fnUntraced(function*({ order, other, step, wake }, world) {
            yield* flush
            const end = yield* wake
            yield* world.settle
            const posts = world.published(order.key)
            const detail = `${step}: ${JSON.stringify({ end, posts })}`
            assert.isTrue(isFine(end, kind) || isStoreError(end), detail)
            assertPostedOnce(world, order, [end], detail)
            // Who has lost the record of its claim stops before the last byte, or names what TikTok has.
            if (end._tag === "Failure" && posts > 0) assert.isDefined(end.publishId, detail)
            // The key is new to the store: this is what a flush costs.
            const anew = yield* other.publish(order)
            yield* world.settle
            assert.isTrue(isPublished(anew) || isStoreError(anew), `${detail} ${JSON.stringify(anew)}`)
            assert.isAtMost(world.published(order.key), posts + 1, detail)
          })
        )
      }),
    timeout
  )
})

describe.skipIf(!hasOwnPostgres).concurrent("over a PostgreSQL", () => {
  it.live.each(sweptKinds)("a restart at any step of %s loses nothing", (kind) =>
    Effect.gen(function*() {
      const server = yield* ownPostgres
      const place: Place = { _tag: "PostgreSQL", url: server.url }
      yield* losesNothing(kind, place, Effect.andThen(server.stop, server.start))
    }), timeout)
})
