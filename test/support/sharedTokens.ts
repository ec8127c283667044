import { Effect, Layer, Schema, type Scope } from "effect"
import { TokenLock, TokenStore } from "effect-tiktok"
import * as NodeSqlite from "effect-tiktok/NodeSqlite"
import { dirname } from "node:path"
import {
  dumpFolder,
  dumpPostgres,
  dumpRedis,
  folder,
  layerPostgres,
  layerRedis,
  postgresDatabase,
  postgresServer,
  redisPrefix,
  redisServer
} from "./servers.ts"

/** Where processes share tokens and locks. */
export const Place = Schema.Union([
  Schema.TaggedStruct("Redis", { prefix: Schema.String }),
  Schema.TaggedStruct("PostgreSQL", { url: Schema.String }),
  Schema.TaggedStruct("SQLite", { filename: Schema.String })
])
export type Place = typeof Place.Type

/** Store and lock in a place, with the keys of the environment. */
export const layerShared = (place: Place) => {
  switch (place._tag) {
    case "Redis": {
      const { prefix } = place
      return Layer.merge(
        TokenStore.layerConfig((keys) => TokenStore.layerRedis({ prefix, ...keys })),
        TokenLock.layerRedis({ prefix, lease: "1 second" })
      ).pipe(Layer.provide(layerRedis))
    }
    case "PostgreSQL":
      return Layer.provide(inSql, layerPostgres(place.url))
    case "SQLite":
      return Layer.provide(inSql, NodeSqlite.layer({ filename: place.filename }))
  }
}

const inSql = Layer.merge(TokenStore.layerConfig(TokenStore.layerSql), TokenLock.layerSql({ lease: "1 second" }))

/** A new place of each kind, for one test. */
export const places: ReadonlyArray<
  { readonly name: string; readonly isThere: boolean; readonly place: Effect.Effect<Place, never, Scope.Scope> }
> = [
  {
    name: "Redis",
    isThere: redisServer.isThere,
    place: Effect.map(redisPrefix, (prefix): Place => ({ _tag: "Redis", prefix }))
  },
  {
    name: "PostgreSQL",
    isThere: postgresServer.isThere,
    place: Effect.map(postgresDatabase, (url): Place => ({ _tag: "PostgreSQL", url }))
  },
  {
    name: "SQLite",
    isThere: true,
    place: Effect.map(folder, (directory): Place => ({ _tag: "SQLite", filename: `${directory}/shared.db` }))
  }
]

/** Everything that is kept in a place. */
export const dump = (place: Place) => {
  switch (place._tag) {
    case "Redis":
      return dumpRedis(place.prefix)
    case "PostgreSQL":
      return dumpPostgres(place.url)
    case "SQLite":
      return dumpFolder(dirname(place.filename))
  }
}
