import type { ClockPosition } from "./Clock.ts"
import type { State } from "./Engine.ts"
import type { ActiveFault } from "./Faults.ts"
import type { RuleChanges } from "./Rules.ts"
import type { Table } from "./Table.ts"

/** The tables of a state as rows of plain JSON. */
export type Tables = {
  readonly [Name in keyof State]: State[Name] extends Table<infer Value>
    ? ReadonlyArray<readonly [string, Value extends Array<infer Item> ? ReadonlyArray<Item> : Value]>
    : never
}

/** The version of the snapshot format. Other versions are refused. */
export const SNAPSHOT_VERSION = 1

/** Changes of rules, whose switches are checked when they are restored. */
export interface StoredChanges extends Omit<RuleChanges, "switches"> {
  readonly switches?: Readonly<Record<string, string | number | boolean>> | undefined
}

/** The state of a mock as plain JSON, without the journal. */
export interface Snapshot {
  readonly version: typeof SNAPSHOT_VERSION
  /** Name of the current scenario. */
  readonly scenario: string
  /** When the mock was made or reset, in epoch milliseconds. */
  readonly startedAt: number
  readonly clock: ClockPosition
  readonly faults: ReadonlyArray<ActiveFault>
  /** What was changed of the rules of the scenario. */
  readonly rules?: StoredChanges | undefined
  readonly tables: Tables
}

/** Copies the tables of a state. */
export const copyTables = (state: State): Tables =>
  structuredClone({
    apps: [...state.apps],
    creators: [...state.creators],
    codes: [...state.codes],
    accessTokens: [...state.accessTokens],
    refreshTokens: [...state.refreshTokens],
    posts: [...state.posts],
    uploads: [...state.uploads],
    windows: [...state.windows],
    webhookEvents: [...state.webhookEvents],
    deliveries: [...state.deliveries],
    counters: [...state.counters]
  })

/** Replaces the tables of a state, or only the named ones. */
export const restoreTables = (state: State, tables: Tables, names?: ReadonlyArray<keyof State>): void => {
  const restoreTable = <Value>(
    name: keyof State,
    table: Table<Value>,
    rows: ReadonlyArray<readonly [string, Value]>
  ) => {
    if (names?.includes(name) === false) return
    table.clear()
    for (const [key, value] of rows) table.set(key, structuredClone(value))
  }
  restoreTable("apps", state.apps, tables.apps)
  restoreTable("creators", state.creators, tables.creators)
  restoreTable("codes", state.codes, tables.codes)
  restoreTable("accessTokens", state.accessTokens, tables.accessTokens)
  restoreTable("refreshTokens", state.refreshTokens, tables.refreshTokens)
  restoreTable("posts", state.posts, tables.posts)
  restoreTable("uploads", state.uploads, tables.uploads)
  const windows = tables.windows.map(([key, log]) => [key, log.toSorted((left, right) => left - right)] as const)
  restoreTable("windows", state.windows, windows)
  restoreTable("webhookEvents", state.webhookEvents, tables.webhookEvents)
  restoreTable("deliveries", state.deliveries, tables.deliveries)
  restoreTable("counters", state.counters, tables.counters)
}
