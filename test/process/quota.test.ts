/** Processes that share a quota, with a real Redis between them. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect } from "effect"
import { Redis } from "effect/persistence"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { redisKey } from "../../packages/client/src/internal/redisKeys.ts"
import { sharedLimits } from "../support/quotaLimits.ts"
import { layerRedis, redisPrefix, redisServer } from "../support/servers.ts"

const worker = fileURLToPath(new URL("../support/quotaWorker.ts", import.meta.url))
const run = promisify(execFile)
const workers = 4
const path = process.env["PATH"]

/** What each process has got, and when slots were taken by the clock of Redis. */
const takeInAll = Effect.fnUntraced(function*(takes: number) {
  const prefix = yield* redisPrefix
  const env = { PATH: path, REDIS_URL: redisServer.url, PREFIX: prefix, WORKERS: `${workers}`, TAKES: `${takes}` }
  const outputs = yield* Effect.all(
    Array.from({ length: workers }, () => Effect.promise((signal) => run(process.execPath, [worker], { env, signal }))),
    { concurrency: "unbounded" }
  )
  const redis = yield* Redis.Redis
  const taken = redisKey(prefix, `effect-tiktok/quota/taken/${long.key}`)
  const log = yield* redis.send<ReadonlyArray<unknown>>("ZRANGE", taken, "0", "-1", "WITHSCORES")
  return {
    got: outputs.map(({ stdout }) => Number(stdout)),
    // Pairs or not, as the protocol is.
    times: log.flat().filter((_, index) => index % 2 === 1).map(Number)
  }
}, Effect.provide(layerRedis))

const [short, long] = sharedLimits

describe.skipIf(!redisServer.isThere)("four processes that share a quota in Redis", () => {
  it.live(
    "take all that the long window has room for, and never more than the short one allows",
    () =>
      Effect.gen(function*() {
        const { got, times } = yield* takeInAll(30)
        assert.strictEqual(got.reduce((total, number) => total + number, 0), long.limit)
        assert.strictEqual(times.length, long.limit)
        for (const [index, time] of times.entries()) {
          const before = times[index - short.limit] ?? -Infinity
          assert.isAtLeast(time - before, Duration.toMillis(short.window))
        }
      }),
    60_000
  )
})
