import * as Result from "effect/Result"
import { type App, ownsUrl } from "./App.ts"
import { checkPlan, type ChunkPlan } from "./chunkPlan.ts"
import { type Creator, type PrivacyLevel, privacyOptions } from "./Creator.ts"
import type { Dialect, PostKind } from "./Dialect.ts"
import { countAgainstLimits } from "./limits.ts"
import { type AccessToken, requireScope } from "./OAuth.ts"
import { outcomeAt, polled, type Post } from "./Post.ts"
import { type PostView, viewPost } from "./PostView.ts"
import { Refusal, type RefusalOf } from "./Refusal.ts"
import { SECOND } from "./Rules.ts"
import type { Upload } from "./Upload.ts"
import type { World } from "./World.ts"

/** What a client asks to be posted. */
export interface PostRequest {
  readonly media: "video" | "photo"
  readonly draft: boolean
  readonly caption: string
  readonly description: string
  readonly privacy: PrivacyLevel | undefined
  readonly source: { readonly _tag: "File"; readonly plan: ChunkPlan } | {
    readonly _tag: "Urls"
    readonly urls: ReadonlyArray<URL>
  }
}

/** A post that was accepted, and where its bytes go. */
export interface Accepted {
  readonly post: Post
  readonly upload: Upload
}

// Nobody documents how long TikTok takes to pull a file; nothing is downloaded here, so any short time will do.
const PULL_MILLIS = SECOND

/** Accepts a post, or says why not. A refused request counts against no limit. */
export const accept = (
  world: World,
  dialect: Dialect,
  token: AccessToken,
  request: PostRequest
): Result.Result<
  Accepted,
  RefusalOf<
    | "BannedCreator"
    | "UnauditedApp"
    | "PrivacyNotOffered"
    | "UnownedUrl"
    | "BadVideoSize"
    | "BadChunkSize"
    | "BadChunkCount"
    | "TooManyInits"
    | "TooManyVideos"
    | "UnknownToken"
    | "MissingScope"
  >
> =>
  Result.gen(function*() {
    yield* requireScope(token, request.draft ? dialect.scopes.draft : dialect.scopes.direct)
    const { app, creator } = yield* partiesOf(world, token)
    yield* checkParties(app, creator, request)
    yield* checkSource(app, request)
    const kind: PostKind = {
      media: request.media,
      source: request.source._tag === "File" ? "file" : "url",
      draft: request.draft
    }
    yield* countAgainstLimits(world, dialect, token, kind)
    return store(world, dialect, token, request, kind)
  })

/** Answers a status call, which may move the post on. */
export const pollPost = (
  world: World,
  dialect: Dialect,
  token: AccessToken,
  publishId: string
): Result.Result<PostView, RefusalOf<"MissingScope" | "UnknownPost" | "ForeignPost">> => {
  const scoped = requireScope(token, dialect.scopes.status)
  if (Result.isFailure(scoped)) return Result.fail(scoped.failure)
  const post = world.state.posts.get(publishId)
  if (post === undefined) return Result.fail(Refusal.UnknownPost({ publishId }))
  if (post.openId !== token.openId || post.appId !== token.appId) return Result.fail(Refusal.ForeignPost({ publishId }))
  const next = polled(post, world.rules.lifecycle, world.clock.now())
  world.state.posts.set(publishId, next)
  return Result.succeed(viewPost(world, next))
}

/** Settles a post now: published, or failed when a reason is given or its media are not fit. */
export const settlePost = (world: World, post: Post, failReason?: string): void => {
  const now = world.clock.now()
  const outcome = failReason === undefined
    ? outcomeAt(post, world.rules.lifecycle, now)
    : { _tag: "Failed" as const, at: now, reason: failReason }
  world.state.posts.set(post.publishId, { ...post, mediaAt: post.mediaAt ?? now, outcome })
}

const partiesOf = (world: World, token: AccessToken): Result.Result<
  { readonly app: App; readonly creator: Creator },
  RefusalOf<"UnknownToken">
> => {
  const app = world.state.apps.get(token.appId)
  const creator = world.state.creators.get(token.openId)
  return app === undefined || creator === undefined
    ? Result.fail(Refusal.UnknownToken({ header: "Authorization" }))
    : Result.succeed({ app, creator })
}

const checkParties = (app: App, creator: Creator, { draft, privacy }: PostRequest): Result.Result<
  void,
  RefusalOf<"BannedCreator" | "UnauditedApp" | "PrivacyNotOffered">
> => {
  const { privateAccount, username } = creator
  if (creator.banned) return Result.fail(Refusal.BannedCreator({ username }))
  if (draft) return Result.succeed(undefined)
  if (!app.audited && !privateAccount) return Result.fail(Refusal.UnauditedApp({ username }))
  const offered = privacyOptions(creator)
  return privacy === undefined || offered.includes(privacy)
    ? Result.succeed(undefined)
    : Result.fail(Refusal.PrivacyNotOffered({ level: privacy, offered }))
}

const checkSource = (app: App, { source }: PostRequest): Result.Result<
  void,
  RefusalOf<"UnownedUrl" | "BadVideoSize" | "BadChunkSize" | "BadChunkCount">
> => {
  if (source._tag === "File") return Result.map(checkPlan(source.plan), () => undefined)
  const foreign = source.urls.find((url) => !ownsUrl(app, url))
  return foreign === undefined
    ? Result.succeed(undefined)
    : Result.fail(Refusal.UnownedUrl({ url: foreign.origin + foreign.pathname, owned: app.verifiedPrefixes }))
}

const store = (
  world: World,
  dialect: Dialect,
  token: AccessToken,
  request: PostRequest,
  kind: PostKind
): Accepted => {
  const { clock, ids, rules, state } = world
  const now = clock.now()
  const publishId = dialect.ids.publish(kind, ids.digits("publish", 19))
  const uploadId = ids.digits("upload", 19)
  const pinned = state.posts.get(publishId)
  const pinnedUpload = state.uploads.get(uploadId)
  if (pinned?.pinned === true && pinnedUpload !== undefined) return { post: pinned, upload: pinnedUpload }

  const { source } = request
  const pullMillis = rules.lifecycle.mode === "after" ? PULL_MILLIS : 0
  const post: Post = {
    publishId,
    openId: token.openId,
    appId: token.appId,
    dialect: dialect.name,
    kind: kind.media,
    draft: kind.draft,
    caption: request.caption,
    description: request.description,
    privacy: request.privacy,
    urls: source._tag === "Urls" ? source.urls.map((url) => url.href) : [],
    uploadId,
    // Nineteen digits, the first of them a 7: above 2^53, as TikTok's are.
    postId: `7${ids.digits("post", 18)}`,
    acceptedAt: now,
    mediaAt: source._tag === "Urls" ? now + pullMillis : undefined,
    defect: undefined,
    polls: 0,
    outcome: undefined,
    pinned: false
  }
  const upload: Upload = {
    uploadId,
    token: ids.hex("uploadToken", 32),
    publishId,
    plan: source._tag === "File" ? source.plan : undefined,
    confirmed: 0,
    chunks: [],
    head: "",
    sha256: undefined,
    expiresAt: now + rules.lifetimes.uploadUrl,
    anyOrder: false
  }
  state.posts.set(publishId, post)
  state.uploads.set(uploadId, upload)
  return { post, upload }
}
