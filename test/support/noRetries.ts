import { Effect } from "effect"
import { RetryPolicy } from "effect-tiktok"

/** Policies without retries. */
export const noRetries: RetryPolicy.Policies = {
  reads: RetryPolicy.none,
  inits: RetryPolicy.none,
  chunks: RetryPolicy.none
}

/** Runs an effect without retries. */
export const withoutRetries = Effect.provideService(RetryPolicy.RetryPolicy, noRetries)
