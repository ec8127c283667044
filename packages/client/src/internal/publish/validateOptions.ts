import * as Result from "effect/Result"
import type { Contract } from "../../model/contract.ts"
import type * as Publishing from "../../model/publishing.ts"
import type * as Status from "../../model/status.ts"
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

// The contract knows the allowed sizes. A file of one byte fits all of them.
const chunkSize = ({ upload }: Contract) => (field: string, input: unknown): Validate.Violations =>
  typeof input === "number"
    ? Result.match(upload.plan(1, input), { onFailure: (violation) => [violation], onSuccess: () => [] })
    : Validate.check(false, field, "must be a whole number of bytes")
