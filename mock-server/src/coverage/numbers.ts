import type { Limits } from "../engine/documentedLimits.ts"
import type { Lifetimes } from "../engine/Rules.ts"
import { assumed, type Source } from "./Behavior.ts"
import { tiktok } from "./pages.ts"

/** A rule that is a number, and where its default comes from. */
export interface NumberRule {
  readonly title: string
  readonly source: Source
}

export const limits: Readonly<Record<keyof Limits, NumberRule>> = {
  initsPerMinute: { title: "Inits per minute and token", source: tiktok.directPost("Rate limit") },
  postsPerDay: { title: "Posts per day and creator", source: tiktok.guidelines("Posting caps: about 15") },
  creatorCallsPerMinute: { title: "Creator info calls per minute", source: tiktok.creatorInfo("Rate limit") },
  statusCallsPerMinute: { title: "Status calls per minute", source: tiktok.status("Rate limit") },
  displayCallsPerMinute: { title: "Calls per minute of each display endpoint", source: tiktok.limits("Table") },
  pendingDrafts: { title: "Pending drafts of a creator", source: tiktok.uploadVideo("Error codes") },
  unauditedActiveCreators: {
    title: "Creators per day of an unaudited app",
    source: tiktok.guidelines("Active creators")
  }
}

export const lifetimes: Readonly<Record<keyof Lifetimes, NumberRule>> = {
  code: { title: "Code", source: assumed("No page says how long; RFC 6749 recommends ten minutes at most") },
  accessToken: { title: "Access token of a refresh", source: tiktok.tokens("Response") },
  firstAccessToken: { title: "Access token of a login", source: tiktok.tokens("Response") },
  refreshToken: { title: "Refresh token", source: tiktok.tokens("Response") },
  clientToken: { title: "Client token", source: tiktok.clientTokens("Response") },
  uploadUrl: { title: "Upload URL", source: tiktok.transfer("Upload") }
}
