/**
 * TikTok's API on the wire.
 *
 * A `Contract` is a value that encodes requests and decodes responses. The program
 * chooses it once, and there is no default. No other code depends on which one it
 * is.
 *
 * @since 0.1.0
 */
import * as catalogContract from "./contract/catalog.ts"
import * as liveContract from "./contract/live.ts"
import type { Contract, LiveOptions } from "./model/contract.ts"

export * from "./contract/operationNames.ts"
export type * from "./model/contract.ts"

// -----------------------------------------------------------------------------
// contracts
// -----------------------------------------------------------------------------

/**
 * The endpoint catalog that specifies this project.
 *
 * @category contracts
 * @since 0.1.0
 */
export const catalog: Contract = catalogContract.contract

/**
 * The API of TikTok's own servers, as documented and reported.
 *
 * @category contracts
 * @since 0.1.0
 */
export const live: Contract = liveContract.make({})

/**
 * The live contract with other options, for points that TikTok's pages leave open
 * (tiktok-live, section 17).
 *
 * **Example** (An app that sends the challenge of RFC 7636)
 *
 * ```ts
 * import { Contract } from "effect-tiktok"
 *
 * export const contract = Contract.makeLive({ challenge: "base64url" })
 * ```
 *
 * @category contracts
 * @since 0.1.0
 */
export const makeLive: (options: LiveOptions) => Contract = liveContract.make
