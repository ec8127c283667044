import type { ByteRange } from "./chunkPlan.ts"
import type { PrivacyLevel } from "./Creator.ts"
import { type Post, type Stage, standingAt } from "./Post.ts"
import type { World } from "./World.ts"

/** A post as its owner sees it from outside. Times are epoch milliseconds. */
export interface PostView {
  readonly publishId: string
  readonly stage: Stage
  readonly kind: "video" | "photo"
  readonly draft: boolean
  /** Open id of the creator. */
  readonly creator: string
  readonly caption: string
  readonly description: string
  readonly privacy: PrivacyLevel | undefined
  readonly urls: ReadonlyArray<string>
  readonly createdAt: number
  readonly settledAt: number | undefined
  readonly bytesReceived: number
  /** Bytes of the whole video; undefined for media that are pulled. */
  readonly size: number | undefined
  readonly chunks: ReadonlyArray<ByteRange & { readonly at: number }>
  /** SHA-256 of the uploaded file in hex, once it is whole. */
  readonly sha256: string | undefined
  /** Only a published post has one; a draft never does. */
  readonly postId: string | undefined
  readonly url: string | undefined
  readonly failReason: string | undefined
}

/** Computes the view of a post at this moment, without moving it on. */
export const viewPost = (world: World, post: Post): PostView => {
  const { outcome, stage } = standingAt(post, world.rules.lifecycle, world.clock.now())
  const upload = post.uploadId === undefined ? undefined : world.state.uploads.get(post.uploadId)
  const username = world.state.creators.get(post.openId)?.username ?? post.openId
  const isPublic = stage === "published"
  return {
    publishId: post.publishId,
    stage,
    kind: post.kind,
    draft: post.draft,
    creator: post.openId,
    caption: post.caption,
    description: post.description,
    privacy: post.privacy,
    urls: post.urls,
    createdAt: post.acceptedAt,
    settledAt: outcome?.at,
    bytesReceived: upload?.confirmed ?? 0,
    size: upload?.plan?.size,
    chunks: upload?.chunks ?? [],
    sha256: upload?.sha256,
    postId: isPublic ? post.postId : undefined,
    url: isPublic ? `https://www.tiktok.com/@${username}/${post.kind}/${post.postId}` : undefined,
    failReason: outcome?._tag === "Failed" ? outcome.reason : undefined
  }
}
