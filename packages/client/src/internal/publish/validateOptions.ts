import * as Result from "effect/Result"
import type { Contract } from "../../model/contract.ts"
import type * as Publisher from "../../model/publishing.ts"
import type * as StatusPoller from "../../model/status.ts"
import * as Validate from "../common/validate.ts"

/**
 * The rules that the options of a publish break.
 *
 * @internal
 */
export const publishOptions = (contract: Contract, options: Publisher.Options | undefined): Validate.Violations => [
  ...followOptions(options),
  ...Validate.optional(chunkSize(contract))("chunkSize", options?.chunkSize),
  ...Validate.optional(Validate.name)("key", options?.key)
]

/**
 * The rules that the options of a wait for an outcome break.
 *
 * @internal
 */
export const followOptions = (
  options: Pick<StatusPoller.Options, "schedule" | "deadline" | "webhooks"> | undefined
): Validate.Violations => [
  ...Validate.options("options", options),
  ...Validate.optional(Validate.schedule)("schedule", options?.schedule),
  ...Validate.optional(Validate.duration)("deadline", options?.deadline),
  ...Validate.optional(Validate.stream)("webhooks", options?.webhooks)
]

// The contract knows which sizes there may be. A file of one byte is right for each of them.
const chunkSize = ({ chunkPlan }: Contract) => (field: string, input: unknown): Validate.Violations =>
  typeof input === "number"
    ? Result.match(chunkPlan(1, input), { onFailure: (violation) => [violation], onSuccess: () => [] })
    : Validate.check(false, field, "must be a whole number of bytes")
