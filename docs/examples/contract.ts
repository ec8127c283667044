import { Config } from "effect"
import { Contract } from "effect-tiktok"

// #region choice
const contracts = { catalog: Contract.catalog, live: Contract.live }

/** For a program that is deployed against either: `TIKTOK_CONTRACT` says which. */
export const contract = Config.Literals(["catalog", "live"], "TIKTOK_CONTRACT").pipe(
  Config.map((name) => contracts[name])
)
// #endregion choice

// #region challenge
/** For an app that TikTok wants no code challenge from, or one in the encoding of RFC 7636. */
export const withoutChallenge = Contract.makeLive({ challenge: "none" })
export const withStandardChallenge = Contract.makeLive({ challenge: "base64url" })
// #endregion challenge
