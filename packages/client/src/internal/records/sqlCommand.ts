import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Predicate from "effect/Predicate"
import * as Schedule from "effect/Schedule"
import type * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"

/** The failure of a statement, or of the connection. @internal */
export class SqlFailed extends Data.TaggedError("SqlFailed")<{ readonly message: string }> {}

/** @internal */
export type Bounded = <A>(work: Effect.Effect<A, SqlError>, duration?: Duration.Input) => Effect.Effect<A, SqlFailed>

/**
 * Runs statements outside the caller's transactions, whose rollback could undo them,
 * and for at most five seconds.
 *
 * @internal
 */
export const bounded = (sql: SqlClient.SqlClient): Bounded => {
  const { key } = sql.transactionService
  const isAlone = sql.onDialectOrElse({ sqlite: () => true, orElse: () => false })

  const outside = (context: Context.Context<never>): Context.Context<never> =>
    context.mapUnsafe.has(key)
      ? Context.makeUnsafe(new Map([...context.mapUnsafe].filter(([name]) => name !== key)))
      : context

  const command: Bounded = <A>(work: Effect.Effect<A, SqlError>, duration: Duration.Input = "5 seconds") =>
    work.pipe(
      Effect.retry(again),
      Effect.updateContext(outside),
      detached,
      Effect.mapError(failed),
      Effect.timeoutOrElse({
        duration,
        orElse: () => Effect.fail(new SqlFailed({ message: "SQL: no response in time" }))
      })
    )

  if (!isAlone) return command
  return (work, duration) =>
    Effect.contextWith((context: Context.Context<never>) =>
      // It would wait for the caller's transaction to end.
      context.mapUnsafe.has(key) ? Effect.fail(new SqlFailed({ message: insideTransaction })) : command(work, duration)
    )
}

const insideTransaction =
  "SQL: called inside a transaction of the same SQLite connection, which could undo it; call it outside"

// A stricter isolation than READ COMMITTED refuses one of two conflicting statements, which wrote nothing.
const again = {
  while: ({ reason }: SqlError) => reason._tag === "SerializationError" || reason._tag === "DeadlockError",
  schedule: Schedule.spaced("10 millis").pipe(Schedule.jittered)
}

/** A driver may need seconds to cancel a statement at a server that hangs. Callers must not wait for that. */
const detached = <A, E>(work: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(
      Effect.forkDetach(work, { startImmediately: true }),
      (fiber) =>
        Effect.onExit(restore(Fiber.join(fiber)), (exit) =>
          Effect.sync(() => {
            if (Exit.isFailure(exit)) fiber.interruptUnsafe()
          }))
    )
  )

/** @internal */
export const failed = ({ reason }: SqlError): SqlFailed => {
  const { cause, message } = reason
  const text = cause instanceof Error && cause.message !== "" ? cause.message : message
  const state = Predicate.hasProperty(cause, "code") && typeof cause.code === "string" ? ` (${cause.code})` : ""
  return new SqlFailed({ message: `SQL: ${text}${state}` })
}
