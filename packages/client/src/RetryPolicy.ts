/**
 * When to repeat a failed call.
 *
 * The library decides what is safe to repeat: any read, a chunk by its range, and an
 * init only if it cannot post twice. A `Schedule` decides how often and how fast.
 * To replace it for services, provide `RetryPolicy` to their layers. To replace it
 * for one call, use `Effect.provideService`.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { TikTokError } from "./TikTokError.ts"

/**
 * A schedule whose input is the error.
 *
 * @category models
 * @since 0.1.0
 */
export type Policy = Schedule.Schedule<unknown, TikTokError>

/**
 * One policy for each kind of call.
 *
 * @category models
 * @since 0.1.0
 */
export interface Policies {
  /** Profile, status and token calls. */
  readonly reads: Policy
  /** Inits that cannot post twice. */
  readonly inits: Policy
  /** Chunks of an upload. */
  readonly chunks: Policy
}

/**
 * Repeats at most this often. Waits 0.5, 1, 2 seconds and so on, plus or minus a
 * fifth. If TikTok names a time to wait, waits that long, up to two minutes.
 *
 * @category policies
 * @since 0.1.0
 */
export const upTo = (times: number): Policy =>
  Schedule.exponential("500 millis").pipe(
    Schedule.upTo({ times }),
    Schedule.jittered,
    Schedule.setInputType<TikTokError>(),
    Schedule.modifyDelay(({ duration, input }) =>
      Effect.succeed(
        input.retryAfter === undefined
          ? duration
          : Duration.max(duration, Duration.min(input.retryAfter, Duration.minutes(2)))
      )
    )
  )

/**
 * Repeats at most four times, as `upTo` says.
 *
 * @category policies
 * @since 0.1.0
 */
export const standard: Policy = upTo(4)

/**
 * Never repeats.
 *
 * @category policies
 * @since 0.1.0
 */
export const none: Policy = Schedule.recurs(0)

/**
 * The current policies.
 *
 * **Example** (Inits that are sent once)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { RetryPolicy } from "effect-tiktok"
 *
 * export const policies = Layer.succeed(RetryPolicy.RetryPolicy, {
 *   reads: RetryPolicy.standard,
 *   inits: RetryPolicy.none,
 *   chunks: RetryPolicy.standard
 * })
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export const RetryPolicy: Context.Reference<Policies> = Context.Reference<Policies>("effect-tiktok/RetryPolicy", {
  defaultValue: () => defaults
})

/** @internal */
export const defaults: Policies = { reads: standard, inits: standard, chunks: standard }
