import { RetryPolicy } from "effect-tiktok"

/** Policies without retries. */
export const noRetries: RetryPolicy.Policies = {
  reads: RetryPolicy.none,
  inits: RetryPolicy.none,
  chunks: RetryPolicy.none
}
