import type { Engine } from "./Engine.ts"
import type { Post } from "./Post.ts"
import { isPublic, publicationsOf } from "./publications.ts"

/** A post that everyone can see on a creator's profile. */
export interface ProfileVideo {
  readonly post: Post
  readonly postId: string
  /** When it was published, in epoch milliseconds. It differs for each video of a profile, because it is the page cursor. */
  readonly createdAt: number
}

/** The public videos of a creator's profile, newest first. */
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
