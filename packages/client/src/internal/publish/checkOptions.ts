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
export const ofPublish = (contract: Contract, options: Publisher.Options | undefined): Validate.Violations => [
  ...ofFollowing(options),
  ...Validate.optional(ofChunkSize(contract))("chunkSize", options?.chunkSize),
  ...Validate.optional(Validate.name)("key", options?.key)
]

/**
 * The rules that the options of a wait for an outcome break.
 *
 * @internal
 */
export const ofFollowing = (
  options: Pick<StatusPoller.Options, "schedule" | "deadline" | "webhooks"> | undefined
): Validate.Violations => [
  ...Validate.options("options", options),
  ...Validate.optional(Validate.schedule)("schedule", options?.schedule),
  ...Validate.optional(Validate.duration)("deadline", options?.deadline),
  ...Validate.optional(Validate.stream)("webhooks", options?.webhooks)
]

// The contract knows which sizes there may be. A file of one byte is right for each of them.
const ofChunkSize = ({ chunkPlan }: Contract) => (field: string, given: unknown): Validate.Violations =>
  typeof given === "number"
    ? Result.match(chunkPlan(1, given), { onFailure: (violation) => [violation], onSuccess: () => [] })
    : Validate.check(false, field, "must be a whole number of bytes")
