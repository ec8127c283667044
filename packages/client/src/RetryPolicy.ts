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
import * as Pacing from "./internal/common/retryDriver.ts"
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
 * When TikTok names a time to wait it is honoured, up to two minutes.
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
 * @category services
 * @since 0.1.0
 */
export const RetryPolicy: Context.Reference<Policies> = Context.Reference<Policies>("effect-tiktok/RetryPolicy", {
  defaultValue: () => defaults
})

const defaults: Policies = { reads: standard, inits: standard, chunks: standard }

/**
 * The policies of the call at hand, for a service that is being made: those of
 * the caller, else those that the service was made with.
 *
 * @category constructors
 * @since 0.1.0
 */
export const current: Effect.Effect<Effect.Effect<Policies>> = Effect.map(
  RetryPolicy,
  (own) => Effect.map(RetryPolicy, (callers) => callers === defaults ? own : callers)
)

/**
 * Whether repeating soon may help. It does not where somebody has waited or
 * repeated already: a used up quota, a refresh that was given up, a store. Nor
 * where a limit of the day is used up.
 *
 * @category guards
 * @since 0.1.0
 */
export const isPassing = ({ reason }: TikTokError): boolean => reason.retryable && !hasWaited.has(reason._tag)

/**
 * Makes what repeats an effect under one of the policies, while its failure is
 * worth it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeRetry: Effect.Effect<Retry> = Effect.map(
  current,
  (policies) => (which, worthwhile = isPassing) => (self) =>
    // Most calls succeed, and have no use for a schedule.
    Effect.catchIf(self, worthwhile, (first) =>
      Effect.flatMap(policies, (of) => {
        const pacing = Pacing.make(of[which])
        const again = (error: typeof first): typeof self =>
          Effect.andThen(pacing.wait(error), Effect.catchIf(self, worthwhile, again))
        return again(first)
      }))
)

/**
 * Repeats an effect.
 *
 * @category models
 * @since 0.1.0
 */
export type Retry = (
  which: keyof Policies,
  worthwhile?: (error: TikTokError) => boolean
) => <A, E extends TikTokError, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

const hasWaited: ReadonlySet<string> = new Set([
  "ActiveUserCapReached",
  "DraftsFull",
  "KeyInUse",
  "PostCapReached",
  "QuotaExhausted",
  "QuotaUnavailable",
  "RefreshUnavailable",
  "StoreFailed"
])
