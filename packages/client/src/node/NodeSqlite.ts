/**
 * A `SqlClient` over Node's built-in SQLite, for the stores of one host. Several
 * processes may share a file, which must not be on a network disk.
 *
 * The rest of this library runs on any platform. This module is only for Node. Before
 * version 24, Node prints once that its SQLite is experimental.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as SqlClient from "effect/sql/SqlClient"
import type { Connection } from "effect/sql/SqlConnection"
import { classifySqliteError, SqlError } from "effect/sql/SqlError"
import * as Statement from "effect/sql/Statement"
import * as Stream from "effect/Stream"
import { closeSync, fchmodSync, openSync } from "node:fs"
import { DatabaseSync, type SQLInputValue } from "node:sqlite"
import * as Validate from "../internal/common/validate.ts"
import { fromReason, type InvalidInput, type TikTokError } from "../TikTokError.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * Which database to open.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /** Created when missing, readable only by this user. The folder must exist. `:memory:` is private to this client. */
  readonly filename: string
  /**
   * How long a statement waits while another process writes. Other fibers continue.
   *
   * @default "5 seconds"
   */
  readonly busyTimeout?: Duration.Input | undefined
}

// -----------------------------------------------------------------------------
// constructors
// -----------------------------------------------------------------------------

/**
 * Opens a database with a write-ahead log. A committed transaction survives a loss of
 * power. Transactions begin as writers, so none fails in the middle because another
 * process was faster.
 *
 * **Example** (A client for one scope)
 *
 * ```ts
 * import * as NodeSqlite from "effect-tiktok/NodeSqlite"
 *
 * export const client = NodeSqlite.make({ filename: "tiktok.db" })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function*(
  options: Options
): Effect.fn.Return<
  SqlClient.SqlClient,
  SqlError | TikTokError<InvalidInput>,
  Scope.Scope | Reactivity.Reactivity
> {
  yield* Validate.orFail("NodeSqlite.make", Validate.path("filename", options?.filename))
  const busyTimeout = yield* Effect.mapError(
    Effect.fromResult(Validate.parseDuration("busyTimeout", options.busyTimeout ?? "5 seconds")),
    fromReason("NodeSqlite.make")
  )
  const database = yield* Effect.acquireRelease(
    attempt("open", () => open(options.filename)),
    (database) => Effect.sync(() => database.close())
  )

  const retryBusy = <A>(run: () => A): Effect.Effect<A, SqlError> =>
    Effect.catchIf(attempt("execute", run), isBusy, (error) =>
      attempt("execute", run).pipe(
        Effect.delay("2 millis"),
        Effect.retry({ while: isBusy, schedule: backoff }),
        Effect.timeoutOrElse({ duration: busyTimeout, orElse: () => Effect.fail(error) }),
        // Other processes run in real time. The caller's clock may not.
        Effect.provideService(Clock.Clock, Clock.Clock.defaultValue())
      ))

  const run = (sql: string, parameters: ReadonlyArray<unknown>, asArrays: boolean) =>
    Effect.flatMap(SqlClient.SafeIntegers, (isBigInt) =>
      retryBusy(() => {
        const statement = database.prepare(sql)
        statement.setReadBigInts(isBigInt)
        statement.setReturnArrays(asArrays)
        return statement.all(...parameters.map(inputOf))
      }))

  const rows: Connection["execute"] = (sql, parameters, transform) =>
    Effect.map(run(sql, parameters, false), (rows) => transform === undefined ? rows : transform(rows))

  const values: Connection["executeValues"] = (sql, parameters) =>
    Effect.map(run(sql, parameters, true), (rows) => rows.map((row) => Array.isArray(row) ? row : Object.values(row)))

  const connection: Connection = {
    execute: rows,
    executeUnprepared: rows,
    executeRaw: (sql, parameters) => run(sql, parameters, false),
    executeValues: values,
    executeValuesUnprepared: values,
    executeStream: (sql, parameters, transform) =>
      Stream.unwrap(Effect.map(rows(sql, parameters, transform), (rows) => Stream.fromIterable(rows)))
  }
  // Statements of one connection run one by one. To wait for another process does not block the event loop.
  yield* retryBusy(() =>
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
  )

  return yield* SqlClient.make({
    ...SqlClient.makeSqliteAcquirers({
      connection: Effect.succeed(connection),
      semaphore: Semaphore.makeUnsafe(1),
      isTransaction: () => database.isTransaction
    }),
    driver: "node-sqlite",
    compiler: Statement.makeCompilerSqlite(),
    beginTransaction: "BEGIN IMMEDIATE",
    releaseSavepoint: (name) => `RELEASE SAVEPOINT ${name}`,
    spanAttributes: [["db.system.name", "sqlite"]]
  })
})

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * A client of one SQLite database.
 *
 * **Example** (Limits that processes of one host share)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { Quota } from "effect-tiktok"
 * import * as NodeSqlite from "effect-tiktok/NodeSqlite"
 *
 * export const quota = Quota.layerSql().pipe(Layer.provide(NodeSqlite.layer({ filename: "tiktok.db" })))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options): Layer.Layer<SqlClient.SqlClient, SqlError | TikTokError<InvalidInput>> =>
  Layer.effect(SqlClient.SqlClient, make(options)).pipe(Layer.provide(Reactivity.layer))

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

const open = (filename: string): DatabaseSync => {
  if (filename !== ":memory:") createPrivately(filename)
  return new DatabaseSync(filename)
}

// SQLite gives its other files the mode of this one. The umask may be too strict.
const createPrivately = (filename: string): void => {
  try {
    const file = openSync(filename, "wx", mode)
    fchmodSync(file, mode)
    closeSync(file)
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error
  }
}

const mode = 0o600

const attempt = <A>(operation: string, run: () => A): Effect.Effect<A, SqlError> =>
  Effect.try({
    try: run,
    catch: (cause) => new SqlError({ reason: classifySqliteError(withNumber(cause), { operation }) })
  })

/** SQLite's error number, in the field that Effect reads. */
const withNumber = (cause: unknown): unknown =>
  cause instanceof Error && "errcode" in cause ? Object.assign(cause, { errno: cause.errcode }) : cause

const isBusy = ({ reason }: SqlError): boolean => reason._tag === "LockTimeoutError"

const backoff = Schedule.min([Schedule.exponential("2 millis"), Schedule.spaced("25 millis")]).pipe(Schedule.jittered)

const inputOf = (value: unknown): SQLInputValue => {
  if (value === undefined || value === null) return null
  if (typeof value === "boolean") return value ? 1 : 0
  if (value instanceof Date) return value.toISOString()
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "string") return value
  if (value instanceof Uint8Array) return value
  throw new TypeError(`SQLite takes no ${typeof value}`)
}
