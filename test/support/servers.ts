/**
 * Where tests keep data: a folder, Redis and PostgreSQL, each with a dump of
 * everything that was stored.
 *
 * The servers come from REDIS_URL and DATABASE_URL or their
 * usual ports. Without a server its tests are skipped, with a warning. In CI, or with
 * a URL given, they run and fail.
 */
import * as NodeRedis from "@effect/platform-node/NodeRedis"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { PgClient } from "@effect/sql-pg"
import { Effect, FileSystem, Layer, Path, Redacted } from "effect"
import { Redis } from "effect/persistence"
import { SqlClient } from "effect/sql"
import { randomUUID } from "node:crypto"
import { connect } from "node:net"
import { isUnit } from "./runs.ts"

const reachable = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url)
    const socket = connect({ host: hostname, port: Number(port), timeout: 2000 })
    const settle = (answer: boolean) => () => {
      socket.destroy()
      resolve(answer)
    }
    socket.once("connect", settle(true)).once("error", settle(false)).once("timeout", settle(false))
  })

const server = async (name: string, variable: string, usual: string) => {
  const given = process.env[variable]
  const url = given ?? usual
  if (isUnit) return { url, isThere: false }
  const isThere = given !== undefined || process.env["CI"] === "true" || await reachable(url)
  if (!isThere) console.warn(`SKIPPED: the tests with ${name}. Start it at ${url}, or name another in ${variable}.`)
  return { url, isThere }
}

export const redisServer = await server("Redis", "REDIS_URL", "redis://127.0.0.1:6379")
export const postgresServer = await server(
  "PostgreSQL",
  "DATABASE_URL",
  "postgres://postgres@127.0.0.1:5432/postgres"
)

/** Files on this machine. */
export const layerNode = NodeServices.layer

/** A new folder, removed afterwards. */
export const folder = Effect.flatMap(FileSystem.FileSystem, (fs) => fs.makeTempDirectoryScoped()).pipe(
  Effect.provide(NodeServices.layer),
  Effect.orDie
)

/** Names and contents of every file in a folder. */
export const dumpFolder = Effect.fnUntraced(
  function*(directory: string) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const names = yield* fs.readDirectory(directory, { recursive: true })
    const contents = yield* Effect.forEach(
      names,
      (name) =>
        Effect.flatMap(
          fs.stat(path.join(directory, name)),
          ({ type }) => type === "File" ? fs.readFile(path.join(directory, name)) : Effect.succeed(new Uint8Array())
        )
    )
    return [...names, ...contents.map((content) => Buffer.from(content).toString("latin1"))].join("\n")
  },
  Effect.provide(NodeServices.layer),
  Effect.orDie
)

/** A client of the Redis server. */
export const layerRedis = Layer.orDie(NodeRedis.layer({ url: redisServer.url }))

/** A unique prefix, whose keys are removed afterwards. */
export const redisPrefix = Effect.acquireRelease(
  Effect.sync(() => `effect-tiktok-test/${randomUUID()}/`),
  (prefix) =>
    Effect.gen(function*() {
      const redis = yield* Redis.Redis
      const keys = yield* keysOf(prefix)
      if (keys.length > 0) yield* redis.send("DEL", ...keys)
    }).pipe(Effect.provide(layerRedis), Effect.orDie)
)

const keysOf = (prefix: string) =>
  Effect.flatMap(Redis.Redis, (redis) => redis.send<ReadonlyArray<string>>("KEYS", `${prefix}*`))

/** Everything under a prefix: keys, values, and the decoded bytes of the values. */
export const dumpRedis = Effect.fnUntraced(
  function*(prefix: string) {
    const redis = yield* Redis.Redis
    const keys = yield* keysOf(prefix)
    const values = yield* Effect.forEach(
      keys,
      (key) =>
        Effect.flatMap(redis.send<string>("TYPE", key), (type) =>
          type === "zset"
            ? Effect.map(redis.send<ReadonlyArray<string>>("ZRANGE", key, "0", "-1"), (names) => names.join("\n"))
            : redis.send<string>("GET", key))
    )
    return [
      ...keys,
      ...values,
      ...values.map((value) => Buffer.from(value.slice(value.indexOf("\n") + 1), "base64").toString("latin1"))
    ].join("\n")
  },
  Effect.provide(layerRedis),
  Effect.orDie
)

/** A client of one database. */
export const layerPostgres = (url: string, options?: PgClient.PgPoolConfig) =>
  Layer.orDie(PgClient.layer({ ...options, url: Redacted.make(url) }))

/** A new database, dropped afterwards. Returns its URL. */
export const postgresDatabase = Effect.acquireRelease(
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const name = `effect_tiktok_${randomUUID().replaceAll("-", "")}`
    yield* sql`CREATE DATABASE ${sql(name)}`
    const url = new URL(postgresServer.url)
    url.pathname = `/${name}`
    return { name, url: url.href }
  }).pipe(Effect.provide(layerPostgres(postgresServer.url)), Effect.orDie),
  ({ name }) =>
    Effect.flatMap(SqlClient.SqlClient, (sql) => sql`DROP DATABASE ${sql(name)} WITH (FORCE)`).pipe(
      Effect.provide(layerPostgres(postgresServer.url)),
      Effect.orDie
    )
).pipe(Effect.map(({ url }) => url))

/** Every row of every table of a database. */
export const dumpPostgres = Effect.fnUntraced(function*(url: string) {
  const rows = Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const tables = yield* sql<{ readonly name: string }>`
      SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`
    return yield* Effect.forEach(tables, ({ name }) => sql<Record<string, unknown>>`SELECT * FROM ${sql(name)}`)
  })
  const tables = yield* Effect.provide(rows, layerPostgres(url))
  return tables.flat().flatMap((row) => Object.values(row)).map((value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : String(value)
  ).join("\n")
}, Effect.orDie)
