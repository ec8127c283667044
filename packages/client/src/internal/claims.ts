import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Redis from "effect/persistence/Redis"
import type * as Scope from "effect/Scope"
import { KeyInUse, StoreFailed } from "../TikTokError.ts"
import * as LockWait from "./lockWait.ts"
import * as RedisLease from "./redisLease.ts"

/**
 * Whose a key is: one publish at a time has it.
 *
 * @internal
 */
export interface Claims {
  /**
   * Makes the key ours until the scope closes, and waits a minute at most for whoever has it. The check fails once the
   * key is no longer ours.
   */
  readonly claim: (key: string) => Effect.Effect<
    { readonly check: Effect.Effect<void, KeyInUse | StoreFailed> },
    KeyInUse | StoreFailed,
    Scope.Scope
  >
}

/**
 * Claims that hold inside this process.
 *
 * @internal
 */
export const memory: Effect.Effect<Claims> = Effect.sync(() => {
  const claimed = new Set<string>()
  return {
    claim: (key) =>
      Effect.acquireRelease(
        Effect.suspend(() =>
          claimed.has(key) ? Effect.fail(new LockWait.Held()) : Effect.sync(() => void claimed.add(key))
        ),
        () => Effect.sync(() => void claimed.delete(key))
      ).pipe(Effect.as({ check: Effect.void }), patiently(key))
  }
})

/**
 * Leases in Redis, which outlive the process that had them by `duration`.
 *
 * @internal
 */
export const redis = (prefix: string, duration: Duration.Duration): Effect.Effect<Claims, never, Redis.Redis> =>
  Effect.gen(function*() {
    const lease = yield* RedisLease.make(duration)
    const { uuidV4 } = yield* SecureRandom.SecureRandom
    return {
      claim: (key) =>
        Effect.gen(function*() {
          const owner = yield* uuidV4()
          const name = `${prefix}effect-tiktok/claims/${key}`
          // An interrupted attempt may have taken it.
          yield* Effect.addFinalizer(() => Effect.ignore(lease.release(name, owner)))
          yield* lease.take(name, owner).pipe(
            Effect.mapError(({ message }) => new LockWait.Unusable({ message })),
            Effect.filterOrFail((taken) => taken, () => new LockWait.Held()),
            patiently(key)
          )
          const renew = Effect.mapError(lease.renew(name, owner), ({ message }) => unusable(message))
          yield* Effect.sleep(Duration.divideUnsafe(duration, 3)).pipe(
            Effect.andThen(Effect.ignore(renew)),
            Effect.forever,
            Effect.forkScoped
          )
          return { check: Effect.flatMap(renew, (isOurs) => isOurs ? Effect.void : Effect.fail(new KeyInUse({ key }))) }
        })
    } satisfies Claims
  }).pipe(Effect.provide(SecureRandom.layerWebCrypto))

const patiently = (key: string) => <A, R>(attempt: Effect.Effect<A, LockWait.Held | LockWait.Unusable, R>) =>
  Effect.mapError(
    LockWait.waiting(Duration.minutes(1))(attempt),
    (error) => error._tag === "Held" ? new KeyInUse({ key }) : unusable(error.message)
  )

const unusable = (detail: string) => new StoreFailed({ action: "write", detail })
