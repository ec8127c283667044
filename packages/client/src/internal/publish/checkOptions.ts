import * as Result from "effect/Result"
import type { Contract } from "../../model/contract.ts"
import type * as Publisher from "../../model/publishing.ts"
import type * as StatusPoller from "../../model/status.ts"
import * as Given from "../common/given.ts"

/**
 * The rules that the options of a publish break.
 *
 * @internal
 */
export const ofPublish = (contract: Contract, options: Publisher.Options | undefined): Given.Broken => [
  ...ofFollowing(options),
  ...Given.optional(ofChunkSize(contract))("chunkSize", options?.chunkSize),
  ...Given.optional(Given.ofName)("key", options?.key)
]

/**
 * The rules that the options of a wait for an outcome break.
 *
 * @internal
 */
export const ofFollowing = (
  options: Pick<StatusPoller.Options, "schedule" | "deadline" | "webhooks"> | undefined
): Given.Broken => [
  ...Given.ofOptions("options", options),
  ...Given.optional(Given.ofSchedule)("schedule", options?.schedule),
  ...Given.optional(Given.ofDuration)("deadline", options?.deadline),
  ...Given.optional(Given.ofStream)("webhooks", options?.webhooks)
]

// The contract knows which sizes there may be. A file of one byte is right for each of them.
const ofChunkSize = ({ upload }: Contract) => (field: string, given: unknown): Given.Broken =>
  typeof given === "number"
    ? Result.match(upload.plan(1, given), { onFailure: (broken) => [broken], onSuccess: () => [] })
    : Given.unless(false, field, "must be a whole number of bytes")
