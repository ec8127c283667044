import type { Creator } from "./Creator.ts"
import type { Engine } from "./Engine.ts"
import { digitsOf } from "./Ids.ts"
import type { Post } from "./Post.ts"
import { DAY } from "./time.ts"

/** The videos that a creator had before the mock began, without a post behind them. */
export interface OlderVideos {
  readonly count: number
  /** The newest ones before a time, newest first. */
  readonly before: (time: number, wanted: number) => ReadonlyArray<OlderVideo>
  readonly find: (postId: string) => OlderVideo | undefined
}

type OlderVideo = Pick<Post, "postId" | "caption"> & { readonly createdAt: number }

/**
 * The older videos of a creator: as many as `videos` says, one a day, before the mock's start and the creator's first post. A
 * clock near the epoch has no room for them.
 */
export const olderVideosOf = ({ startedAt, state }: Engine, { openId, videos }: Creator): OlderVideos => {
  let end = startedAt
  for (const post of state.posts.values()) {
    if (post.openId === openId) end = Math.min(end, post.acceptedAt)
  }
  const step = Math.min(DAY, Math.floor(end / (videos + 1)))
  const count = step > 0 ? videos : 0
  const firstId = BigInt(digitsOf(`older/${openId}`))
  const video = (index: number): OlderVideo => ({
    postId: String(firstId - BigInt(index)),
    caption: `Video ${count - index}`,
    createdAt: end - (index + 1) * step
  })
  return {
    count,
    before: (time, wanted) => {
      const first = Math.max(0, Math.floor((end - time) / step))
      return Array.from({ length: Math.max(0, Math.min(wanted, count - first)) }, (_, offset) => video(first + offset))
    },
    find: (postId) => {
      const index = /^\d{1,19}$/.test(postId) ? firstId - BigInt(postId) : -1n
      return index >= 0n && index < BigInt(count) ? video(Number(index)) : undefined
    }
  }
}
