/** Quota stores on the clock of the test, in memory and in every server. */
import { assert } from "@effect/vitest"
import { Clock, Context, Duration, Effect, Layer, type Scope } from "effect"
import type { Quota, TikTokError } from "effect-tiktok"
import * as NodeSqlite from "effect-tiktok/NodeSqlite"
import { Redis } from "effect/persistence"
import type { SqlClient } from "effect/sql"
import { TestClock } from "effect/testing"
import { layerPostgres, layerRedis, postgresServer, redisPrefix, redisServer } from "../../../test/support/servers.ts"
import { tablePrefix } from "../../../test/support/sqlTables.ts"
import * as QuotaMemory from "../src/internal/quota/quotaMemory.ts"
import * as QuotaRedis from "../src/internal/quota/quotaRedis.ts"
import * as QuotaSql from "../src/internal/quota/quotaSql.ts"
import type { QuotaStore } from "../src/internal/quota/quotaStore.ts"

/** A store on the test clock. Counts the calls for a slot. */
interface Place {
  readonly store: QuotaStore
  readonly asked: () => number
  /** How many commands wait for a response. */
  readonly inFlight: () => number
}

const watched = (store: QuotaStore): Place => {
  let asked = 0
  let inFlight = 0
  return {
    asked: () => asked,
    inFlight: () => inFlight,
    store: {
      ...store,
      take: (limits) =>
        Effect.suspend(() => {
          asked++
          inFlight++
          return Effect.ensuring(store.take(limits), Effect.sync(() => inFlight--))
        })
    }
  }
}

export const memory = Effect.map(QuotaMemory.make, watched)

const redis = Effect.gen(function*() {
  const prefix = yield* redisPrefix
  const connection = yield* Layer.build(Layer.fresh(layerRedis))
  const store = yield* QuotaRedis.make({ prefix, now: Clock.currentTimeMillis }).pipe(
    Effect.provideService(Redis.Redis, Context.get(connection, Redis.Redis))
  )
  return watched(store)
})

/** A store with its own tables. */
const inSql = Effect.fnUntraced(function*(client: Layer.Layer<SqlClient.SqlClient>) {
  const connection = yield* Layer.build(Layer.fresh(client))
  const prefix = yield* Effect.provide(tablePrefix, connection)
  const store = yield* QuotaSql.make({ prefix, now: Clock.currentTimeMillis }).pipe(
    Effect.provide(connection),
    Effect.orDie
  )
  return watched(store)
})

export const limit = (
  name: string,
  most: number,
  window: Duration.Input,
  rest: Partial<Quota.Limit> = {}
): Quota.Limit => ({
  name,
  key: name,
  limit: most,
  window: Duration.fromInputUnsafe(window),
  ...rest
})

export const atOnce = { maxWait: 0, margin: 0 } as const
export const patient = { maxWait: "1 hour", margin: 0 } as const

/** Moves the clock step by step, and only if no command waits for a response. */
export const advance = Effect.fnUntraced(
  function*(place: Place, total: Duration.Input, step: Duration.Input = "1 second") {
    const millis = Duration.toMillis(Duration.fromInputUnsafe(step))
    for (let left = Duration.toMillis(Duration.fromInputUnsafe(total)); left > 0; left -= millis) {
      yield* quiet(place)
      yield* TestClock.adjust(Math.min(left, millis))
    }
    yield* quiet(place)
  }
)

export const quiet = Effect.fnUntraced(function*(place: Place) {
  for (let times = 0; times < 2; times = place.inFlight() === 0 ? times + 1 : 0) yield* settle
})

const settle = Effect.promise(() => new Promise<void>((resolve) => setTimeout(resolve, 1)))

export const exhausted = (error: TikTokError.TikTokError): TikTokError.QuotaExhausted => {
  assert(error.reason._tag === "QuotaExhausted", error.message)
  return error.reason
}

export const stores: ReadonlyArray<{
  readonly name: string
  readonly isThere: boolean
  readonly open: Effect.Effect<Place, never, Scope.Scope>
}> = [
  { name: "memory", isThere: true, open: memory },
  { name: "Redis", isThere: redisServer.isThere, open: redis },
  { name: "PostgreSQL", isThere: postgresServer.isThere, open: inSql(layerPostgres(postgresServer.url)) },
  { name: "SQLite", isThere: true, open: inSql(Layer.orDie(NodeSqlite.layer({ filename: ":memory:" }))) }
]
