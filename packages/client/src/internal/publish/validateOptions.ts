import * as Result from "effect/Result"
import type { Contract } from "../../model/contract.ts"
import type * as Publishing from "../../model/publishing.ts"
import type * as Status from "../../model/status.ts"
import type * as Recovery from "../../Recovery.ts"
import * as Validate from "../common/validate.ts"

/**
 * Validates the options of a publish.
 *
 * @internal
 */
export const publishOptions = (contract: Contract, options: Publishing.Options | undefined): Validate.Violations => [
  ...followOptions(options),
  ...Validate.optional(chunkSize(contract))("chunkSize", options?.chunkSize),
  ...Validate.optional(Validate.name)("key", options?.key)
]

/**
 * Validates the options of a wait for an outcome.
 *
 * @internal
 */
export const followOptions = (
  options: Pick<Status.Options, "schedule" | "deadline" | "webhooks"> | undefined
): Validate.Violations => [
  ...Validate.options("options", options),
  ...Validate.optional(Validate.schedule)("schedule", options?.schedule),
  ...Validate.optional(Validate.duration)("deadline", options?.deadline),
  ...Validate.optional(Validate.stream)("webhooks", options?.webhooks)
]

/**
 * Validates the options of a recovery.
 *
 * @internal
 */
export const recoverOptions = (contract: Contract, options: Recovery.Options | undefined): Validate.Violations => {
  const { concurrency, every, report } = options ?? {}
  return [
    ...publishOptions(contract, options),
    ...Validate.check(
      concurrency === undefined || (Number.isSafeInteger(concurrency) && concurrency >= 1),
      "concurrency",
      "must be a whole number, at least 1"
    ),
    ...Result.match(Validate.parsePositiveDuration("every", every ?? "30 seconds"), {
      onFailure: (violation) => [violation],
      onSuccess: () => []
    }),
    ...Validate.check(report === undefined || typeof report === "function", "report", "must be a function")
  ]
}

// The contract knows the allowed sizes. A file of one byte fits all of them.
const chunkSize = ({ upload }: Contract) => (field: string, input: unknown): Validate.Violations =>
  typeof input === "number"
    ? Result.match(upload.plan(1, input), { onFailure: (violation) => [violation], onSuccess: () => [] })
    : Validate.check(false, field, "must be a whole number of bytes")
