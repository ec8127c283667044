import * as Effect from "effect/Effect"
import type { Contract } from "../../model/contract.ts"
import { fromReason, type TikTokError, Unsupported } from "../../TikTokError.ts"

/**
 * Gives an operation, or fails when the contract has none.
 *
 * @internal
 */
export const supported = <O>(
  contract: Contract,
  feature: string,
  operation: O | undefined
): Effect.Effect<O, TikTokError<Unsupported>> =>
  operation === undefined
    ? Effect.fail(fromReason(feature)(new Unsupported({ feature, contract: contract.name })))
    : Effect.succeed(operation)
