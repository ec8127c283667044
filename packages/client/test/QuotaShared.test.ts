import { assert, describe, it } from "@effect/vitest"
import { Context, Duration, Effect, Exit, Layer, type Scope } from "effect"
import { Quota } from "effect-tiktok"
import { app, day, limit, minute } from "../../../test/support/limits.ts"
import { layerRedis, redisPrefix, redisServer } from "../../../test/support/servers.ts"
import { databases } from "../../../test/support/sqlRecords.ts"

const options: Quota.Options = { maxWait: 0, margin: 0 }

type Opening = Effect.Effect<Quota.Quota["Service"], never, Scope.Scope>

const opened = <E>(layer: Layer.Layer<Quota.Quota, E>): Opening =>
  Effect.map(Layer.build(Layer.fresh(Layer.orDie(layer))), Context.get(Quota.Quota))

/** A connection and a quota over it, for each process of a test. */
const places: ReadonlyArray<
  { readonly name: string; readonly isThere: boolean; readonly place: Effect.Effect<Opening, never, Scope.Scope> }
> = [
  {
    name: "Redis",
    isThere: redisServer.isThere,
    place: Effect.map(
      redisPrefix,
      (prefix) => opened(Layer.provide(Quota.layerRedis({ ...options, prefix }), Layer.fresh(layerRedis)))
    )
  },
  ...databases.map(({ database, isThere, name }) => ({
    name,
    isThere,
    place: Effect.map(database, (client) => opened(Layer.provide(Quota.layerSql(options), Layer.fresh(client))))
  }))
]

for (const { isThere, name, place } of places) {
  describe.skipIf(!isThere)(`Quota shared in ${name}`, () => {
    const pair = Effect.flatMap(place, (open) => Effect.all([open, open]))

    it.live("allows exactly as many of 100 concurrent calls as there are slots, by one clock", () =>
      Effect.gen(function*() {
        const [one, other] = yield* pair
        const calls = [one, other].flatMap((quota) =>
          Array.from({ length: 50 }, () => Effect.exit(quota.take([minute, day])))
        )
        const exits = yield* Effect.all(calls, { concurrency: "unbounded" })
        assert.strictEqual(exits.filter(Exit.isSuccess).length, 37)
        const wait = Duration.toMillis(yield* one.nextSlot([minute, day]))
        assert.isAtMost(wait, 60_000)
        assert.isAbove(wait, 50_000)
      }))

    it.live("never deadlocks, in any order of limits", () =>
      Effect.gen(function*() {
        const [one, other] = yield* pair
        const exits = yield* Effect.all(
          Array.from({ length: 40 }, (_, index) =>
            Effect.exit(index % 2 === 0 ? one.take([minute, day]) : other.take([day, minute]))),
          { concurrency: "unbounded" }
        )
        assert.strictEqual(exits.filter(Exit.isSuccess).length, 37)
      }))

    it.live("pauses a limit for all processes when TikTok refuses one", () =>
      Effect.gen(function*() {
        const [one, other] = yield* pair
        yield* one.pause(app)
        const { reason } = yield* Effect.flip(other.take([minute, app]))
        assert(reason._tag === "QuotaExhausted")
        assert.strictEqual(reason.scope, "app")
        yield* other.reset(app)
        yield* one.take([minute, app])
      }))

    it.live("counts under a key of any text and any length", () =>
      Effect.gen(function*() {
        const [one, other] = yield* pair
        for (
          const key of [" ", "a\0b", "a'b\"", "\u{1F3AC}", "x".repeat(100_000), "x".repeat(99_999), "init", "Init"]
        ) {
          yield* one.take([limit(key, 1, "1 minute")])
          const { reason } = yield* Effect.flip(other.take([limit(key, 1, "1 minute")]))
          assert.strictEqual(reason._tag, "QuotaExhausted")
        }
      }))

    it.live("reports an infinite wait for an infinite window", () =>
      Effect.gen(function*() {
        const [one, other] = yield* pair
        const forever = limit("forever", 1, Duration.infinity)
        yield* one.take([forever])
        assert.isAbove(Duration.toDays(yield* other.nextSlot([forever])), 365)
        yield* other.pause({ ...app, window: Duration.infinity })
        assert.isAbove(Duration.toDays(yield* one.nextSlot([app])), 365)
      }))
  })
}
