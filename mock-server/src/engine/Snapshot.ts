import type { ClockPosition } from "./Clock.ts"
import type { ActiveFault } from "./Faults.ts"
import type { State } from "./World.ts"

/** The tables of a state as rows of plain JSON. */
export type Tables = {
  readonly [Name in keyof State]: State[Name] extends Map<string, infer Value> ? ReadonlyArray<readonly [string, Value]>
    : never
}

/** Everything a mock remembers, as plain JSON; the journal is no part of it. */
export interface Snapshot {
  readonly version: 1
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
    happenings: [...state.happenings],
    deliveries: [...state.deliveries],
    counters: [...state.counters]
  })

/** Puts tables into a state, in place of what is there. */
export const restoreTables = (state: State, tables: Tables): void => {
  refill(state.apps, tables.apps)
  refill(state.creators, tables.creators)
  refill(state.codes, tables.codes)
  refill(state.accessTokens, tables.accessTokens)
  refill(state.refreshTokens, tables.refreshTokens)
  refill(state.posts, tables.posts)
  refill(state.uploads, tables.uploads)
  refill(state.windows, tables.windows)
  refill(state.happenings, tables.happenings)
  refill(state.deliveries, tables.deliveries)
  refill(state.counters, tables.counters)
}

const refill = <Value>(table: Map<string, Value>, rows: ReadonlyArray<readonly [string, Value]>) => {
  table.clear()
  for (const [key, value] of rows) table.set(key, structuredClone(value))
}
