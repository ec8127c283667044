import { RetryPolicy } from "effect-tiktok"

/** The policies of a library that repeats nothing. */
export const noRetries: RetryPolicy.Policies = {
  reads: RetryPolicy.none,
  inits: RetryPolicy.none,
  chunks: RetryPolicy.none
}
