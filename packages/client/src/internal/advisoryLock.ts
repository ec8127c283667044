import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { Held, Unusable } from "./lockWait.ts"

/**
 * Runs an effect in a transaction that holds PostgreSQL's advisory lock of the
 * key, if it is free. The server frees the lock when the process dies.
 *
 * @internal
 */
export const tryWith =
  (sql: SqlClient.SqlClient, key: string) =>
  <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<Exit.Exit<A, E>, Held | Unusable, R> => {
    // The transaction may idle for as long as the effect takes, whatever the server's limit is.
    const lock = sql<{ readonly locked: boolean }>`
      SELECT pg_try_advisory_xact_lock(hashtextextended(${key}, 0)) AS locked,
        set_config('idle_in_transaction_session_timeout', '0', true)`
    return Effect.uninterruptibleMask((restore) =>
      lock.pipe(
        Effect.flatMap(([row]) => row?.locked === true ? Effect.exit(restore(self)) : Effect.fail(new Held())),
        // What the effect wrote is committed however the effect ended, interruption included.
        sql.withTransaction,
        // What others committed before they freed the lock has to be visible.
        Effect.provideService(SqlClient.BeginTransaction, "BEGIN ISOLATION LEVEL READ COMMITTED"),
        // In a transaction of the caller's, a rollback would take back what was written.
        Effect.updateContext((context: Context.Context<R>) => without(context, sql.transactionService)),
        Effect.catchTag("SqlError", (error) => Effect.fail(unusable(error)))
      )
    )
  }

const unusable = ({ message }: SqlError): Unusable => new Unusable({ message: `SQL: ${message}` })

// `Context.omit` changes the type by what it takes away, which no one can have asked for here.
const without = <R>(context: Context.Context<R>, { key }: SqlClient.SqlClient["transactionService"]) =>
  Context.makeUnsafe<R>(new Map([...context.mapUnsafe].filter(([name]) => name !== key)))
