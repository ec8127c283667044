import type { ContractRules } from "../../engine/Contract.ts"
import { privacyLevels } from "../../engine/Creator.ts"

/** The reference's ids, limits and scopes. */
export const contractRules: ContractRules = {
  name: "catalog",
  ids: {
    accessToken: (unique) => `v.c0e${unique}`,
    refreshToken: (unique) => `v.c0e${unique}`,
    uploadToken: (unique) => unique,
    publish: ({ draft, media }, unique) => `${draft && media === "video" ? "p_inbox" : "p_pub_url"}~v2.${unique}`
  },
  limits: {
    // "Initialization requests: 6/minute", without a difference between the three, and photos "included in 6/min".
    initGroup: () => "all",
    // "Video uploads: 15/day".
    countsAgainstDay: ({ media }) => media === "video",
    countsAudience: false,
    calls: {}
  },
  remainder: "either",
  // The reference knows no privacy rule for apps that are not audited, so only the account must be private.
  unauditedLevels: privacyLevels,
  checksAppVersion: false,
  checksBranding: false,
  unreadableVideo: "Unsupported video codec",
  scopes: {
    direct: ["video.publish"],
    // The samples post a draft with a token that was granted video.publish only.
    draft: ["video.upload", "video.publish"],
    status: ["video.upload", "video.publish"],
    creator: ["user.info.basic"]
  }
}
