/**
 * The records of a place, in any process. A place is JSON, so that a process can be told of it; a process loads what its place
 * needs and no more, since that is most of its start.
 */
import * as RecordStore from "effect-tiktok/RecordStore"
import type { InvalidInput, StoreFailed, TikTokError } from "effect-tiktok/TikTokError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

/** A place where calls can be counted as well, and how to get there. */
export const CountingPlace = Schema.Union([
  Schema.TaggedStruct("Redis", { url: Schema.String, prefix: Schema.String }),
  Schema.TaggedStruct("PostgreSQL", { url: Schema.String }),
  Schema.TaggedStruct("SQLite", { filename: Schema.String })
])
export type CountingPlace = typeof CountingPlace.Type

export type Place = CountingPlace | { readonly _tag: "Files"; readonly directory: string }

type Records = Layer.Layer<
  RecordStore.RecordStore,
  TikTokError<StoreFailed | InvalidInput>
>

/** The records of a place, over connections of their own. */
export const layerRecords = (place: Place): Records => Layer.unwrap(Effect.promise(() => load(place)))

const load = async (place: Place): Promise<Records> => {
  switch (place._tag) {
    case "Files": {
      const NodeServices = await import("@effect/platform-node/NodeServices")
      return Layer.provide(RecordStore.layerFile(place), NodeServices.layer)
    }
    case "Redis": {
      const NodeRedis = await import("@effect/platform-node/NodeRedis")
      return Layer.provide(RecordStore.layerRedis(place), Layer.orDie(NodeRedis.layer({ url: place.url })))
    }
    case "PostgreSQL": {
      const { PgClient } = await import("@effect/sql-pg")
      return Layer.provide(RecordStore.layerSql(), Layer.orDie(PgClient.layer({ url: Redacted.make(place.url) })))
    }
    case "SQLite": {
      const NodeSqlite = await import("effect-tiktok/NodeSqlite")
      return Layer.provide(RecordStore.layerSql(), Layer.orDie(NodeSqlite.layer(place)))
    }
  }
}
