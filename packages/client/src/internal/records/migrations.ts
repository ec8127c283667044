import * as Effect from "effect/Effect"
import * as Migrator from "effect/sql/Migrator"
import * as SqlClient from "effect/sql/SqlClient"
import { isSqlError, SqlError, UnknownError } from "effect/sql/SqlError"
import { StoreFailed } from "../../TikTokError.ts"
import type { Bounded, SqlFailed } from "./sqlCommand.ts"
import { begin, type Place, quoted, statements } from "./sqlSchema.ts"

/** @internal */
export interface Database extends Place {
  readonly sql: SqlClient.SqlClient
  readonly bounded: Bounded
}

/**
 * Migrates our tables to the newest version, one process at a time. If they have that
 * version, this is one query and needs no right to create anything.
 *
 * @internal
 */
export const run = Effect.fnUntraced(function*(database: Database): Effect.fn.Return<void, StoreFailed> {
  const { bounded, prefix } = database
  const version = yield* Effect.mapError(bounded(versionOf(database)), failed("read"))
  if (version > migrations.length) {
    return yield* new StoreFailed({
      action: "decode",
      store: "tables",
      detail: `${prefix}* have version ${version}, and this program knows ${migrations.length}; update it`
    })
  }
  if (version < migrations.length) yield* Effect.mapError(bounded(migrate(database), "1 minute"), failed("write"))
})

/** Each one only adds, so older programs keep working while a newer one is deployed. */
const migrations = [
  (database: Database) => Effect.forEach(statements(database), (text) => database.sql.unsafe(text), { discard: true })
]

const versionOf = ({ dialect, prefix, sql }: Database): Effect.Effect<number, SqlError> => {
  const table = quoted(prefix, "migrations")
  const tables = dialect === "pg"
    ? sql`SELECT 1 AS found WHERE to_regclass(${table}) IS NOT NULL`
    : sql`SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = ${`${prefix}migrations`}`
  const newest = sql<{ readonly version: number | null }>`SELECT max(migration_id) AS version FROM ${
    sql.literal(table)
  }`
  return Effect.flatMap(
    tables,
    ([found]) => found === undefined ? Effect.succeed(0) : Effect.map(newest, ([row]) => row?.version ?? 0)
  )
}

const migrate = (database: Database): Effect.Effect<unknown, SqlError> =>
  Migrator.make({})({
    table: `${database.prefix}migrations`,
    loader: Effect.succeed(
      migrations.map((migration, index) => [index + 1, "tables", Effect.succeed(migration(database))])
    )
  }).pipe(
    Effect.provideService(SqlClient.SqlClient, database.sql),
    Effect.provideService(SqlClient.BeginTransaction, begin[database.dialect]),
    Effect.catchTag("MigrationError", ({ cause, message }) =>
      Effect.fail(isSqlError(cause) ? cause : new SqlError({ reason: new UnknownError({ cause, message }) })))
  )

const failed = (action: "read" | "write") => ({ message }: SqlFailed): StoreFailed =>
  new StoreFailed({ action, store: "tables", detail: message })
