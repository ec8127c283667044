import * as Effect from "effect/Effect"
import * as Hooks from "../../Hooks.ts"
import * as RetryPolicy from "../../RetryPolicy.ts"
import type { TikTokError } from "../../TikTokError.ts"
import * as Attempts from "./attempts.ts"
import * as RetryDriver from "./retryDriver.ts"

/**
 * Repeats an effect.
 *
 * @internal
 */
export type Retry = (
  which: keyof RetryPolicy.Policies,
  shouldRetry?: (error: TikTokError) => boolean
) => <A, E extends TikTokError, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/**
 * The policies of a call: those of the caller, or those that the service was made
 * with.
 *
 * @internal
 */
export const currentPolicies: Effect.Effect<Effect.Effect<RetryPolicy.Policies>> = Effect.map(
  RetryPolicy.RetryPolicy,
  (own) => Effect.map(RetryPolicy.RetryPolicy, (callers) => callers === RetryPolicy.defaults ? own : callers)
)

/**
 * Makes a function that repeats an effect under a policy while its failure is
 * transient.
 *
 * @internal
 */
export const make: Effect.Effect<Retry> = Effect.map(
  Effect.all([currentPolicies, Hooks.Hooks]),
  ([policies, hooks]) => (which, shouldRetry = isTransient) => {
    // Most calls succeed and need no schedule.
    const retry: ReturnType<Retry> = (self) =>
      Effect.catchIf(self, shouldRetry, (first) =>
        Effect.flatMap(policies, (of) => {
          const driver = RetryDriver.make(of[which], hooks)
          const again = (error: typeof first): typeof self =>
            Effect.andThen(driver.wait(error), Effect.catchIf(self, shouldRetry, again))
          return again(first)
        }))
    return hooks.onRequest === undefined && hooks.onResponse === undefined
      ? retry
      : (self) => Attempts.counted(retry(self))
  }
)

/**
 * Whether repeating soon may help.
 *
 * @internal
 */
export const isTransient = ({ reason }: TikTokError): boolean => reason.retry === "transient"
