import type { ContractRules } from "../../engine/ContractRules.ts"

/** Ids, limits and scopes of the live contract. */
export const contractRules: ContractRules = {
  name: "live",
  ids: {
    accessToken: (unique) => `act.${unique}`,
    tokenPrefixes: ["act.", "rft.", "clt."],
    refreshToken: (unique) => `rft.${unique}`,
    // In the format of a UUID.
    uploadToken: (unique) =>
      [unique.slice(0, 8), unique.slice(8, 12), unique.slice(12, 16), unique.slice(16, 20), unique.slice(20)].join("-"),
    publish: ({ draft, media, source }, unique) => {
      if (media === "photo") return `p_pub_url~v2.${unique}`
      return `v_${draft ? "inbox" : "pub"}_${source}~${source === "file" && !draft ? "v2-1" : "v2"}.${unique}`
    }
  },
  limits: {
    // "Each API counted separately."
    initGroup: ({ draft, media }) => media === "photo" ? "photo" : draft ? "inbox" : "video",
    // "Posts per creator per 24 h via Direct Post", photos included.
    countsAgainstDay: ({ draft }) => !draft,
    countsAudience: true,
    calls: {
      "creator.info": "creatorCallsPerMinute",
      status: "statusCallsPerMinute",
      "user.info": "displayCallsPerMinute",
      "video.list": "displayCallsPerMinute",
      "video.query": "displayCallsPerMinute"
    }
  },
  remainder: "merged",
  unauditedLevels: ["SELF_ONLY"],
  checksAppVersion: true,
  checksBranding: true,
  failReasons: {
    format: "file_format_check_failed",
    "frame-rate": "frame_rate_check_failed",
    "picture-size": "picture_size_check_failed",
    duration: "duration_check_failed",
    "video-pull": "video_pull_failed",
    "photo-pull": "photo_pull_failed"
  },
  scopes: {
    direct: ["video.publish"],
    draft: ["video.upload"],
    status: ["video.upload", "video.publish"],
    creator: ["video.publish"]
  }
}
