/**
 * Stores records. Implement this service to use a database of your own.
 *
 * Checkpoints, tokens and locks are records with a name and a version. A store
 * writes and removes in one atomic step, and only if the record has the version
 * that the caller expects. A late write, from a process that was paused or over a
 * broken connection, finds another version. The store refuses it, so it undoes
 * nothing.
 *
 * `StoreChecks` and `StoreProcessChecks` have the tests that a store must pass.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import type * as Path from "effect/Path"
import type * as Redis from "effect/persistence/Redis"
import type * as SqlClient from "effect/sql/SqlClient"
import * as Validate from "./internal/common/validate.ts"
import * as RecordsFile from "./internal/records/recordsFile.ts"
import * as RecordsMemory from "./internal/records/recordsMemory.ts"
import * as RecordsRedis from "./internal/records/recordsRedis.ts"
import * as RecordsSql from "./internal/records/recordsSql.ts"
import type { Service } from "./model/record.ts"
import { fromReason, type InvalidInput, type StoreFailed, type TikTokError } from "./TikTokError.ts"

export * from "./model/record.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * Where to keep the files of a store.
 *
 * @category options
 * @since 0.1.0
 */
export interface FileOptions {
  /** Created when missing. Only this user may read it. */
  readonly directory: string
}

/**
 * Where to keep the keys of a store in Redis.
 *
 * @category options
 * @since 0.1.0
 */
export interface RedisOptions {
  /**
   * Starts the names of all keys. They share one hash slot of a cluster.
   *
   * @default ""
   */
  readonly prefix?: string | undefined
}

/**
 * Where to keep the tables of a store in SQL.
 *
 * @category options
 * @since 0.1.0
 */
export interface SqlOptions {
  /**
   * Starts the names of all tables. In PostgreSQL it may begin with a schema and a
   * dot, such as `tiktok.effect_tiktok_`. The schema must exist.
   *
   * @default "effect_tiktok_"
   */
  readonly prefix?: string | undefined
}

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * Keeps records. Names are well-formed text of any length, such as
 * `effect-tiktok/checkpoints/<key>`.
 *
 * **Example** (Checkpoints in your own store)
 *
 * ```ts
 * import { Effect, Layer, type Redacted } from "effect"
 * import { Checkpoint, RecordStore } from "effect-tiktok"
 *
 * declare const encryptionKey: Redacted.Redacted<Uint8Array>
 *
 * const records = Layer.sync(RecordStore.RecordStore, () => {
 *   const all = new Map<string, RecordStore.Entry>()
 *   return RecordStore.RecordStore.of({
 *     get: (name) => Effect.sync(() => all.get(name)),
 *     put: (name, expected, entry) =>
 *       Effect.sync(() => {
 *         const current = all.get(name)?.version
 *         if (current === entry.version) return true
 *         if (current !== expected) return false
 *         all.set(name, entry)
 *         return true
 *       }),
 *     remove: (name, expected) => Effect.sync(() => all.get(name)?.version === expected && all.delete(name)),
 *     list: ({ before = Infinity, isOpen, prefix, since = -Infinity }) =>
 *       Effect.sync(() =>
 *         Array.from(all).flatMap(([name, { changedAt, isOpen: is }]) =>
 *           is === isOpen && changedAt >= since && changedAt < before && name.startsWith(prefix) ? [name] : []
 *         )
 *       )
 *   })
 * })
 *
 * export const checkpoints = Checkpoint.layer({ encryptionKeys: [encryptionKey] }).pipe(Layer.provide(records))
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class RecordStore extends Context.Service<RecordStore, Service>()("effect-tiktok/RecordStore") {}

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Keeps records in this process.
 *
 * **Example** (Locks of a test)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { RecordStore, TokenLock } from "effect-tiktok"
 *
 * export const layer = Layer.provide(TokenLock.layer(), RecordStore.layerMemory)
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerMemory: Layer.Layer<RecordStore> = Layer.effect(RecordStore, RecordsMemory.make)

/**
 * Keeps records in a folder, one file for each, for all processes of one host.
 * Needs hard links, which some network file systems lack.
 *
 * **Example** (Tokens and locks in one folder)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { RecordStore, TokenLock, TokenStore } from "effect-tiktok"
 *
 * export const layer = Layer.merge(TokenStore.layerKeysConfig(TokenStore.layer), TokenLock.layer()).pipe(
 *   Layer.provide(RecordStore.layerFile({ directory: "tiktok" }))
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerFile = (
  options: FileOptions
): Layer.Layer<RecordStore, TikTokError<StoreFailed | InvalidInput>, FileSystem.FileSystem | Path.Path> =>
  Layer.effect(
    RecordStore,
    Effect.andThen(
      Validate.orFail("RecordStore.layerFile", Validate.path("directory", options?.directory)),
      () => Effect.mapError(RecordsFile.make(options.directory), fromReason("RecordStore.layerFile"))
    )
  )

/**
 * Keeps records in Redis, all in one hash slot of a cluster.
 *
 * **Example** (Keys with a prefix)
 *
 * ```ts
 * import { RecordStore } from "effect-tiktok"
 *
 * export const layer = RecordStore.layerRedis({ prefix: "tiktok:" })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerRedis = (
  options?: RedisOptions
): Layer.Layer<RecordStore, TikTokError<InvalidInput>, Redis.Redis> =>
  Layer.effect(
    RecordStore,
    Effect.andThen(
      Validate.orFail("RecordStore.layerRedis", Validate.optional(Validate.text)("prefix", options?.prefix)),
      () => RecordsRedis.make(options?.prefix ?? "")
    )
  )

/**
 * Keeps records in PostgreSQL (`@effect/sql-pg`) or SQLite (`NodeSqlite`).
 * Creates missing tables. Each command is one statement outside the caller's
 * transactions, and takes at most five seconds.
 *
 * **Example** (Tables with a prefix)
 *
 * ```ts
 * import { RecordStore } from "effect-tiktok"
 *
 * export const layer = RecordStore.layerSql({ prefix: "tiktok_" })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerSql = (
  options?: SqlOptions
): Layer.Layer<RecordStore, TikTokError<StoreFailed | InvalidInput>, SqlClient.SqlClient> =>
  Layer.effect(RecordStore, Effect.mapError(RecordsSql.make(options), fromReason("RecordStore.layerSql")))
