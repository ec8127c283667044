import type { ContractRules } from "../../engine/ContractRules.ts"
import { privacyLevels } from "../../engine/privacyLevels.ts"

/** Ids, limits and scopes of the reference. */
export const contractRules: ContractRules = {
  name: "catalog",
  ids: {
    accessToken: (unique) => `v.c0e${unique}`,
    tokenPrefixes: ["v."],
    refreshToken: (unique) => `v.c0e${unique}`,
    uploadToken: (unique) => unique,
    publish: ({ draft, media }, unique) => `${draft && media === "video" ? "p_inbox" : "p_pub_url"}~v2.${unique}`
  },
  limits: {
    // "Initialization requests: 6/minute" for all three kinds, and photos "included in 6/min".
    initGroup: () => "all",
    // "Video uploads: 15/day".
    countsAgainstDay: ({ media }) => media === "video",
    countsAudience: false,
    calls: {}
  },
  remainder: "either",
  // The reference has no rule for the privacy level of an unaudited app, only for the account.
  unauditedLevels: privacyLevels,
  checksAppVersion: false,
  checksBranding: false,
  // The reference has one example, in free text. The other texts follow it.
  failReasons: {
    format: "Unsupported video codec",
    "frame-rate": "Unsupported frame rate",
    "picture-size": "Unsupported picture size",
    duration: "Unsupported video duration",
    "video-pull": "The video cannot be downloaded",
    "photo-pull": "A photo cannot be downloaded"
  },
  scopes: {
    direct: ["video.publish"],
    // The examples post a draft with a token that has only video.publish.
    draft: ["video.upload", "video.publish"],
    status: ["video.upload", "video.publish"],
    creator: ["user.info.basic"]
  }
}
