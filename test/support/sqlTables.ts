import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { randomUUID } from "node:crypto"

/** A unique prefix for the library's tables, which are dropped afterwards. */
export const tablePrefix = Effect.acquireRelease(
  Effect.sync(() => `t${randomUUID().replaceAll("-", "").slice(0, 12)}_`),
  (prefix) =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      for (const name of ["records", "slots", "pauses", "migrations"]) {
        yield* sql`DROP TABLE IF EXISTS ${sql(prefix + name)}`
      }
      if (sql.onDialectOrElse({ pg: () => true, orElse: () => false })) {
        yield* sql`DROP FUNCTION IF EXISTS ${sql(`${prefix}take`)}`
      }
    }).pipe(Effect.orDie)
)
