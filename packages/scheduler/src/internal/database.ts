import { InvalidInput, StoreFailed } from "effect-tiktok/TikTokError"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"

type Dialect = "pg" | "sqlite"

/** Statements that take ten seconds at most. */
type Bounded = <A, R>(work: Effect.Effect<A, SqlError | StoreFailed, R>) => Effect.Effect<A, StoreFailed, R>

/** The current database, whose failures are reasons. @internal */
export interface Database {
  readonly sql: SqlClient.SqlClient
  readonly dialect: Dialect
  readonly read: Bounded
  readonly write: Bounded
  readonly transaction: <A, E, R>(work: Effect.Effect<A, E, R>) => Effect.Effect<A, E | SqlError, R>
}

/** @internal */
export const make: Effect.Effect<Database, InvalidInput, SqlClient.SqlClient> = Effect.gen(function*() {
  // Our columns keep their names, even if the application transforms its own.
  const sql = (yield* SqlClient.SqlClient).withoutTransforms()
  const dialect = sql.onDialectOrElse<Dialect | undefined, Dialect, Dialect>({
    pg: () => "pg",
    sqlite: () => "sqlite",
    orElse: () => undefined
  })
  if (dialect === undefined) {
    return yield* new InvalidInput({ field: "SqlClient", rule: "must be of PostgreSQL or SQLite" })
  }
  return {
    sql,
    dialect,
    read: bounded("read"),
    write: bounded("write"),
    transaction: (work) => Effect.provideService(sql.withTransaction(work), SqlClient.BeginTransaction, begin[dialect])
  }
})

/** Each statement sees committed data, and no reader has to become a writer. @internal */
export const begin = { pg: "BEGIN ISOLATION LEVEL READ COMMITTED", sqlite: "BEGIN IMMEDIATE" }

const bounded = (action: "read" | "write"): Bounded => (work) =>
  work.pipe(
    Effect.catchTag("SqlError", (error) => Effect.fail(failed(action)(error))),
    Effect.timeoutOrElse({
      duration: "10 seconds",
      orElse: () => Effect.fail(new StoreFailed({ action, store, detail: "SQL: no response in time" }))
    })
  )

/** @internal */
export const failed = (action: "read" | "write") => ({ reason: { cause, message } }: SqlError): StoreFailed => {
  const text = cause instanceof Error && cause.message !== "" ? cause.message : message
  const state = Predicate.hasProperty(cause, "code") && typeof cause.code === "string" ? ` (${cause.code})` : ""
  return new StoreFailed({ action, store, detail: `SQL: ${text}${state}` })
}

const store = "scheduler"
