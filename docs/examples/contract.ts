import { Config } from "effect"
import { Contract } from "effect-tiktok"

// #region choice
const contracts = { catalog: Contract.catalog, live: Contract.live }

/** For a program that runs against both: `TIKTOK_CONTRACT` selects the contract. */
export const contract = Config.Literals(["catalog", "live"], "TIKTOK_CONTRACT").pipe(
  Config.map((name) => contracts[name])
)
// #endregion choice

// #region challenge
/** For an app from which TikTok expects no code challenge, or one encoded as in RFC 7636. */
export const withoutChallenge = Contract.makeLive({ challenge: "none" })
export const withStandardChallenge = Contract.makeLive({ challenge: "base64url" })
// #endregion challenge
