/**
 * TikTok's limits, kept before anything is sent.
 *
 * Each limit is an exact sliding window: never more than `limit` calls in any
 * `window`, wherever it begins. All limits that a call counts against are taken
 * together or not at all.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { fromReason, QuotaExhausted, type TikTokError } from "./TikTokError.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * At most `limit` calls in any `window`, counted under `key`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Limit {
  /** What a person calls it, such as `init`. */
  readonly name: string
  readonly key: string
  readonly limit: number
  readonly window: Duration.Duration
}

/**
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /**
   * How long `take` waits for room before it fails. Zero fails at once.
   *
   * @default "2 minutes"
   */
  readonly maxWait?: Duration.Input | undefined
  /**
   * Added to every window, because TikTok counts when a call arrives and we
   * count when it leaves.
   *
   * @default "1 second"
   */
  readonly margin?: Duration.Input | undefined
}

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * Counts calls against limits.
 *
 * @category services
 * @since 0.1.0
 */
export class Quota extends Context.Service<Quota, {
  /** Takes one slot of every limit, waiting for room as long as the options allow. */
  readonly take: (limits: ReadonlyArray<Limit>) => Effect.Effect<void, TikTokError<QuotaExhausted>>
  /** How long until `take` would succeed. Spends nothing. */
  readonly nextSlot: (limits: ReadonlyArray<Limit>) => Effect.Effect<Duration.Duration>
}>()("effect-tiktok/Quota") {}

// -----------------------------------------------------------------------------
// constructor
// -----------------------------------------------------------------------------

/**
 * Creates a service that counts in this process.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeMemory = (options?: Options): Effect.Effect<Quota["Service"]> =>
  Effect.sync(() => {
    const maxWait = Duration.toMillis(Duration.fromInputUnsafe(options?.maxWait ?? "2 minutes"))
    const margin = Duration.toMillis(Duration.fromInputUnsafe(options?.margin ?? "1 second"))
    const taken = new Map<string, Array<number>>()

    const blocked = (limits: ReadonlyArray<Limit>, now: number) => {
      let worst: { readonly limit: Limit; readonly wait: number } | undefined
      for (const limit of limits) {
        const window = Duration.toMillis(limit.window) + margin
        const times = (taken.get(limit.key) ?? []).filter((time) => time > now - window)
        if (times.length === 0) taken.delete(limit.key)
        else taken.set(limit.key, times)
        const oldest = times[times.length - limit.limit]
        if (oldest === undefined) continue
        const wait = oldest + window - now
        if (worst === undefined || wait > worst.wait) worst = { limit, wait }
      }
      return worst
    }

    const take = Effect.fn("Quota.take")(function*(limits: ReadonlyArray<Limit>) {
      const deadline = (yield* Clock.currentTimeMillis) + maxWait
      while (true) {
        const now = yield* Clock.currentTimeMillis
        const block = blocked(limits, now)
        if (block === undefined) {
          for (const { key } of limits) taken.set(key, [...taken.get(key) ?? [], now])
          return
        }
        if (now + block.wait > deadline) {
          return yield* Effect.fail(
            fromReason("Quota.take")(
              new QuotaExhausted({ limit: block.limit.name, retryAfter: Duration.millis(block.wait) })
            )
          )
        }
        yield* Effect.sleep(block.wait)
      }
    })

    const nextSlot: Quota["Service"]["nextSlot"] = (limits) =>
      Effect.map(Clock.currentTimeMillis, (now) => Duration.millis(blocked(limits, now)?.wait ?? 0))

    return Quota.of({ take, nextSlot })
  })

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Counts in this process, which is right while no other process posts for the
 * same creators.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerMemory = (options?: Options): Layer.Layer<Quota> => Layer.effect(Quota, makeMemory(options))
