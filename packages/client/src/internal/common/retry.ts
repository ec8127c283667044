import * as Effect from "effect/Effect"
import * as RetryPolicy from "../../RetryPolicy.ts"
import type { TikTokError } from "../../TikTokError.ts"
import * as RetryDriver from "./retryDriver.ts"

/**
 * Repeats an effect under one of the policies.
 *
 * @internal
 */
export type Retry = (
  which: keyof RetryPolicy.Policies,
  shouldRetry?: (error: TikTokError) => boolean
) => <A, E extends TikTokError, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/**
 * The policies of the current call: those of the caller, else those that the
 * service was created with.
 *
 * @internal
 */
export const currentPolicies: Effect.Effect<Effect.Effect<RetryPolicy.Policies>> = Effect.map(
  RetryPolicy.RetryPolicy,
  (own) => Effect.map(RetryPolicy.RetryPolicy, (callers) => callers === RetryPolicy.defaults ? own : callers)
)

/**
 * Creates a `Retry`, which by default repeats transient failures.
 *
 * @internal
 */
export const make: Effect.Effect<Retry> = Effect.map(
  currentPolicies,
  (policies) => (which, shouldRetry = isTransient) => (self) =>
    // Most calls succeed, and need no schedule.
    Effect.catchIf(self, shouldRetry, (first) =>
      Effect.flatMap(policies, (of) => {
        const driver = RetryDriver.make(of[which])
        const again = (error: typeof first): typeof self =>
          Effect.andThen(driver.wait(error), Effect.catchIf(self, shouldRetry, again))
        return again(first)
      }))
)

/**
 * Whether repeating soon may help. It does not after a failure that has already
 * waited or retried, such as one of the quota, a refresh or a store. Nor when a
 * daily limit is used up.
 *
 * @internal
 */
export const isTransient = ({ reason }: TikTokError): boolean => reason.retryable && !hasWaited.has(reason._tag)

const hasWaited: ReadonlySet<TikTokError["reason"]["_tag"]> = new Set([
  "ActiveUserCapReached",
  "DraftsFull",
  "KeyInUse",
  "PostCapReached",
  "QuotaExhausted",
  "QuotaUnavailable",
  "RefreshUnavailable",
  "StoreFailed"
])
