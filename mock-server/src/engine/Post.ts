import type { ChunkPlan } from "./chunkPlan.ts"
import type { Contract } from "./ContractRules.ts"
import type { VideoFacts } from "./mediaChecks.ts"
import type { PrivacyLevel } from "./privacyLevels.ts"
import type { Lifecycle } from "./Rules.ts"

/** How a post ended, and when, in epoch milliseconds. */
export type Outcome =
  | { readonly _tag: "Published"; readonly at: number }
  | { readonly _tag: "Failed"; readonly at: number; readonly reason: string }

/** A post that a creator made from a draft. */
interface SharedPost {
  readonly postId: string
  readonly at: number
  readonly privacy: PrivacyLevel
}

/** Settings of a post, combined with the creator's account settings. */
export interface PostSettings {
  readonly comments: boolean
  readonly duets: boolean
  readonly stitches: boolean
  /** Labeled as made by AI. */
  readonly aigc: boolean
  /** A paid partnership. */
  readonly brandedContent: boolean
  /** Promotes the creator's own business. */
  readonly ownBrand: boolean
  readonly autoMusic: boolean
  /** Time of the cover in milliseconds, or index of the cover photo. */
  readonly cover: number | undefined
}

/** An accepted post. */
export interface Post {
  readonly publishId: string
  readonly openId: string
  readonly appId: string
  /** The contract that made the post. */
  readonly contract: Contract
  readonly kind: "video" | "photo"
  /** Whether the post goes to the creator's inbox instead of the profile. */
  readonly draft: boolean
  readonly caption: string
  readonly description: string
  readonly privacy: PrivacyLevel | undefined
  readonly settings: PostSettings
  /** URLs of the media to pull; empty for an upload. */
  readonly urls: ReadonlyArray<string>
  readonly uploadId: string | undefined
  readonly postId: string
  readonly acceptedAt: number
  /** When the media are complete; in the future during a pull. */
  readonly mediaAt: number | undefined
  /** Fail reason that the check of the media found. */
  readonly defect: string | undefined
  /** The rule behind `defect`, for a person. */
  readonly problem?: string | undefined
  /** What the header of the video says; undefined when it was not read. */
  readonly facts?: VideoFacts | undefined
  /** Number of status calls since the media arrived. */
  readonly polls: number
  /** Set by the control API, a poll or the scenario. Otherwise the clock ends the post. */
  readonly outcome: Outcome | undefined
  /** Posts that the creator made from a draft. */
  readonly shared: ReadonlyArray<SharedPost>
  /** Posts that are no longer public, and since when. */
  readonly hidden: ReadonlyArray<{ readonly postId: string; readonly at: number }>
  /** Whether it is a fixed post of the scenario, which requests do not change. */
  readonly pinned: boolean
}

/** The stage of a post. The last three are final. */
export type Stage =
  | "awaiting-upload"
  | "fetching"
  | "processing"
  | "posting"
  | "published"
  | "in-inbox"
  | "failed"

/** The state of a post at one moment. */
export interface PostState {
  readonly stage: Stage
  readonly outcome: Outcome | undefined
}

// A post spends the second half of its processing in the stage "posting".
const POSTING_FROM = 0.5

/** The outcome of a post that ends at this time. */
export const outcomeAt = (post: Post, lifecycle: Lifecycle, at: number): Outcome => {
  const reason = post.defect ?? lifecycle.failReason
  return reason === undefined ? { _tag: "Published", at } : { _tag: "Failed", at, reason }
}

/** Computes the state of a post from the time and the lifecycle. There is no timer. */
export const stateAt = (post: Post, lifecycle: Lifecycle, now: number): PostState => {
  const outcome = post.outcome ?? outcomeByClock(post, lifecycle, now)
  if (outcome !== undefined) {
    const stage = outcome._tag === "Failed"
      ? "failed"
      : post.draft && post.shared.length === 0
      ? "in-inbox"
      : "published"
    return { stage, outcome }
  }
  if (post.mediaAt === undefined) return { stage: "awaiting-upload", outcome }
  if (now < post.mediaAt) return { stage: "fetching", outcome }
  return { stage: progress(post, lifecycle, now) >= POSTING_FROM ? "posting" : "processing", outcome }
}

/** Counts a status call. Only calls between the arrival of the media and the outcome count. */
export const polled = (post: Post, lifecycle: Lifecycle, now: number): Post => {
  const isIn = post.mediaAt !== undefined && now >= post.mediaAt
  if (lifecycle.mode !== "polls" || post.outcome !== undefined || !isIn) return post
  return post.polls < lifecycle.count
    ? { ...post, polls: post.polls + 1 }
    : { ...post, outcome: outcomeAt(post, lifecycle, now) }
}

const outcomeByClock = (post: Post, lifecycle: Lifecycle, now: number): Outcome | undefined => {
  if (post.mediaAt === undefined) return undefined
  const settledAt = lifecycle.mode === "immediate"
    ? post.mediaAt
    : lifecycle.mode === "after"
    ? post.mediaAt + lifecycle.millis
    : Infinity
  return now >= settledAt ? outcomeAt(post, lifecycle, settledAt) : undefined
}

/** The part of the processing time that has passed, from 0 to 1. */
const progress = (post: Post, lifecycle: Lifecycle, now: number): number => {
  if (lifecycle.mode === "after") return (now - (post.mediaAt ?? now)) / lifecycle.millis
  if (lifecycle.mode === "polls") return (post.polls - 1) / lifecycle.count
  return 0
}

/** An init request. */
export interface PostRequest {
  readonly media: "video" | "photo"
  readonly draft: boolean
  readonly caption: string
  readonly description: string
  /** The requested level, not yet checked. */
  readonly privacy: string | undefined
  readonly settings: PostSettings
  readonly source: { readonly _tag: "File"; readonly plan: ChunkPlan } | {
    readonly _tag: "Urls"
    readonly urls: ReadonlyArray<URL>
  }
}
