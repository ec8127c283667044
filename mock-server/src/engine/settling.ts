import type { PrivacyLevel } from "./Creator.ts"
import { WrongState } from "./Misuse.ts"
import { outcomeAt, type Post, standingAt } from "./Post.ts"
import { publicationsOf } from "./publications.ts"
import type { World } from "./World.ts"

/** Settles a post now: published, or failed when a reason is given or its media are not fit. */
export const settlePost = (world: World, post: Post, failReason?: string): void => {
  const now = world.clock.now()
  const outcome = failReason === undefined
    ? outcomeAt(post, world.rules.lifecycle, now)
    : { _tag: "Failed" as const, at: now, reason: failReason }
  world.state.posts.set(post.publishId, { ...post, mediaAt: post.mediaAt ?? now, outcome })
}

/** Fails what an app has under way for a creator who has taken back the permission. */
export const failUnfinished = (world: World, appId: string, openId: string, reason: string): void => {
  const now = world.clock.now()
  for (const post of world.state.posts.values()) {
    if (post.appId !== appId || post.openId !== openId) continue
    if (standingAt(post, world.rules.lifecycle, now).outcome === undefined) settlePost(world, post, reason)
  }
}

/** Posts a draft as its creator would, once it is in the inbox; gives the id of the post. */
export const shareDraft = (world: World, post: Post, privacy: PrivacyLevel): string => {
  const at = world.clock.now()
  const { stage } = standingAt(post, world.rules.lifecycle, at)
  if (!post.draft || (stage !== "in-inbox" && stage !== "published")) {
    throw new WrongState(`${post.publishId} is no draft that waits in the inbox`)
  }
  // A draft can become several posts; the first takes the id that was kept for it.
  const postId = post.shared.length === 0 ? post.postId : world.ids.postId()
  world.state.posts.set(post.publishId, { ...post, shared: [...post.shared, { postId, at, privacy }] })
  return postId
}

/** Takes away from the public what a post has put on the profile. */
export const hidePost = (world: World, post: Post): void => {
  const at = world.clock.now()
  const hidden = publicationsOf(post, world.rules.lifecycle, at)
    .filter(({ hiddenAt }) => hiddenAt === undefined)
    .map(({ postId }) => ({ postId, at }))
  world.state.posts.set(post.publishId, { ...post, hidden: [...post.hidden, ...hidden] })
}
