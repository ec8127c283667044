import { type Post, stateAt } from "./Post.ts"
import type { Lifecycle } from "./Rules.ts"
import { SECOND } from "./time.ts"

/** A post on the creator's profile. Times are epoch milliseconds. */
export interface Publication {
  readonly postId: string
  readonly at: number
  /** When everyone can see it; undefined when it is not public. */
  readonly publicAt: number | undefined
  /** When it was hidden. */
  readonly hiddenAt: number | undefined
}

// TikTok says "usually under a minute".
const MODERATION_MILLIS = 2 * SECOND

/** The publications of a post until now: at most one of a direct post, any number of a draft. */
export const publicationsOf = (post: Post, lifecycle: Lifecycle, now: number): ReadonlyArray<Publication> => {
  const { outcome } = stateAt(post, lifecycle, now)
  const moderation = lifecycle.moderationMillis ?? (lifecycle.mode === "after" ? MODERATION_MILLIS : 0)
  const made = post.draft
    ? post.shared
    : outcome?._tag === "Published"
    ? [{ postId: post.postId, at: outcome.at, privacy: post.privacy }]
    : []
  return made.map(({ at, postId, privacy }) => ({
    postId,
    at,
    publicAt: privacy === "PUBLIC_TO_EVERYONE" ? at + moderation : undefined,
    hiddenAt: post.hidden.find((hidden) => hidden.postId === postId)?.at
  }))
}

/** Whether everyone can see a publication now. */
export const isPublic = ({ hiddenAt, publicAt }: Publication, now: number): boolean =>
  publicAt !== undefined && now >= publicAt && hiddenAt === undefined
