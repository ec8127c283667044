import { spawnSync } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:net"
import { type Resident, script, start } from "../harness/child.ts"
import type { DueTask } from "../harness/dueTask.ts"
import { peerScript } from "../harness/peers.ts"
import { interleave } from "../harness/rounds.ts"
import type { Bench, Sample, Table } from "../harness/Table.ts"

const database = process.env["DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/postgres"
const redis = process.env["REDIS_URL"] ?? "redis://127.0.0.1:6379"

/** Jobs that are due at 50 a second, in three rounds at most: each takes half a minute for each candidate. */
const ROUNDS = 3

const candidates: ReadonlyArray<readonly [name: string, path: string]> = [
  ["ours, on effect/cluster", script("ours/scheduler.ts")],
  ["pg-boss", peerScript("due/pgBoss.ts")],
  ["BullMQ", peerScript("due/bullmq.ts")],
  ["a table with SKIP LOCKED", peerScript("due/skipLocked.ts")]
]

/** The cost of a job that is due, where the job itself costs nothing, and of those that are not due yet. */
export const scheduler: Table = {
  name: "scheduler",
  title: "Jobs that are due at 50 a second, with many others that are not",
  columns: [
    { key: "cpu", label: "CPU us a due job", digits: 0, compared: true },
    { key: "p50", label: "late ms, median", digits: 0 },
    { key: "p99", label: "p99", digits: 0 },
    { key: "idle", label: "% of a core at rest", digits: 2 },
    { key: "more", label: "peak MiB more", digits: 1 },
    { key: "page", label: "ms a page", digits: 1 },
    { key: "takeOver", label: "s until taken over", digits: 1 }
  ],
  compare: { as: "ours", row: "ours, on effect/cluster" },
  measure: async (bench) => {
    if (sql(database, "SELECT 1") !== 0) {
      return candidates.map(([name]) => ({ name, skipped: "no PostgreSQL at DATABASE_URL, or no psql" }))
    }
    return interleave({ ...bench, rounds: Math.min(ROUNDS, bench.rounds) }, [
      ...candidates.map(([name, path]) => ({ name, run: () => withDatabase((url) => measureOne(bench, path, url)) })),
      { name: "ours, after a runner was killed", run: () => withDatabase((url) => measureTakeOver(bench, url)) }
    ])
  }
}

const measureOne = async (bench: Bench, path: string, url: string): Promise<Sample> => {
  const name = new URL(url).pathname.slice(1)
  const runner = start(path, [JSON.stringify({ url, redis, name, port: await freePort() })])
  const ask = askOf(runner)
  try {
    // A process takes shards, and compiles, in its first seconds.
    await ask({ do: "run", count: bench.isQuick ? 10 : 200, everyMillis: 20 })
    const before = await runner.usage()
    await ask({ do: "fill", count: bench.isQuick ? 1_000 : 100_000 })
    const idle: number = await ask({ do: "rest", millis: bench.isQuick ? 500 : 10_000 })
    const more = (await runner.usage()).rss - before.rss
    const page: number | undefined = await ask({ do: "page" })
    const due = await ask({ do: "run", count: bench.isQuick ? 10 : 1_000, everyMillis: 20 })
    return { ...due, idle, more, ...page === undefined ? {} : { page } }
  } finally {
    await runner.stop()
  }
}

const measureTakeOver = async (bench: Bench, url: string): Promise<Sample> => {
  const startRunner = async () => start(script("ours/scheduler.ts"), [JSON.stringify({ url, port: await freePort() })])
  const killed = await startRunner()
  const left = await startRunner()
  const ask = askOf(left)
  try {
    await ask({ do: "rest", millis: 5_000 })
    await ask({ do: "store", count: bench.isQuick ? 500 : 1_000, everyMillis: 70 })
    await ask({ do: "rest", millis: 12_000 })
    await ask({ do: "latest" })
    await killed.stop()
    await ask({ do: "rest", millis: bench.isQuick ? 1_000 : 60_000 })
    return { takeOver: await ask({ do: "latest" }) / 1000 }
  } finally {
    await Promise.all([killed.stop(), left.stop()])
  }
}

const askOf = (runner: Resident) => (task: DueTask) => runner.ask(task)

const withDatabase = async <A>(use: (url: string) => Promise<A>): Promise<A> => {
  const name = `effect_tiktok_bench_${process.pid}_${count++}`
  sql(database, `CREATE DATABASE ${name}`)
  const url = new URL(database)
  url.pathname = `/${name}`
  try {
    return await use(url.href)
  } finally {
    sql(database, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  }
}

let count = 0

const sql = (url: string, statement: string) =>
  spawnSync("psql", ["-qd", url, "-c", statement], { stdio: "ignore" }).status

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0)
  await once(server, "listening")
  const address = server.address()
  server.close()
  return typeof address === "object" && address !== null ? address.port : 0
}
