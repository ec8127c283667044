import * as Result from "effect/Result"
import { requireScope } from "./access.ts"
import { checkParties, checkSource, partiesOf } from "./checks.ts"
import { duetsOff, type PrivacyLevel, stitchesOff } from "./Creator.ts"
import type { Dialect, PostKind } from "./Dialect.ts"
import { countAgainstLimits, countCall } from "./limits.ts"
import { polled, type Post, type PostRequest, standingAt } from "./Post.ts"
import { type PostView, viewPost } from "./PostView.ts"
import type { AccessToken, Upload } from "./records.ts"
import { Refusal, type RefusalOf } from "./Refusal.ts"
import { DAY, SECOND } from "./Rules.ts"
import { settlePost } from "./settling.ts"
import type { World } from "./World.ts"

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
    | "BrandedPrivate"
    | "UnownedUrl"
    | "BadVideoSize"
    | "BadChunkSize"
    | "BadChunkCount"
    | "OldApp"
    | "TooManyInits"
    | "TooManyPosts"
    | "TooManyDrafts"
    | "TooManyCreators"
    | "UnknownToken"
    | "MissingScope"
  >
> => {
  // Every post comes through here; a generator would cost as much as all that it runs.
  const scoped = requireScope(token, request.draft ? dialect.scopes.draft : dialect.scopes.direct)
  if (Result.isFailure(scoped)) return Result.fail(scoped.failure)
  const parties = partiesOf(world, token)
  if (Result.isFailure(parties)) return Result.fail(parties.failure)
  const privacy = checkParties(world, dialect, parties.success, request)
  if (Result.isFailure(privacy)) return Result.fail(privacy.failure)
  const source = checkSource(world, dialect, parties.success.app, request)
  if (Result.isFailure(source)) return Result.fail(source.failure)
  const kind: PostKind = {
    media: request.media,
    source: request.source._tag === "File" ? "file" : "url",
    draft: request.draft
  }
  const counted = countAgainstLimits(world, dialect, token, parties.success, kind)
  if (Result.isFailure(counted)) return Result.fail(counted.failure)
  return Result.succeed(store(world, dialect, token, request, privacy.success, kind))
}

/** Answers a status call, which may move the post on. */
export const pollPost = (
  world: World,
  dialect: Dialect,
  token: AccessToken,
  publishId: string
): Result.Result<PostView, RefusalOf<"MissingScope" | "UnknownPost" | "ForeignPost" | "TooManyCalls">> =>
  Result.gen(function*() {
    yield* requireScope(token, dialect.scopes.status)
    yield* countCall(world, dialect, token, "status")
    const post = yield* ownPost(world, token, publishId)
    const next = polled(post, world.rules.lifecycle, world.clock.now())
    world.state.posts.set(publishId, next)
    return viewPost(world, next)
  })

/** Ends a post while its media are still being pulled. */
export const cancelPost = (
  world: World,
  dialect: Dialect,
  token: AccessToken,
  publishId: string
): Result.Result<void, RefusalOf<"MissingScope" | "UnknownPost" | "ForeignPost" | "NotCancellable">> =>
  Result.gen(function*() {
    yield* requireScope(token, dialect.scopes.status)
    const post = yield* ownPost(world, token, publishId)
    const { stage } = standingAt(post, world.rules.lifecycle, world.clock.now())
    if (stage !== "fetching") return yield* Result.fail(Refusal.NotCancellable({ publishId, stage }))
    settlePost(world, post, "publish_cancelled")
  })

const ownPost = (
  world: World,
  token: AccessToken,
  publishId: string
): Result.Result<Post, RefusalOf<"UnknownPost" | "ForeignPost">> => {
  const post = world.state.posts.get(publishId)
  const forgottenAt = post && forgetsAt(world, post)
  if (post === undefined || (forgottenAt !== undefined && world.clock.now() >= forgottenAt)) {
    return Result.fail(Refusal.UnknownPost({ publishId, forgottenAt }))
  }
  return post.openId === token.openId && post.appId === token.appId
    ? Result.succeed(post)
    : Result.fail(Refusal.ForeignPost({ publishId }))
}

const forgetsAt = ({ rules }: World, { acceptedAt }: Post): number | undefined =>
  rules.switches.publishIdRetention === "a-day" ? acceptedAt + DAY : undefined

// Nothing changes it, so one is enough for all.
const NONE: ReadonlyArray<never> = []

const store = (
  world: World,
  dialect: Dialect,
  token: AccessToken,
  request: PostRequest,
  privacy: PrivacyLevel | undefined,
  kind: PostKind
): Accepted => {
  const { clock, ids, rules, state } = world
  const now = clock.now()
  const publishId = dialect.ids.publish(kind, ids.digits("publish", 19))
  const uploadId = ids.digits("upload", 19)
  if (ids.isFixed("publish")) {
    const pinned = state.posts.get(publishId)
    const pinnedUpload = state.uploads.get(uploadId)
    if (pinned?.pinned === true && pinnedUpload !== undefined) return { post: pinned, upload: pinnedUpload }
  }

  const { settings, source } = request
  const creator = state.creators.get(token.openId)
  const pullMillis = rules.lifecycle.pullMillis ?? (rules.lifecycle.mode === "after" ? PULL_MILLIS : 0)
  const post: Post = {
    publishId,
    openId: token.openId,
    appId: token.appId,
    dialect: dialect.name,
    kind: kind.media,
    draft: kind.draft,
    caption: request.caption,
    description: request.description,
    privacy,
    settings: {
      aigc: settings.aigc,
      brandedContent: settings.brandedContent,
      ownBrand: settings.ownBrand,
      autoMusic: settings.autoMusic,
      cover: settings.cover,
      comments: settings.comments && creator?.commentsOff !== true,
      duets: settings.duets && creator !== undefined && !duetsOff(creator),
      stitches: settings.stitches && creator !== undefined && !stitchesOff(creator)
    },
    urls: source._tag === "Urls" ? source.urls.map((url) => url.href) : NONE,
    uploadId,
    postId: ids.postId(),
    acceptedAt: now,
    mediaAt: source._tag === "Urls" ? now + pullMillis : undefined,
    defect: undefined,
    polls: 0,
    outcome: undefined,
    shared: NONE,
    hidden: NONE,
    pinned: false
  }
  const upload: Upload = {
    uploadId,
    token: dialect.ids.uploadToken(ids.hex("uploadToken", 32)),
    publishId,
    plan: source._tag === "File" ? source.plan : undefined,
    confirmed: 0,
    chunks: NONE,
    head: "",
    sha256: undefined,
    expiresAt: now + rules.lifetimes.uploadUrl,
    anyOrder: false
  }
  state.posts.set(publishId, post)
  state.uploads.set(uploadId, upload)
  return { post, upload }
}
