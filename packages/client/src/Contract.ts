/**
 * What is spoken on the wire.
 *
 * A `Contract` is a value that encodes domain requests and decodes answers.
 * It is chosen where the program is composed, and nothing else knows which one
 * is in force. There is no default.
 *
 * @since 0.1.0
 */
import * as catalogContract from "./contract/catalog.ts"
import * as liveContract from "./contract/live.ts"
import type { Contract, LiveOptions } from "./model/contract.ts"

export * from "./model/contract.ts"

// -----------------------------------------------------------------------------
// contracts
// -----------------------------------------------------------------------------

/**
 * The endpoint catalog that this project is specified by.
 *
 * @category contracts
 * @since 0.1.0
 */
export const catalog: Contract = catalogContract.contract

/**
 * What TikTok's own servers are documented, and reported, to speak.
 *
 * @category contracts
 * @since 0.1.0
 */
export const live: Contract = liveContract.make({})

/**
 * The live contract, with another choice where TikTok's pages leave one
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
