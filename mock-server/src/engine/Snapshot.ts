import type { ClockPosition } from "./Clock.ts"
import type { State } from "./Engine.ts"
import type { ActiveFault } from "./Faults.ts"
import type { Table } from "./Table.ts"

/** The tables of a state as rows of plain JSON. */
export type Tables = {
  readonly [Name in keyof State]: State[Name] extends Table<infer Value>
    ? ReadonlyArray<readonly [string, Value extends Array<infer Item> ? ReadonlyArray<Item> : Value]>
    : never
}

/** The format that is written; any other is refused. */
export const SNAPSHOT_VERSION = 1

/** Everything a mock remembers, as plain JSON; the journal is no part of it. */
export interface Snapshot {
  readonly version: typeof SNAPSHOT_VERSION
  /** Name of the scenario whose rules hold. */
  readonly scenario: string
  readonly clock: ClockPosition
  readonly faults: ReadonlyArray<ActiveFault>
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

/** Puts tables into a state, in place of what is there; all of them unless some are named. */
export const restoreTables = (state: State, tables: Tables, names?: ReadonlyArray<keyof State>): void => {
  const refill = <Value>(
    name: keyof State,
    table: Table<Value>,
    rows: ReadonlyArray<readonly [string, Value]>
  ) => {
    if (names?.includes(name) === false) return
    table.clear()
    for (const [key, value] of rows) table.set(key, structuredClone(value))
  }
  refill("apps", state.apps, tables.apps)
  refill("creators", state.creators, tables.creators)
  refill("codes", state.codes, tables.codes)
  refill("accessTokens", state.accessTokens, tables.accessTokens)
  refill("refreshTokens", state.refreshTokens, tables.refreshTokens)
  refill("posts", state.posts, tables.posts)
  refill("uploads", state.uploads, tables.uploads)
  const windows = tables.windows.map(([key, log]) => [key, log.toSorted((left, right) => left - right)] as const)
  refill("windows", state.windows, windows)
  refill("webhookEvents", state.webhookEvents, tables.webhookEvents)
  refill("deliveries", state.deliveries, tables.deliveries)
  refill("counters", state.counters, tables.counters)
}
