import type { Creator } from "./Creator.ts"
import type { Engine } from "./Engine.ts"
import { olderVideosOf } from "./olderVideos.ts"
import type { Post } from "./Post.ts"
import { isPublic, publicationsOf } from "./publications.ts"

/** A video or photo post that everyone can see on a creator's profile. */
export interface ProfileVideo extends Pick<Post, "postId" | "kind" | "openId" | "caption" | "facts"> {
  /** Whether the creator labeled it as made by AI. */
  readonly aigc: boolean
  /** When it was published, in epoch milliseconds. It differs for each video of a profile, because it is the page cursor. */
  readonly createdAt: number
}

/** A creator's profile: the public posts, and the videos from before the mock's start. */
export interface Profile {
  readonly count: number
  /** The newest videos before a time, newest first. */
  readonly before: (time: number, wanted: number) => ReadonlyArray<ProfileVideo>
  readonly find: (postId: string) => ProfileVideo | undefined
}

export const profileOf = (engine: Engine, creator: Creator): Profile => {
  const posts = publicPosts(engine, creator.openId)
  const older = olderVideosOf(engine, creator)
  const toVideo = (video: { readonly postId: string; readonly caption: string; readonly createdAt: number }) => ({
    ...video,
    kind: "video" as const,
    aigc: false,
    openId: creator.openId
  })
  return {
    count: posts.length + older.count,
    before: (time, wanted) => {
      const newer = posts.filter(({ createdAt }) => createdAt < time).slice(0, wanted)
      return [...newer, ...older.before(time, wanted - newer.length).map(toVideo)]
    },
    find: (postId) => {
      const found = older.find(postId)
      return posts.find((post) => post.postId === postId) ?? (found && toVideo(found))
    }
  }
}

/** The public posts of a creator, newest first. */
const publicPosts = (engine: Engine, openId: string): ReadonlyArray<ProfileVideo> => {
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
  return oldestFirst.map(({ at, post: { caption, facts, kind, settings }, postId }) => {
    last = Math.max(at, last + 1)
    return { postId, kind, openId, caption, facts, aigc: settings.aigc, createdAt: last }
  }).toReversed()
}
