/** Raw records of a store, for tests that damage them. */
import { Effect, Layer } from "effect"
import * as NodeSqlite from "effect-tiktok/NodeSqlite"
import { SqlClient, type SqlError } from "effect/sql"
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Place } from "./layerRecords.ts"
import { ask } from "./ownRedis.ts"
import { layerPostgres } from "./servers.ts"

/** The stored checkpoints of a place, byte by byte. */
export interface RawRecords {
  readonly read: (key: string) => Effect.Effect<Buffer>
  readonly write: (key: string, bytes: Buffer) => Effect.Effect<void>
  /** Replaces a record with a value that is not even bytes, where the store has such values. */
  readonly obstruct: (key: string) => Effect.Effect<unknown>
  /** Adds foreign values beside the records. */
  readonly litter: Effect.Effect<unknown>
}

/** Opens the raw records of a place. Keys consist of lower-case letters, digits and dashes. */
export const rawRecords = (place: Place): RawRecords => {
  switch (place._tag) {
    case "Files":
      return inFolder(place.directory)
    case "Redis":
      return inRedis(place)
    case "PostgreSQL":
      return inTable(layerPostgres(place.url))
    case "SQLite":
      return inTable(Layer.orDie(NodeSqlite.layer(place)))
  }
}

const inFolder = (directory: string): RawRecords => {
  const fileOf = (key: string): string => {
    const files = readdirSync(directory).filter((name) => name.includes(key) && /\.\d+$/.test(name))
    return join(directory, files.toSorted((a, b) => numberOf(a) - numberOf(b)).at(-1) ?? "")
  }
  return {
    read: (key) => Effect.sync(() => readFileSync(fileOf(key))),
    write: (key, bytes) => Effect.sync(() => writeFileSync(fileOf(key), bytes)),
    obstruct: (key) =>
      Effect.sync(() => {
        const file = fileOf(key)
        rmSync(file)
        mkdirSync(file)
      }),
    litter: Effect.sync(() => {
      for (const name of [".DS_Store", "notes.txt", "a.1", "x~y.7", "core.12345", "open/notes.txt", "%.1"]) {
        writeFileSync(join(directory, name), "not a record")
      }
      mkdirSync(join(directory, "a folder.3"))
    })
  }
}

const numberOf = (name: string): number => Number(name.slice(name.lastIndexOf(".") + 1))

const inRedis = ({ prefix, url }: Extract<Place, { _tag: "Redis" }>): RawRecords => {
  const port = Number(new URL(url).port) || 6379
  const folder = `${prefix}{effect-tiktok}/checkpoints`
  const keyOf = (key: string) => `${folder}/${key}`
  const send = (...command: ReadonlyArray<string | Buffer>) => Effect.promise(() => ask(port, ...command))
  return {
    // Records are ASCII. The first line of the response has its length.
    read: (key) =>
      Effect.map(send("GET", keyOf(key)), (answer) => Buffer.from(answer.slice(answer.indexOf("\r\n") + 2, -2))),
    write: (key, bytes) => send("SET", keyOf(key), bytes),
    obstruct: (key) => Effect.andThen(send("DEL", keyOf(key)), send("HSET", keyOf(key), "field", "value")),
    litter: Effect.all([
      send("SET", `${prefix}notes`, "not a record"),
      send("SET", keyOf("not a record"), "not a record"),
      send("HSET", keyOf("a hash"), "field", "value"),
      send("ZADD", `${folder}:open`, "1", "effect-tiktok/checkpoints/not a record"),
      send("ZADD", `${folder}:open`, "2", "elsewhere/x")
    ])
  }
}

const inTable = (client: Layer.Layer<SqlClient.SqlClient>): RawRecords => {
  const run = <A>(work: (sql: SqlClient.SqlClient) => Effect.Effect<A, SqlError.SqlError>): Effect.Effect<A> =>
    Effect.orDie(Effect.provide(Effect.flatMap(SqlClient.SqlClient, work), Layer.fresh(client)))
  return {
    read: (key) =>
      run((sql) =>
        Effect.map(
          sql<{ readonly body: Uint8Array }>`SELECT body FROM effect_tiktok_records WHERE label LIKE ${`%${key}`}`,
          ([row]) => Buffer.from(row?.body ?? [])
        )
      ),
    write: (key, bytes) =>
      run((sql) => sql`UPDATE effect_tiktok_records SET body = ${bytes} WHERE label LIKE ${`%${key}`}`),
    obstruct: (key) =>
      run((sql) => {
        const other = sql.onDialectOrElse({ sqlite: () => "not bytes", orElse: () => Buffer.of() })
        return sql`UPDATE effect_tiktok_records SET body = ${other} WHERE label LIKE ${`%${key}`}`
      }),
    litter: run((sql) =>
      Effect.all([
        sql`CREATE TABLE notes (text text)`,
        sql`INSERT INTO effect_tiktok_records (id, label, name, version, body, is_open, changed_at)
          VALUES ('not a record', '', ${Buffer.from("effect-tiktok/checkpoints/not a record")}, '', ${
          Buffer.from("x")
        }, 1, 1)`,
        sql`INSERT INTO effect_tiktok_records (id, label, name, version, body, is_open, changed_at)
          VALUES ('elsewhere', '', ${Buffer.from([0xff])}, '1', ${Buffer.from("")}, 1, 1)`
      ])
    )
  }
}
