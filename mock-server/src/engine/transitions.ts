import { WrongState } from "./ControlError.ts"
import type { PrivacyLevel } from "./Creator.ts"
import type { Engine } from "./Engine.ts"
import { outcomeAt, type Post, stateAt } from "./Post.ts"
import { publicationsOf } from "./publications.ts"

/** Settles a post now: published, or failed when a reason is given or its media are not fit. */
export const settlePost = (engine: Engine, post: Post, failReason?: string): void => {
  const now = engine.clock.now()
  const outcome = failReason === undefined
    ? outcomeAt(post, engine.rules.lifecycle, now)
    : { _tag: "Failed" as const, at: now, reason: failReason }
  engine.state.posts.set(post.publishId, { ...post, mediaAt: post.mediaAt ?? now, outcome })
}

/** Fails what an app has under way for a creator who has taken back the permission. */
export const failUnfinished = (engine: Engine, appId: string, openId: string, reason: string): void => {
  const now = engine.clock.now()
  for (const post of engine.state.posts.values()) {
    if (post.appId !== appId || post.openId !== openId) continue
    if (stateAt(post, engine.rules.lifecycle, now).outcome === undefined) settlePost(engine, post, reason)
  }
}

/** Posts a draft as its creator would, once it is in the inbox; gives the id of the post. */
export const shareDraft = (engine: Engine, post: Post, privacy: PrivacyLevel): string => {
  const at = engine.clock.now()
  const { stage } = stateAt(post, engine.rules.lifecycle, at)
  if (!post.draft || (stage !== "in-inbox" && stage !== "published")) {
    throw new WrongState(`${post.publishId} is no draft that waits in the inbox`)
  }
  // A draft can become several posts; the first takes the id that was kept for it.
  const postId = post.shared.length === 0 ? post.postId : engine.ids.postId()
  engine.state.posts.set(post.publishId, { ...post, shared: [...post.shared, { postId, at, privacy }] })
  return postId
}

/** Takes away from the public what a post has put on the profile. */
export const hidePost = (engine: Engine, post: Post): void => {
  const at = engine.clock.now()
  const hidden = publicationsOf(post, engine.rules.lifecycle, at)
    .filter(({ hiddenAt }) => hiddenAt === undefined)
    .map(({ postId }) => ({ postId, at }))
  engine.state.posts.set(post.publishId, { ...post, hidden: [...post.hidden, ...hidden] })
}
