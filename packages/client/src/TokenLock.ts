/**
 * One refresh at a time for each creator.
 *
 * After a refresh, TikTok may refuse the old refresh token. Two processes that
 * refresh at once would log the creator out. So a process takes the creator's lock
 * and reads the `TokenStore` again before it refreshes.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import type * as Path from "effect/Path"
import type * as Redis from "effect/persistence/Redis"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type * as SqlClient from "effect/sql/SqlClient"
import * as Claims from "./internal/claims/claims.ts"
import * as Validate from "./internal/common/validate.ts"
import * as BoundedStore from "./internal/records/boundedStore.ts"
import type { CreatorId } from "./Post.ts"
import * as RecordStore from "./RecordStore.ts"
import { fromReason, type InvalidInput, RefreshUnavailable, type StoreFailed, type TikTokError } from "./TikTokError.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * How long callers wait for a lock.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /**
   * How long to wait for a lock that another caller holds, before the call fails with
   * `RefreshUnavailable`.
   *
   * @default "1 minute"
   */
  readonly maxWait?: Duration.Input | undefined
}

/**
 * Options of a lock that processes share.
 *
 * @category options
 * @since 0.1.0
 */
export interface SharedOptions extends Options {
  /**
   * How long a lock outlives its process.
   *
   * @default "30 seconds"
   */
  readonly lease?: Duration.Input | undefined
  /**
   * How long one command of the store may take.
   *
   * @default "30 seconds"
   */
  readonly storeTimeout?: Duration.Input | undefined
}

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * Locks creators.
 *
 * **Example** (One at a time for each creator)
 *
 * ```ts
 * import type { Effect } from "effect"
 * import { type Post, TokenLock } from "effect-tiktok"
 *
 * export const alone = <A, E, R>(creator: Post.CreatorId, work: Effect.Effect<A, E, R>) =>
 *   TokenLock.TokenLock.use(({ withLock }) => withLock(creator)(work))
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class TokenLock extends Context.Service<TokenLock, {
  /** Runs an effect while it holds the lock of this creator. Waiting can be interrupted. */
  readonly withLock: (
    creator: CreatorId
  ) => <A, E, R>(
    self: Effect.Effect<A, E, R>
  ) => Effect.Effect<A, E | TikTokError<RefreshUnavailable | InvalidInput>, R>
}>()("effect-tiktok/TokenLock") {}

// -----------------------------------------------------------------------------
// constructors
// -----------------------------------------------------------------------------

/**
 * Creates locks for this process.
 *
 * **Example** (A lock for a test)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { TokenLock } from "effect-tiktok"
 *
 * export const layer = Layer.effect(TokenLock.TokenLock, TokenLock.makeMemory)
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeMemory: Effect.Effect<TokenLock["Service"]> = Effect.sync(() => {
  const inUse = new Map<CreatorId, { readonly semaphore: Semaphore.Semaphore; users: number }>()
  return checked({
    withLock: (creator) => (self) =>
      Effect.suspend(() => {
        const lock = inUse.get(creator) ?? { semaphore: Semaphore.makeUnsafe(1), users: 0 }
        lock.users++
        inUse.set(creator, lock)
        return lock.semaphore.withPermit(self).pipe(Effect.ensuring(Effect.sync(() => {
          if (--lock.users === 0) inUse.delete(creator)
        })))
      })
  })
})

/**
 * Creates locks for all processes that share the current `RecordStore`. A lock is a
 * lease: it is renewed while it is held, and expires when its process dies. If a
 * process is paused for longer, another may take the lock. Then
 * `TokenStore.replace` accepts only one of the two.
 *
 * **Example** (Locks that outlive their process by ten seconds)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { TokenLock } from "effect-tiktok"
 *
 * export const layer = Layer.effect(TokenLock.TokenLock, TokenLock.make({ lease: "10 seconds" }))
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function*(
  options?: SharedOptions
): Effect.fn.Return<TokenLock["Service"], TikTokError<InvalidInput>, RecordStore.RecordStore> {
  const maxWait = yield* Validate.readDuration("TokenLock.make", "maxWait", options?.maxWait ?? "1 minute")
  const lease = yield* Validate.readPositiveDuration("TokenLock.make", "lease", options?.lease ?? "30 seconds")
  const limit = yield* BoundedStore.readLimit("TokenLock.make", options?.storeTimeout)
  const claims = yield* Claims.make(BoundedStore.bounded(yield* RecordStore.RecordStore, limit), lease)
  return checked({
    withLock: (creator) => (self) => {
      const unavailable = (detail: string) =>
        fromReason("TokenLock.withLock")(new RefreshUnavailable({ creator, detail: `lock: ${detail}` }))
      const held = Effect.mapError(claims.claim(nameOf(creator), maxWait), (error) =>
        unavailable(
          error._tag === "Held"
            ? `another process has been refreshing it for ${Duration.format(maxWait)}`
            : error.detail
        ))
      return Effect.scopedWith((scope) => Effect.andThen(Scope.provide(held, scope), self))
    }
  })
})

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Locks inside this process. Use it if no other process refreshes the tokens of the
 * same creators.
 *
 * **Example** (Tokens and locks in this process)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { TokenLock, TokenStore } from "effect-tiktok"
 *
 * export const layer = Layer.merge(TokenStore.layerMemory(), TokenLock.layerMemory)
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerMemory: Layer.Layer<TokenLock> = Layer.effect(TokenLock, makeMemory)

/**
 * Locks across all processes that share the current `RecordStore`.
 *
 * **Example** (Records in a folder)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { RecordStore, TokenLock } from "effect-tiktok"
 *
 * export const layer = Layer.provide(TokenLock.layer(), RecordStore.layerFile({ directory: "locks" }))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (
  options?: SharedOptions
): Layer.Layer<TokenLock, TikTokError<InvalidInput>, RecordStore.RecordStore> => Layer.effect(TokenLock, make(options))

/**
 * Locks across all processes of this host that share a folder.
 *
 * **Example** (Locks in a folder)
 *
 * ```ts
 * import { TokenLock } from "effect-tiktok"
 *
 * export const layer = TokenLock.layerFile({ directory: "locks" })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerFile = (
  options: SharedOptions & RecordStore.FileOptions
): Layer.Layer<TokenLock, TikTokError<StoreFailed | InvalidInput>, FileSystem.FileSystem | Path.Path> =>
  Layer.provide(layer(options), RecordStore.layerFile(options))

/**
 * Locks across all processes that share the current `Redis`.
 *
 * **Example** (Callers that wait ten seconds at most)
 *
 * ```ts
 * import { TokenLock } from "effect-tiktok"
 *
 * export const layer = TokenLock.layerRedis({ maxWait: "10 seconds" })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerRedis = (
  options?: SharedOptions & RecordStore.RedisOptions
): Layer.Layer<TokenLock, TikTokError<InvalidInput>, Redis.Redis> =>
  Layer.provide(layer(options), RecordStore.layerRedis(options))

/**
 * Locks in PostgreSQL or SQLite. Creates missing tables.
 *
 * **Example** (Callers that wait ten seconds at most)
 *
 * ```ts
 * import { TokenLock } from "effect-tiktok"
 *
 * export const layer = TokenLock.layerSql({ maxWait: "10 seconds" })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerSql = (
  options?: SharedOptions & RecordStore.SqlOptions
): Layer.Layer<TokenLock, TikTokError<StoreFailed | InvalidInput>, SqlClient.SqlClient> =>
  Layer.provide(layer(options), RecordStore.layerSql(options))

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

const nameOf = (creator: CreatorId): string => `effect-tiktok/locks/${creator}`

/** The same lock, but it refuses an invalid creator. */
const checked = ({ withLock }: TokenLock["Service"]): TokenLock["Service"] =>
  TokenLock.of({
    withLock: (creator) => (self) =>
      Validate.ifNames("TokenLock.withLock", "creator", [creator], withLock(creator)(self))
  })
