import { assert, describe, it } from "@effect/vitest"
import { Context, Deferred, Duration, Effect, Fiber, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { limit } from "../../../test/support/limits.ts"
import { runs } from "../../../test/support/runs.ts"
import { type Database, databases } from "../../../test/support/sqlRecords.ts"
import * as QuotaService from "../src/internal/quota/quotaService.ts"
import * as QuotaSql from "../src/internal/quota/quotaSql.ts"

/** A quota on a clock that the test sets. */
const open = Effect.fnUntraced(function*(database: Database) {
  const context = yield* Layer.build(Layer.fresh(yield* database))
  let now = 1_800_000_000_000
  const store = yield* Effect.provide(QuotaSql.make({ now: Effect.sync(() => now) }), context)
  const sql = Context.get(context, SqlClient.SqlClient)
  const rows = (table: "slots" | "pauses") =>
    Effect.map(sql`SELECT * FROM ${sql(`effect_tiktok_${table}`)}`, (rows) => rows.length)
  return {
    sql,
    rows,
    quota: yield* QuotaService.make(store, { maxWait: 0, margin: 0 }),
    move: (millis: number) => Effect.sync(() => now += millis)
  }
})

for (const { database, isThere, name } of databases) {
  describe.skipIf(!isThere)(`Quota in ${name}`, () => {
    it.effect.prop(
      "blocks no call for longer than a window from now when the clock is set",
      {
        steps: Schema.Array(Schema.Struct({
          by: Schema.Int.check(Schema.isBetween({ minimum: -200_000, maximum: 200_000 })),
          pause: Schema.Boolean
        })).check(Schema.isMaxLength(12))
      },
      ({ steps }) =>
        Effect.gen(function*() {
          const { move, quota } = yield* open(database)
          const one = limit("one", 2)
          for (const { by, pause } of steps) {
            yield* move(by)
            if (pause) yield* quota.pause(one, "30 seconds")
            else yield* Effect.ignore(quota.take([one]))
            const wait = Duration.toMillis(yield* quota.nextSlot([one]))
            assert.isAtMost(wait, 60_000)
          }
          // The reported wait is right.
          yield* move(Duration.toMillis(yield* quota.nextSlot([one])))
          yield* quota.take([one])
        }),
      { arbitrary: { runs: runs(15) } }
    )

    it.live("does not restart a window at each check after the clock is set back", () =>
      Effect.gen(function*() {
        const { move, quota } = yield* open(database)
        const one = limit("one", 1)
        yield* quota.take([one])
        yield* quota.pause(limit("paused", Infinity), "1 minute")
        yield* move(-3_600_000)
        for (let left = 60; left > 0; left -= 10) {
          assert.deepStrictEqual(yield* quota.nextSlot([one]), Duration.seconds(left))
          assert.deepStrictEqual(yield* quota.nextSlot([limit("paused", Infinity)]), Duration.seconds(left))
          yield* Effect.flip(quota.take([one]))
          yield* move(10_000)
        }
        yield* quota.take([one])
      }))

    it.live("removes expired slots and pauses of inactive creators", () =>
      Effect.gen(function*() {
        const { move, quota, rows } = yield* open(database)
        for (let creator = 0; creator < 20; creator++) {
          yield* quota.take([limit(`init:${creator}`, 6), limit(`day:${creator}`, 6, "1 day")])
          yield* quota.pause(limit(`drafts:${creator}`, Infinity), "1 hour")
        }
        assert.strictEqual(yield* rows("slots"), 40)
        yield* move(60_000)
        yield* quota.take([limit("other", 6)])
        assert.strictEqual(yield* rows("slots"), 21)
        yield* move(86_400_000)
        yield* quota.take([limit("other", 6)])
        assert.strictEqual(yield* rows("slots"), 1)
        assert.strictEqual(yield* rows("pauses"), 0)
      }))

    it.live("takes no slot for a call that is interrupted at the database", () =>
      Effect.gen(function*() {
        const { quota, rows, sql } = yield* open(database)
        const held = yield* Deferred.make<void>()
        const free = yield* Deferred.make<void>()
        const lock = sql.onDialectOrElse({
          pg: () => sql`LOCK TABLE effect_tiktok_slots IN SHARE MODE`,
          orElse: () => sql`SELECT 1`
        })
        const holder = yield* Effect.forkChild(sql.withTransaction(
          Effect.andThen(lock, Effect.andThen(Deferred.succeed(held, undefined), Deferred.await(free)))
        ))
        yield* Deferred.await(held)
        const fibers = yield* Effect.all(
          Array.from({ length: 5 }, () => Effect.forkChild(quota.take([limit("one", 9)]), { startImmediately: true }))
        )
        yield* Effect.sleep("50 millis")
        for (const fiber of fibers) yield* Fiber.interrupt(fiber)
        yield* Deferred.succeed(free, undefined)
        yield* Fiber.join(holder)
        yield* Effect.sleep("300 millis")
        assert.strictEqual(yield* rows("slots"), 0)
      }))
  })
}
