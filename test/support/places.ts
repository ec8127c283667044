/** The places where processes of a test share records. A place is JSON, so that a process can receive it. */
import * as NodeRedis from "@effect/platform-node/NodeRedis"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer, Schema, type Scope } from "effect"
import { RecordStore, type TikTokError } from "effect-tiktok"
import * as NodeSqlite from "effect-tiktok/NodeSqlite"
import { folder, layerPostgres, postgresDatabase, postgresServer, redisPrefix, redisServer } from "./servers.ts"

/** A place that can also count calls, and how to connect to it. */
export const CountingPlace = Schema.Union([
  Schema.TaggedStruct("Redis", { url: Schema.String, prefix: Schema.String }),
  Schema.TaggedStruct("PostgreSQL", { url: Schema.String }),
  Schema.TaggedStruct("SQLite", { filename: Schema.String })
])
export type CountingPlace = typeof CountingPlace.Type

/** Any place. */
export type Place = CountingPlace | { readonly _tag: "Files"; readonly directory: string }

/** The records of a place, over new connections. */
export const layerRecords = (
  place: Place
): Layer.Layer<
  RecordStore.RecordStore,
  TikTokError.TikTokError<TikTokError.StoreFailed | TikTokError.InvalidInput>
> => {
  switch (place._tag) {
    case "Files":
      return Layer.provide(RecordStore.layerFile(place), NodeServices.layer)
    case "Redis":
      return Layer.provide(RecordStore.layerRedis(place), Layer.orDie(NodeRedis.layer({ url: place.url })))
    case "PostgreSQL":
      return Layer.provide(RecordStore.layerSql(), layerPostgres(place.url))
    case "SQLite":
      return Layer.provide(RecordStore.layerSql(), Layer.orDie(NodeSqlite.layer(place)))
  }
}

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
