/**
 * When a failed call is made again.
 *
 * Retries go by meaning: reads repeat freely, a chunk is sent again by its
 * range, and an init repeats only when that cannot post twice. What repeats is
 * settled; how often and how fast is a `Schedule` that a caller may replace: for
 * one service or all of them by providing `RetryPolicy` to their layer, for one
 * call through `Effect.provideService`.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { TikTokError } from "./TikTokError.ts"

/**
 * A schedule that sees the error it decides on.
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
  /** Inits, within what cannot post twice. */
  readonly inits: Policy
  /** Chunks of an upload. */
  readonly chunks: Policy
}

/**
 * Waits 0.5, 1, 2 and 4 seconds, more or less by a fifth, and then gives up.
 * When TikTok names a time to wait it is honored, up to two minutes.
 *
 * @category policies
 * @since 0.1.0
 */
export const standard: Policy = Schedule.exponential("500 millis").pipe(
  Schedule.upTo({ times: 4 }),
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
 * Never repeats.
 *
 * @category policies
 * @since 0.1.0
 */
export const none: Policy = Schedule.recurs(0)

/**
 * The policies in force, by what is repeated.
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
