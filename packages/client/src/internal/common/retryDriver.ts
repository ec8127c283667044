import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Schedule from "effect/Schedule"
import type * as Hooks from "../../Hooks.ts"
import type { Policy } from "../../RetryPolicy.ts"
import type { TikTokError } from "../../TikTokError.ts"
import * as Deadline from "./deadline.ts"
import * as ForkCallback from "./forkCallback.ts"
import * as HookEvents from "./hookEvents.ts"
import * as Monotonic from "./monotonic.ts"

/**
 * Drives a retry policy step by step, for calls that change from attempt to attempt.
 *
 * @internal
 */
export interface RetryDriver {
  /** Waits as long as the policy says. Fails with the error if it gives up, or the deadline comes first. */
  readonly wait: <E extends TikTokError>(error: E) => Effect.Effect<void, E>
  /** Starts the policy again. */
  readonly renew: () => void
}

/** @internal */
export const make = (policy: Policy, { onRetry }: Hooks.Options): RetryDriver => {
  let attempt = 0
  let step: ((error: TikTokError) => Pull.Pull<[unknown, Duration.Duration], never, unknown>) | undefined
  return {
    wait: (error) =>
      Effect.gen(function*() {
        step ??= yield* stepping(policy)
        const [, delay] = yield* Pull.catchDone(step(error), () => Effect.fail(error))
        if (Duration.toMillis(delay) >= (yield* Deadline.left)) return yield* Effect.fail(error)
        attempt++
        if (onRetry !== undefined) {
          const event = { operation: error.operation, attempt, delay: Duration.toMillis(delay) }
          yield* ForkCallback.run(() => onRetry({ _tag: "Retry", ...event, ...HookEvents.ofError(error) }))
        }
        yield* Effect.sleep(delay)
      }),
    renew: () => {
      step = undefined
      attempt = 0
    }
  }
}

// The elapsed time of a policy must not jump with the system clock.
const stepping = (policy: Policy) =>
  Clock.clockWith((clock) =>
    Effect.map(Schedule.toStep(policy), (step) => {
      const now = Monotonic.steady(clock)
      return (error: TikTokError) => step(now(), error)
    })
  )
