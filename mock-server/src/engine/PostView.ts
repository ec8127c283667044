import type { ByteRange } from "./chunkPlan.ts"
import { type Container, containerOf } from "./container.ts"
import type { PrivacyLevel } from "./Creator.ts"
import type { Engine } from "./Engine.ts"
import { type Post, type PostSettings, type Stage, stateAt } from "./Post.ts"
import { isPublic, publicationsOf } from "./publications.ts"
import type { Upload } from "./records.ts"

/** What is kept of an uploaded file. */
export interface MediaView {
  readonly path: string
  readonly type: Container["type"] | "application/octet-stream"
  readonly bytes: number
  /** Whether that is the whole file. */
  readonly isWhole: boolean
}

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
  readonly settings: PostSettings
  readonly urls: ReadonlyArray<string>
  readonly createdAt: number
  readonly settledAt: number | undefined
  /** Bytes that have been uploaded, or pulled. */
  readonly bytesReceived: number
  /** Bytes of the whole video; undefined for media that are pulled. */
  readonly size: number | undefined
  readonly chunks: ReadonlyArray<ByteRange & { readonly at: number }>
  /** SHA-256 of the uploaded file in hex, once it is whole. */
  readonly sha256: string | undefined
  /** What is kept of the uploaded file; undefined for nothing. */
  readonly media: MediaView | undefined
  /** Only a published post has one; of a draft, the latest that was made of it. */
  readonly postId: string | undefined
  readonly url: string | undefined
  /** Ids of what everyone can see, once moderation is done. */
  readonly publicPostIds: ReadonlyArray<string>
  readonly failReason: string | undefined
}

/** Computes the view of a post at this moment, without moving it on. */
export const viewPost = (engine: Engine, post: Post): PostView => {
  const now = engine.clock.now()
  const { lifecycle } = engine.rules
  const { outcome, stage } = stateAt(post, lifecycle, now)
  const upload = post.uploadId === undefined ? undefined : engine.state.uploads.get(post.uploadId)
  const publications = publicationsOf(post, lifecycle, now)
  const postId = publications.at(-1)?.postId
  return {
    publishId: post.publishId,
    stage,
    kind: post.kind,
    draft: post.draft,
    creator: post.openId,
    caption: post.caption,
    description: post.description,
    privacy: post.privacy,
    settings: post.settings,
    urls: post.urls,
    createdAt: post.acceptedAt,
    settledAt: outcome?.at,
    bytesReceived: post.urls.length > 0 ? pulledBytes(post, now) : upload?.confirmed ?? 0,
    size: upload?.plan?.size,
    chunks: upload?.chunks ?? [],
    sha256: upload?.sha256,
    media: upload && mediaOf(engine, upload),
    postId,
    url: postId === undefined ? undefined : urlOf(engine, post, postId),
    publicPostIds: publications.filter((publication) => isPublic(publication, now)).map(({ postId }) => postId),
    failReason: outcome?._tag === "Failed" ? outcome.reason : undefined
  }
}

const mediaOf = ({ media }: Engine, { head, plan, uploadId }: Upload): MediaView | undefined => {
  const file = media.find(uploadId)
  return file && {
    path: file.path,
    type: containerOf(Buffer.from(head, "hex"))?.type ?? "application/octet-stream",
    bytes: file.bytes,
    isWhole: file.bytes === plan?.size
  }
}

/** Address of a post on the creator's profile. */
export const urlOf = (engine: Engine, post: Post, postId: string): string => {
  const username = engine.state.creators.get(post.openId)?.username ?? post.openId
  return `https://www.tiktok.com/@${username}/${post.kind}/${postId}`
}

// Nothing is downloaded, so each address counts as a file of this size.
const PULLED_FILE_BYTES = 8_000_000

/** Bytes of a pull until now, as if they came evenly. */
const pulledBytes = ({ acceptedAt, mediaAt, outcome, urls }: Post, now: number): number => {
  const until = Math.min(now, outcome?.at ?? now)
  const share = mediaAt === undefined || mediaAt <= acceptedAt ? 1 : (until - acceptedAt) / (mediaAt - acceptedAt)
  // A clock that was set back may be before all of it.
  return Math.floor(Math.min(1, Math.max(0, share)) * urls.length * PULLED_FILE_BYTES)
}
