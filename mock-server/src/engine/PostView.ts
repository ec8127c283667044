import type { ByteRange } from "./chunkPlan.ts"
import { type Container, containerOf } from "./container.ts"
import type { Engine } from "./Engine.ts"
import { type Post, type PostSettings, type Stage, stateAt } from "./Post.ts"
import type { PrivacyLevel } from "./privacyLevels.ts"
import { isPublic, publicationsOf } from "./publications.ts"
import type { Upload } from "./records.ts"

/** The kept file of an upload. */
export interface MediaView {
  readonly path: string
  readonly type: Container["type"] | "application/octet-stream"
  readonly bytes: number
  /** Whether the whole file is kept. */
  readonly isWhole: boolean
}

/** A post in the control API. Times are epoch milliseconds. */
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
  /** Number of bytes that were uploaded or pulled. */
  readonly bytesReceived: number
  /** Size of the video in bytes; undefined for a pull. */
  readonly size: number | undefined
  readonly chunks: ReadonlyArray<ByteRange & { readonly at: number }>
  /** SHA-256 of the uploaded file in hex, once the upload is complete. */
  readonly sha256: string | undefined
  /** The kept file; undefined when there is none. */
  readonly media: MediaView | undefined
  /** Id of the published post; for a draft, the latest post that was made from it. */
  readonly postId: string | undefined
  readonly url: string | undefined
  /** Ids of the posts that everyone can see. */
  readonly publicPostIds: ReadonlyArray<string>
  readonly failReason: string | undefined
  /** The rule that the media break, when that is why the post fails. */
  readonly problem: string | undefined
}

/** Computes the current view of a post. Does not count as a status call. */
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
    bytesReceived: post.urls.length > 0 ? upload?.confirmed || pulledBytes(post, now) : upload?.confirmed ?? 0,
    size: upload?.plan?.size,
    chunks: upload?.chunks ?? [],
    sha256: upload?.sha256,
    media: upload && mediaOf(engine, upload),
    postId,
    url: postId === undefined ? undefined : urlOf(engine, post, postId),
    publicPostIds: publications.filter((publication) => isPublic(publication, now)).map(({ postId }) => postId),
    failReason: outcome?._tag === "Failed" ? outcome.reason : undefined,
    problem: outcome?._tag === "Failed" && outcome.reason === post.defect ? post.problem : undefined
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

/** URL of a post on the creator's profile. */
export const urlOf = (
  engine: Engine,
  post: Pick<Post, "openId" | "kind">,
  postId: string
): string => {
  const username = engine.state.creators.get(post.openId)?.username ?? post.openId
  return `https://www.tiktok.com/@${username}/${post.kind}/${postId}`
}

// Most pulls download nothing, so each URL counts as a file of this size.
const PULLED_FILE_BYTES = 8_000_000

/** Bytes that a pull has received until now, at a constant rate. */
const pulledBytes = ({ acceptedAt, mediaAt, outcome, urls }: Post, now: number): number => {
  const until = Math.min(now, outcome?.at ?? now)
  const share = mediaAt === undefined || mediaAt <= acceptedAt ? 1 : (until - acceptedAt) / (mediaAt - acceptedAt)
  // After the clock was set back, `until` can be before `acceptedAt`.
  return Math.floor(Math.min(1, Math.max(0, share)) * urls.length * PULLED_FILE_BYTES)
}
