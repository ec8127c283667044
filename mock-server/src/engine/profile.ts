import type { Engine } from "./Engine.ts"
import type { Post } from "./Post.ts"
import { isPublic, publicationsOf } from "./publications.ts"

/** A post that everyone can see on a creator's profile. */
export interface ProfileVideo {
  readonly post: Post
  readonly postId: string
  /** When it came, in epoch milliseconds. No two videos of a profile have the same, so that one can page by it. */
  readonly createdAt: number
}

/** Everything that everyone can see on a creator's profile, newest first. */
export const profileVideos = (engine: Engine, openId: string): ReadonlyArray<ProfileVideo> => {
  const now = engine.clock.now()
  const oldestFirst = [...engine.state.posts.values()]
    .filter((post) => post.openId === openId)
    .flatMap((post) =>
      publicationsOf(post, engine.rules.lifecycle, now)
        .filter((publication) => isPublic(publication, now))
        .map(({ at, postId }) => ({ post, postId, at }))
    )
    .toSorted((left, right) => left.at - right.at || left.postId.localeCompare(right.postId))
  let last = 0
  return oldestFirst.map(({ at, post, postId }) => {
    last = Math.max(at, last + 1)
    return { post, postId, createdAt: last }
  }).toReversed()
}
