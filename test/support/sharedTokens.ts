import { Layer, Schema } from "effect"
import { TokenLock, TokenStore } from "effect-tiktok"
import { KeyValueStore } from "effect/persistence"
import { layerPostgres, layerRedis } from "./servers.ts"

/** Where processes share tokens and locks. */
export const Place = Schema.Union([
  Schema.TaggedStruct("Redis", { prefix: Schema.String }),
  Schema.TaggedStruct("PostgreSQL", { url: Schema.String })
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
      return Layer.merge(TokenStore.layerConfig(TokenStore.layerKeyValueStore), TokenLock.layerSql()).pipe(
        Layer.provide(KeyValueStore.layerSql()),
        Layer.provide(layerPostgres(place.url))
      )
  }
}
