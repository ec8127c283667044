import * as Digest from "effect/crypto/Digest"
import * as Effect from "effect/Effect"
import type * as SqlClient from "effect/sql/SqlClient"
import type { Service } from "../../model/record.ts"
import type { InvalidInput, StoreFailed } from "../../TikTokError.ts"
import { isBytes } from "../common/validate.ts"
import * as SqlTables from "./sqlTables.ts"
import { failed } from "./storeFailed.ts"

/**
 * A row for each record. Each command is one atomic statement: it compares the version
 * with the row at the time of the write.
 *
 * @internal
 */
export const make = Effect.fnUntraced(function*(
  options: SqlTables.Options | undefined
): Effect.fn.Return<
  Service,
  InvalidInput | StoreFailed,
  SqlClient.SqlClient | Digest.Digest
> {
  const { bounded, dialect, idOf, sql, table } = yield* SqlTables.make(options)
  const records = table("records")
  const durably = sql.literal(dialect === "pg" ? waitForDisk : "")

  return {
    get: Effect.fnUntraced(function*(name) {
      const rows = sql<Row>`SELECT version, body FROM ${records} WHERE id = ${yield* idOf(name)}`
      const [row] = yield* Effect.mapError(bounded(rows), failed("read", name))
      return row === undefined ? undefined : { version: row.version, bytes: bytesOf(row.body) }
    }),

    put: Effect.fnUntraced(function*(name, expected, { bytes, changedAt, isOpen, version }) {
      const id = yield* idOf(name)
      const label = SqlTables.labelOf(name)
      const open = isOpen ? 1 : 0
      // A row with this version is from the same write, which arrived before.
      const done = expected === undefined
        ? sql`
          INSERT INTO ${records} AS current (id, label, name, version, body, is_open, changed_at)
          SELECT ${id}, ${label}, ${encoder.encode(name)}, ${version}, ${bytes}, ${open}, ${changedAt}
          WHERE true ${durably}
          ON CONFLICT (id) DO UPDATE SET version = excluded.version WHERE current.version = excluded.version
          RETURNING 1 AS done`
        : sql`
          UPDATE ${records} SET version = ${version}, body = ${bytes}, is_open = ${open}, changed_at = ${changedAt}
          WHERE id = ${id} AND version IN (${expected}, ${version}) ${durably}
          RETURNING 1 AS done`
      return (yield* Effect.mapError(bounded(done), failed("write", name))).length > 0
    }),

    remove: Effect.fnUntraced(function*(name, expected) {
      const done = sql`
        DELETE FROM ${records} WHERE id = ${yield* idOf(name)} AND version = ${expected} ${durably}
        RETURNING 1 AS done`
      return (yield* Effect.mapError(bounded(done), failed("write", name))).length > 0
    }),

    list: Effect.fnUntraced(function*({ before, isOpen, prefix, since }) {
      const start = encoder.encode(prefix)
      // A literal, because a plan for parameters could not use the partial index.
      const rows = sql<Pick<Row, "name">>`
        SELECT name FROM ${records}
        WHERE is_open = ${sql.literal(isOpen ? "1" : "0")} AND substr(name, 1, ${start.length}) = ${start}
          AND changed_at >= ${since ?? first} AND changed_at < ${before ?? last}
        ORDER BY changed_at`
      const names = yield* Effect.mapError(bounded(rows), failed("read", prefix))
      return names.map(({ name }) => decoder.decode(name))
    })
  } satisfies Service
}, Effect.provide(Digest.layerWebCrypto))

// A server may respond before a commit is on its disk, and could lose it. This prevents that for one statement, and
// keeps any stricter setting.
const waitForDisk = `AND set_config('synchronous_commit',
  CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, true)
  IS NOT NULL`

interface Row {
  readonly version: string
  /** SQLite keeps any type in any column, so a damaged row may have other values. */
  readonly body: unknown
  readonly name: Uint8Array
}

const bytesOf = (body: unknown): Uint8Array => isBytes(body) ? body : encoder.encode(String(body))

/** Every time is between them. */
const first = -Number.MAX_SAFE_INTEGER
const last = Number.MAX_SAFE_INTEGER

const encoder = new TextEncoder()
// A name may begin with a byte-order mark.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true })
