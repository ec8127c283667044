/** A database that simulated processes share: the scheduler's own statements, on a SQLite in memory. */
import { Effect, Layer, Stream } from "effect"
import * as Reactivity from "effect/reactivity/Reactivity"
import { SqlClient, type SqlConnection, SqlError, Statement } from "effect/sql"
import { DatabaseSync, type SQLInputValue } from "node:sqlite"
import { type FaultChoice, type Surroundings, wayFaults, type World } from "tiktok-mock-server/simulation"

type Rows = ReadonlyArray<Record<string, unknown>>

/** The connection of a transaction. */
interface Session {
  readonly isProcessAlive: () => boolean
  /** Statements that have not arrived. */
  underway: number
  /** When the client gave it up, in epoch milliseconds. */
  closedAt: number | undefined
  /** Whether an answer was lost. */
  isBroken: boolean
}

/** What the database makes of a statement. */
type Answer = { readonly rows: Rows } | { readonly error: unknown } | "busy"

/** The database. */
export interface Database {
  /** What is committed. */
  readonly read: (statement: string) => Rows
  /** How often something was committed. */
  readonly commits: () => number
  readonly perform: (session: Session | undefined, statement: string, parameters: ReadonlyArray<unknown>) => Answer
  readonly close: (session: Session) => void
}

/** Makes an empty database. */
export const makeDatabase = ({ clock }: World): Database => {
  const database = new DatabaseSync(":memory:")
  database.exec("PRAGMA foreign_keys = ON")
  let commits = 0
  /** The transaction that is open. There is one at a time. */
  let open:
    | { readonly session: Session; readonly done: Array<readonly [string, ReadonlyArray<unknown>]> }
    | undefined

  const run = (statement: string, parameters: ReadonlyArray<unknown>): Rows =>
    database.prepare(statement).all(...parameters.map(inputOf))

  /** Reads as another connection does, which does not see what is not committed. */
  const outside = <A>(read: () => A): A => {
    if (open === undefined) return read()
    database.exec("ROLLBACK")
    try {
      return read()
    } finally {
      database.exec(begin)
      for (const [statement, parameters] of open.done) run(statement, parameters)
    }
  }

  const rollBack = () => {
    database.exec("ROLLBACK")
    open = undefined
  }

  /** Whether a transaction is open. A server rolls back that of a connection which is gone. */
  const isBusy = (): boolean => {
    if (open === undefined) return false
    const { closedAt, isProcessAlive, underway } = open.session
    const isGone = !isProcessAlive() ||
      closedAt !== undefined && (underway === 0 || clock.currentTimeMillisUnsafe() - closedAt > halfOpen)
    if (isGone) rollBack()
    return !isGone
  }

  const perform = (session: Session | undefined, statement: string, parameters: ReadonlyArray<unknown>): Answer => {
    if (session !== undefined) session.underway--
    if (statement.startsWith("BEGIN")) {
      if (isBusy()) return "busy"
      database.exec(begin)
      if (session !== undefined) open = { session, done: [] }
      return { rows: [] }
    }
    if (session === undefined) {
      if (!isWrite(statement)) return { rows: outside(() => run(statement, parameters)) }
      if (isBusy()) return "busy"
      commits++
      return { rows: run(statement, parameters) }
    }
    if (open?.session !== session) return { error: new Error("the transaction was rolled back") }
    if (statement === "ROLLBACK") rollBack()
    else if (statement === "COMMIT") {
      database.exec("COMMIT")
      open = undefined
      commits++
    } else {
      const rows = run(statement, parameters)
      open.done.push([statement, parameters])
      return { rows }
    }
    return { rows: [] }
  }

  return {
    read: (statement) => outside(() => run(statement, [])),
    commits: () => commits,
    perform: (session, statement, parameters) => {
      try {
        return perform(session, statement, parameters)
      } catch (error) {
        return { error }
      }
    },
    close: (session) => void (session.closedAt ??= clock.currentTimeMillisUnsafe())
  }
}

/** The client of a process, over connections that fail as those to a server do. */
export const layerDatabase = (
  database: Database,
  { call, process }: Surroundings
): Layer.Layer<SqlClient.SqlClient> => {
  const owner = process.current()

  const send = (session: Session | undefined, statement: string, parameters: ReadonlyArray<unknown>) =>
    Effect.suspend((): Effect.Effect<Answer, SqlError.SqlError> => {
      if (session?.isBroken === true) {
        return statement === "ROLLBACK" ? Effect.succeed({ rows: [] }) : Effect.fail(broken("the connection is closed"))
      }
      if (session !== undefined) session.underway++
      const lose = () => {
        if (session !== undefined) session.isBroken = true
      }
      const [verb = ""] = /\w+/.exec(statement) ?? []
      return call({
        place: `sql ${verb.toLowerCase()}`,
        // Effect waits for the ends of a transaction without a time limit.
        choices: controls.has(verb) ? outages.filter(({ kind }) => !kind.startsWith("hang")) : outages,
        weight: isWrite(statement) ? 0.7 : 0.3,
        latency: [1, 20],
        perform: () => database.perform(session, statement, parameters)
      }).pipe(
        Effect.tapError(() => Effect.sync(lose)),
        Effect.mapError(broken),
        Effect.onInterrupt(() => Effect.sync(lose))
      )
    })

  const execute = (session: Session | undefined, statement: string, parameters: ReadonlyArray<unknown>) =>
    Effect.gen(function*() {
      for (let tries = 0; tries < longestBusy / busyPause; tries++) {
        const answer = yield* send(session, statement, parameters)
        if (answer === "busy") yield* Effect.sleep(busyPause)
        else if ("rows" in answer) return answer.rows
        else return yield* Effect.fail(new SqlError.SqlError({ reason: SqlError.classifySqliteError(answer.error) }))
      }
      return yield* Effect.fail(broken("the database is locked"))
    })

  const connectionOf = (session: Session | undefined): SqlConnection.Connection => {
    const rows: SqlConnection.Connection["execute"] = (statement, parameters, transform) =>
      Effect.map(execute(session, statement, parameters), (found) => transform === undefined ? found : transform(found))
    const values: SqlConnection.Connection["executeValues"] = (statement, parameters) =>
      Effect.map(execute(session, statement, parameters), (found) => found.map((row) => Object.values(row)))
    return {
      execute: rows,
      executeUnprepared: rows,
      executeRaw: (statement, parameters) => execute(session, statement, parameters),
      executeValues: values,
      executeValuesUnprepared: values,
      executeStream: (statement, parameters, transform) =>
        Stream.unwrap(Effect.map(rows(statement, parameters, transform), Stream.fromIterable))
    }
  }

  const acquireSession = Effect.acquireRelease(
    Effect.sync((): Session => ({
      isProcessAlive: () => process.current() === owner,
      underway: 0,
      closedAt: undefined,
      isBroken: false
    })),
    (session) => Effect.sync(() => database.close(session))
  )

  return Layer.effect(
    SqlClient.SqlClient,
    SqlClient.make({
      acquirer: Effect.succeed(connectionOf(undefined)),
      transactionAcquirer: Effect.map(acquireSession, connectionOf),
      driver: "simulated",
      compiler: Statement.makeCompilerSqlite(),
      beginTransaction: begin,
      releaseSavepoint: (name) => `RELEASE SAVEPOINT ${name}`,
      spanAttributes: []
    })
  ).pipe(Layer.provide(Reactivity.layer))
}

const begin = "BEGIN IMMEDIATE"

const controls: ReadonlySet<string> = new Set(["BEGIN", "COMMIT", "ROLLBACK"])

/** After this time a server closes a connection whose client is silent, in milliseconds. */
const halfOpen = 60_000

/** How long a client waits while another one writes, and between two tries, in milliseconds. */
const longestBusy = 5_000
const busyPause = 250

const outages: ReadonlyArray<FaultChoice> = [
  ...wayFaults,
  { kind: "refused" },
  { kind: "partition", value: (random) => random.between(1, 120) * 1_000 }
]

const isWrite = (statement: string): boolean => !/^\s*(?:SELECT|PRAGMA)\b/i.test(statement)

const broken = (message: string) =>
  new SqlError.SqlError({ reason: new SqlError.ConnectionError({ message, cause: message }) })

const inputOf = (value: unknown): SQLInputValue => {
  if (value === undefined || value === null) return null
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "string") return value
  throw new TypeError(`a statement of the scheduler has a ${typeof value}`)
}
