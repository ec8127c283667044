import type { StoreFailed } from "effect-tiktok/TikTokError"
import * as Effect from "effect/Effect"
import * as Migrator from "effect/sql/Migrator"
import * as SqlClient from "effect/sql/SqlClient"
import { isSqlError, SqlError, UnknownError } from "effect/sql/SqlError"
import { SchemaTooNew } from "../SchedulerError.ts"
import { begin, type Database } from "./database.ts"
import * as TableVersions from "./tableVersions.ts"

/**
 * Migrates the tables to the newest version, one process at a time. If they have that version, this is one query and
 * needs no right to create anything.
 *
 * @internal
 */
export const run = Effect.fnUntraced(function*(
  database: Database
): Effect.fn.Return<void, StoreFailed | SchemaTooNew> {
  const known = TableVersions.versions.length
  const found = yield* database.read(versionOf(database))
  if (found > known) return yield* new SchemaTooNew({ found, known })
  if (found < known) yield* database.write(migrate(database))
})

const table = "tiktok_scheduler_migrations"

const versionOf = ({ dialect, sql }: Database): Effect.Effect<number, SqlError> => {
  const tables = dialect === "pg"
    ? sql`SELECT 1 AS found WHERE to_regclass(${table}) IS NOT NULL`
    : sql`SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = ${table}`
  const newest = sql<{ readonly version: number | null }>`SELECT max(migration_id) AS version FROM ${
    sql.literal(table)
  }`
  return Effect.flatMap(
    tables,
    ([found]) => found === undefined ? Effect.succeed(0) : Effect.map(newest, ([row]) => row?.version ?? 0)
  )
}

/** The migrator locks its table, so the first process migrates and the others find that it has. */
const migrate = (database: Database): Effect.Effect<unknown, SqlError> =>
  Migrator.make({})({
    table,
    loader: Effect.succeed(
      TableVersions.versions.map((statements, index) => [
        index + 1,
        "tables",
        Effect.succeed(
          Effect.forEach(statements(database.dialect), (text) => database.sql.unsafe(text), { discard: true })
        )
      ])
    )
  }).pipe(
    Effect.provideService(SqlClient.SqlClient, database.sql),
    Effect.provideService(SqlClient.BeginTransaction, begin[database.dialect]),
    Effect.catchTag("MigrationError", ({ cause, message }) =>
      Effect.fail(isSqlError(cause) ? cause : new SqlError({ reason: new UnknownError({ cause, message }) })))
  )
