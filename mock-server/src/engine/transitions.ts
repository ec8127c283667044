import { WrongState } from "./ControlError.ts"
import type { Engine } from "./Engine.ts"
import { outcomeAt, type Post, stateAt } from "./Post.ts"
import type { PrivacyLevel } from "./privacyLevels.ts"
import { publicationsOf } from "./publications.ts"

/**
 * Ends a post now. It fails when a reason is given or when its media are invalid. Otherwise it is published, also before
 * its media have arrived.
 */
export const settlePost = (engine: Engine, post: Post, failReason?: string): void => {
  const now = engine.clock.now()
  const isFetching = post.mediaAt !== undefined && now < post.mediaAt
  const outcome = failReason === undefined
    ? outcomeAt(isFetching ? { ...post, defect: undefined } : post, engine.rules.lifecycle, now)
    : { _tag: "Failed" as const, at: now, reason: failReason }
  engine.state.posts.set(post.publishId, { ...post, mediaAt: post.mediaAt ?? now, outcome })
}

/** Fails the unfinished posts of an app and a creator. */
export const failUnfinished = (engine: Engine, appId: string, openId: string, reason: string): void => {
  const now = engine.clock.now()
  for (const post of engine.state.posts.values()) {
    if (post.appId !== appId || post.openId !== openId) continue
    if (stateAt(post, engine.rules.lifecycle, now).outcome === undefined) settlePost(engine, post, reason)
  }
}

/** Publishes a draft from the inbox, as its creator would. Returns the id of the post. */
export const shareDraft = (engine: Engine, post: Post, privacy: PrivacyLevel): string => {
  const at = engine.clock.now()
  const { stage } = stateAt(post, engine.rules.lifecycle, at)
  if (!post.draft || (stage !== "in-inbox" && stage !== "published")) {
    throw new WrongState(`${post.publishId} is not a draft in the inbox`)
  }
  // A draft can become several posts. The first has the id that the init reserved.
  const postId = post.shared.length === 0 ? post.postId : engine.ids.postId()
  engine.state.posts.set(post.publishId, { ...post, shared: [...post.shared, { postId, at, privacy }] })
  return postId
}

/** Hides the publications of a post. */
export const hidePost = (engine: Engine, post: Post): void => {
  const at = engine.clock.now()
  const hidden = publicationsOf(post, engine.rules.lifecycle, at)
    .filter(({ hiddenAt }) => hiddenAt === undefined)
    .map(({ postId }) => ({ postId, at }))
  engine.state.posts.set(post.publishId, { ...post, hidden: [...post.hidden, ...hidden] })
}
