/**
 * One refresh at a time for each creator.
 *
 * TikTok may answer a refresh with another refresh token and refuse the old one
 * from then on. Two processes that refresh at once would log the creator out, so
 * whoever refreshes holds the creator's lock, and looks into the `TokenStore`
 * again once it does.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import type * as Redis from "effect/persistence/Redis"
import * as Semaphore from "effect/Semaphore"
import * as SqlClient from "effect/sql/SqlClient"
import * as AdvisoryLock from "./internal/advisoryLock.ts"
import * as LockWait from "./internal/lockWait.ts"
import * as RedisLease from "./internal/redisLease.ts"
import type { CreatorId } from "./Post.ts"
import { fromReason, RefreshUnavailable, type TikTokError } from "./TikTokError.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /**
   * How long to wait for a lock that is held elsewhere, before failing with
   * `RefreshUnavailable`.
   *
   * @default "1 minute"
   */
  readonly maxWait?: Duration.Input | undefined
}

/**
 * @category options
 * @since 0.1.0
 */
export interface RedisOptions extends Options {
  /**
   * How long a lock outlives the process that held it.
   *
   * @default "30 seconds"
   */
  readonly lease?: Duration.Input | undefined
  /**
   * Before the names of all keys.
   *
   * @default ""
   */
  readonly prefix?: string | undefined
}

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * Locks creators.
 *
 * @category services
 * @since 0.1.0
 */
export class TokenLock extends Context.Service<TokenLock, {
  /** Runs an effect while nobody else holds the lock of this creator. Waiting can be interrupted. */
  readonly withLock: (
    creator: CreatorId
  ) => <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E | TikTokError<RefreshUnavailable>, R>
}>()("effect-tiktok/TokenLock") {}

// -----------------------------------------------------------------------------
// constructors
// -----------------------------------------------------------------------------

/**
 * Creates locks that hold inside this process.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeMemory: Effect.Effect<TokenLock["Service"]> = Effect.sync(() => {
  const inUse = new Map<CreatorId, { readonly semaphore: Semaphore.Semaphore; users: number }>()
  return TokenLock.of({
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
 * Creates locks that hold across all who share the current `Redis`. A lock is a
 * lease: it is renewed while it is held, and runs out when its process dies.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeRedis = (options?: RedisOptions): Effect.Effect<TokenLock["Service"], never, Redis.Redis> => {
  const duration = Duration.fromInputUnsafe(options?.lease ?? "30 seconds")
  return Effect.all([RedisLease.make(duration), SecureRandom.SecureRandom]).pipe(
    Effect.map(([lease, { uuidV4 }]) =>
      TokenLock.of({
        withLock: (creator) => (self) =>
          Effect.flatMap(uuidV4(), (owner) => {
            const key = `${options?.prefix ?? ""}${nameOf(creator)}`
            const take = lease.take(key, owner).pipe(
              Effect.mapError(({ message }) => new LockWait.Unusable({ message })),
              Effect.flatMap((taken) => taken ? Effect.void : Effect.fail(new LockWait.Held()))
            )
            const renewing = Effect.sleep(Duration.divideUnsafe(duration, 3)).pipe(
              Effect.andThen(Effect.ignore(lease.renew(key, owner))),
              Effect.forever
            )
            return take.pipe(
              patiently(creator, options),
              Effect.andThen(Effect.acquireUseRelease(Effect.forkChild(renewing), () => self, Fiber.interrupt)),
              // Harmless without the lock, and an interrupted attempt may have taken it.
              Effect.ensuring(Effect.ignore(lease.release(key, owner)))
            )
          })
      })
    ),
    Effect.provide(SecureRandom.layerWebCrypto)
  )
}

/**
 * Creates locks that hold across all who share the current PostgreSQL database;
 * other databases are a defect. Each is an advisory lock of a transaction of its
 * own, which takes one connection of the pool while it is held. A `TokenStore` in
 * the same database writes in it, whatever transaction the caller is in.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeSql = (options?: Options): Effect.Effect<TokenLock["Service"], never, SqlClient.SqlClient> =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    sql.onDialectOrElse({
      pg: () =>
        Effect.succeed(TokenLock.of({
          withLock: (creator) => (self) =>
            AdvisoryLock.tryWith(sql, nameOf(creator))(self).pipe(
              patiently(creator, options),
              Effect.flatten
            )
        })),
      orElse: () => Effect.die(new Error("TokenLock.makeSql needs PostgreSQL, for its advisory locks"))
    }))

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Locks inside this process, which is right while no other process refreshes the
 * tokens of the same creators.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerMemory: Layer.Layer<TokenLock> = Layer.effect(TokenLock, makeMemory)

/**
 * Locks across all who share the current `Redis`.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerRedis = (options?: RedisOptions): Layer.Layer<TokenLock, never, Redis.Redis> =>
  Layer.effect(TokenLock, makeRedis(options))

/**
 * Locks across all who share the current PostgreSQL database.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerSql = (options?: Options): Layer.Layer<TokenLock, never, SqlClient.SqlClient> =>
  Layer.effect(TokenLock, makeSql(options))

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

const nameOf = (creator: CreatorId): string => `effect-tiktok/locks/${creator}`

const patiently = (creator: CreatorId, options: Options | undefined) => {
  const maxWait = Duration.fromInputUnsafe(options?.maxWait ?? "1 minute")
  const unavailable = (detail: string) =>
    fromReason("TokenLock.withLock")(new RefreshUnavailable({ creator, detail: `lock: ${detail}` }))
  return <A, R>(attempt: Effect.Effect<A, LockWait.Held | LockWait.Unusable, R>) =>
    Effect.mapError(LockWait.waiting(maxWait)(attempt), (error) =>
      error._tag === "Held"
        ? unavailable(`another process has been refreshing it for ${Duration.format(maxWait)}`)
        : unavailable(error.message))
}
