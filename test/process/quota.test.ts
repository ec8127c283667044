/** Processes that share a quota in a real Redis, PostgreSQL or SQLite. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Schema } from "effect"
import * as NodeSqlite from "effect-tiktok/NodeSqlite"
import { Redis } from "effect/persistence"
import { SqlClient } from "effect/sql"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { childEnvironment } from "../support/childEnvironment.ts"
import { CountingPlace } from "../support/layerRecords.ts"
import { programFile } from "../support/programs.ts"
import { layerPostgres, layerRedis, redisServer } from "../support/servers.ts"
import { sharedLimits } from "../support/sharedQuota.ts"
import { countingPlaces } from "../support/sharedStores.ts"

const worker = programFile("quotaWorker")

const start = (env: Record<string, string>) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const child = spawn(process.execPath, [worker], {
        env: { ...childEnvironment, ...env },
        stdio: ["pipe", "pipe", "inherit"]
      })
      const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
      const line = async (): Promise<unknown> => (await lines.next()).value
      assert.strictEqual(await line(), "ready")
      return { child, line }
    }),
    ({ child }) =>
      Effect.promise(async () => {
        if (child.exitCode !== null || child.signalCode !== null) return
        child.kill("SIGKILL")
        await once(child, "close")
      })
  )

const [short, long] = sharedLimits

const inRedis = (prefix: string) =>
  Effect.gen(function*() {
    const redis = yield* Redis.Redis
    const [taken = ""] = yield* redis.send<ReadonlyArray<string>>("KEYS", `${prefix}*/quota/taken/${long.key}`)
    const log = yield* redis.send<ReadonlyArray<unknown>>("ZRANGE", taken, "0", "-1", "WITHSCORES")
    // RESP2 has flat lists, RESP3 has pairs.
    return log.flat().filter((_, index) => index % 2 === 1).map(Number)
  }).pipe(Effect.provide(layerRedis))

const inSql = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ readonly at: unknown }>`
    SELECT taken_at AS at FROM effect_tiktok_slots WHERE label = ${long.key} ORDER BY taken_at`
  return rows.map(({ at }) => Number(at))
})

/** When slots were taken, by the clock of the store. */
const timesIn = (place: CountingPlace) => {
  switch (place._tag) {
    case "Redis":
      return inRedis(place.prefix)
    case "PostgreSQL":
      return Effect.provide(inSql, layerPostgres(place.url))
    case "SQLite":
      return Effect.provide(inSql, NodeSqlite.layer({ filename: place.filename }))
  }
}

for (const { isThere, name, place } of countingPlaces) {
  describe.skipIf(!isThere)(`four processes that share a quota in ${name}`, () => {
    it.live(
      "take every slot of the long window, and never more than the short window allows",
      () =>
        Effect.gen(function*() {
          const where = yield* place
          const env = {
            REDIS_URL: redisServer.url,
            PLACE: Schema.encodeSync(Schema.fromJsonString(CountingPlace))(where),
            TAKES: "30"
          }
          const workers = yield* Effect.all(Array.from({ length: 4 }, () => start(env)), { concurrency: "unbounded" })
          for (const { child } of workers) child.stdin.write("go\n")
          const got = yield* Effect.all(workers.map(({ line }) => Effect.promise(line)), { concurrency: "unbounded" })
          assert.strictEqual(got.reduce<number>((total, number) => total + Number(number), 0), long.limit)
          const times = yield* timesIn(where)
          assert.strictEqual(times.length, long.limit)
          for (const [index, time] of times.entries()) {
            const before = times[index - short.limit] ?? -Infinity
            assert.isAtLeast(time - before, Duration.toMillis(short.window))
          }
        })
    )
  })
}
