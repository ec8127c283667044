import * as Digest from "effect/crypto/Digest"
import * as Effect from "effect/Effect"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type { Fragment } from "effect/sql/Statement"
import { InvalidInput, type StoreFailed } from "../../TikTokError.ts"
import * as Migrations from "./migrations.ts"
import { type Bounded, bounded } from "./sqlCommand.ts"
import { begin, type Name, type Place, quoted } from "./sqlSchema.ts"

type Dialect = Place["dialect"]

/** @internal */
export interface Options {
  readonly prefix?: string | undefined
}

/** Our tables in the current database, and helpers for their statements. @internal */
export interface SqlTables {
  readonly sql: SqlClient.SqlClient
  readonly dialect: Dialect
  readonly bounded: Bounded
  readonly table: (name: Name) => Fragment
  readonly transaction: <A, E>(work: Effect.Effect<A, E>) => Effect.Effect<A, E | SqlError>
  /** A name of any length and any text, as a key of fixed length. */
  readonly idOf: (name: string) => Effect.Effect<string>
}

/**
 * Creates missing tables.
 *
 * @internal
 */
export const make = Effect.fnUntraced(function*(
  options: Options | undefined
): Effect.fn.Return<SqlTables, InvalidInput | StoreFailed, SqlClient.SqlClient | Digest.Digest> {
  // Our columns keep their names, even if the application transforms its own.
  const sql = (yield* SqlClient.SqlClient).withoutTransforms()
  const prefix = options?.prefix ?? "effect_tiktok_"
  const dialect = sql.onDialectOrElse<Dialect | undefined, Dialect, Dialect>({
    pg: () => "pg",
    sqlite: () => "sqlite",
    orElse: () => undefined
  })
  if (dialect === undefined) {
    return yield* new InvalidInput({ field: "SqlClient", rule: "must be of PostgreSQL or SQLite" })
  }
  const rule = prefixRule(dialect, prefix)
  if (rule !== undefined) return yield* new InvalidInput({ field: "prefix", rule })
  const run = bounded(sql)
  yield* Migrations.run({ sql, dialect, prefix, bounded: run })
  const { digestHex } = yield* Digest.Digest
  return {
    sql,
    dialect,
    bounded: run,
    transaction: (work) => Effect.provideService(sql.withTransaction(work), SqlClient.BeginTransaction, begin[dialect]),
    table: (name) => sql.literal(quoted(prefix, name)),
    // Every Web Crypto has SHA-256.
    idOf: (name) => Effect.orDie(digestHex(Digest.sha256, encoder.encode(name)))
  }
})

/** The rule that a prefix breaks. @internal */
export const prefixRule = (dialect: Dialect, prefix: string | undefined): string | undefined => {
  if (prefix === undefined || (dialect === "pg" ? inSchema : plain).test(prefix)) return undefined
  return `must be up to 40 letters, digits and underscores${
    dialect === "pg" ? ", optionally after a schema and a dot" : ""
  }`
}

// PostgreSQL truncates names of more than 63 bytes.
const plain = /^[A-Za-z_]\w{0,39}$/
const inSchema = /^(?:[A-Za-z_]\w{0,62}\.)?[A-Za-z_]\w{0,39}$/

/** A name for people who read a table: one line of printable characters. @internal */
export const labelOf = (name: string): string =>
  name.slice(0, 200).toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\uFFFD")

const encoder = new TextEncoder()
