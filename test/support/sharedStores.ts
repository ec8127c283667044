/** Where processes of a test keep their records together. */
import { Effect, type Scope } from "effect"
import type { CountingPlace, Place } from "./layerRecords.ts"
import { folder, postgresDatabase, postgresServer, redisPrefix, redisServer } from "./servers.ts"

/** A new place for a test, removed afterwards. */
export interface Kept<P extends Place = Place> {
  readonly name: P["_tag"]
  readonly isThere: boolean
  readonly place: Effect.Effect<P, never, Scope.Scope>
}

/** Every kind of place that can count calls. */
export const countingPlaces: ReadonlyArray<Kept<CountingPlace>> = [
  {
    name: "Redis",
    isThere: redisServer.isThere,
    place: Effect.map(redisPrefix, (prefix) => ({ _tag: "Redis", url: redisServer.url, prefix }))
  },
  {
    name: "PostgreSQL",
    isThere: postgresServer.isThere,
    place: Effect.map(postgresDatabase, (url) => ({ _tag: "PostgreSQL", url }))
  },
  {
    name: "SQLite",
    isThere: true,
    place: Effect.map(folder, (directory) => ({ _tag: "SQLite", filename: `${directory}/records.db` }))
  }
]

/** Every kind of place. */
export const places: ReadonlyArray<Kept> = [
  {
    name: "Files",
    isThere: true,
    place: Effect.map(folder, (directory) => ({ _tag: "Files", directory }))
  },
  ...countingPlaces
]
