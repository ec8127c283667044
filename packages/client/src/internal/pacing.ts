import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Schedule from "effect/Schedule"
import type { Policy } from "../RetryPolicy.ts"
import type { TikTokError } from "../TikTokError.ts"

/**
 * A retry policy that is driven by hand, because what is repeated changes from
 * attempt to attempt.
 *
 * @internal
 */
export interface Pacing {
  /** Waits as long as the policy says, or fails with the error when it gives up. */
  readonly wait: <E extends TikTokError>(error: E) => Effect.Effect<void, E>
  /** Starts the policy anew. */
  readonly renew: () => void
}

/** @internal */
export const make = (policy: Policy): Pacing => {
  let step: ((error: TikTokError) => Pull.Pull<unknown, never, unknown>) | undefined
  return {
    wait: (error) =>
      Effect.gen(function*() {
        step ??= yield* Schedule.toStepWithSleep(policy)
        yield* Pull.catchDone(step(error), () => Effect.fail(error))
      }),
    renew: () => {
      step = undefined
    }
  }
}
