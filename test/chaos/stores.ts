/** The stores that the processes of a run can share. */
import * as NodeRedis from "@effect/platform-node/NodeRedis"
import { Effect, type FileSystem, Layer, type Path } from "effect"
import { Checkpoint, Quota, RecordStore, TikTok, type TikTokError, TokenLock, TokenStore } from "effect-tiktok"
import * as NodeSqlite from "effect-tiktok/NodeSqlite"
import type { HttpClient } from "effect/http"
import { Redis } from "effect/persistence"
import { SqlClient } from "effect/sql"
import type { Place } from "../support/layerRecords.ts"
import { layerPostgres, layerRedis, postgresServer, redisServer } from "../support/servers.ts"
import { type Kept, places } from "../support/sharedStores.ts"

/** The values of `--store`. */
export const storeNames = ["redis", "sql", "file", "sqlite"] as const
export type StoreName = typeof storeNames[number]

const tags = { redis: "Redis", sql: "PostgreSQL", file: "Files", sqlite: "SQLite" } as const

/** Creates a place for one run. */
export const placeOf = (store: StoreName): Kept["place"] =>
  places.find(({ name }) => name === tags[store])?.place ?? Effect.die(new Error(`no place for ${store}`))

/** Whether all processes count limits together. Files cannot count, so each process counts its own. */
export const sharesLimits = (store: StoreName): boolean => store !== "file"

/** Why a store cannot be used, if it cannot. */
export const problemOf = (store: StoreName): Effect.Effect<string | undefined> => {
  switch (store) {
    case "redis":
      return answers(
        Effect.provide(Redis.Redis.use((redis) => redis.send("PING")), layerRedis),
        `Redis. Start it at ${redisServer.url}, or name another in REDIS_URL.`
      )
    case "sql":
      return answers(
        Effect.provide(SqlClient.SqlClient.use((sql) => sql`SELECT 1`), layerPostgres(postgresServer.url)),
        `PostgreSQL. Start it at ${postgresServer.url}, or name another in DATABASE_URL.`
      )
    default:
      return Effect.undefined
  }
}

const answers = <E>(question: Effect.Effect<unknown, E>, otherwise: string): Effect.Effect<string | undefined> =>
  question.pipe(
    Effect.timeout("5 seconds"),
    Effect.as(undefined),
    Effect.catchCause(() => Effect.succeed(otherwise))
  )

type Shared = Layer.Layer<
  TikTok.Services | TikTok.Stores,
  TikTokError.TikTokError<TikTokError.InvalidInput | TikTokError.StoreFailed>,
  HttpClient.HttpClient | FileSystem.FileSystem | Path.Path
>

/** The whole library over a place, as a program wires it. */
export const layerIn = (place: Place, options: TikTok.SharedOptions): Shared => {
  switch (place._tag) {
    case "Redis":
      return Layer.provide(
        TikTok.layerRedis({ ...options, prefix: place.prefix }),
        Layer.orDie(NodeRedis.layer({ url: place.url }))
      )
    case "PostgreSQL":
      return Layer.provide(TikTok.layerSql(options), layerPostgres(place.url))
    case "SQLite":
      return Layer.provide(TikTok.layerSql(options), Layer.orDie(NodeSqlite.layer(place)))
    case "Files":
      return Layer.provideMerge(TikTok.layer(options), [
        Layer.mergeAll(TokenStore.layer(options), TokenLock.layer(options), Checkpoint.layer(options)).pipe(
          Layer.provide(RecordStore.layerFile(place))
        ),
        Quota.layerMemory(options.quota)
      ])
  }
}
