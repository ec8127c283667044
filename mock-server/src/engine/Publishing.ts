import * as Result from "effect/Result"
import { requireScope } from "./access.ts"
import type { ContractRules, PostKind } from "./Contract.ts"
import { duetsOff, type PrivacyLevel, stitchesOff } from "./Creator.ts"
import type { Engine } from "./Engine.ts"
import { explainUnknown } from "./explainUnknown.ts"
import type { FailReason } from "./failReasons.ts"
import { countAgainstLimits, countCall } from "./limits.ts"
import { polled, type Post, type PostRequest, stateAt } from "./Post.ts"
import { type PostView, viewPost } from "./PostView.ts"
import { startPull } from "./pulls.ts"
import type { AccessToken, Upload } from "./records.ts"
import { Refusal, type RefusalOf } from "./Refusal.ts"
import { DAY, SECOND } from "./Rules.ts"
import { settlePost } from "./transitions.ts"
import { appAndCreatorOf, validateAuthor, validateSource } from "./validatePost.ts"

/** An accepted post and its upload. */
export interface Accepted {
  readonly post: Post
  readonly upload: Upload
}

// The time TikTok takes to pull a file is undocumented. Most pulls download nothing, so a short time is enough.
const PULL_MILLIS = SECOND

/** Accepts a post, or returns the refusal. A refused request does not count against any limit. */
export const accept = (
  engine: Engine,
  contractRules: ContractRules,
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
  // Every init runs this, and a generator would double its cost.
  const scoped = requireScope(token, request.draft ? contractRules.scopes.draft : contractRules.scopes.direct)
  if (Result.isFailure(scoped)) return Result.fail(scoped.failure)
  const author = appAndCreatorOf(engine, token)
  if (Result.isFailure(author)) return Result.fail(author.failure)
  const privacy = validateAuthor(engine, contractRules, author.success, request)
  if (Result.isFailure(privacy)) return Result.fail(privacy.failure)
  const source = validateSource(engine, contractRules, author.success.app, request)
  if (Result.isFailure(source)) return Result.fail(source.failure)
  const kind: PostKind = {
    media: request.media,
    source: request.source._tag === "File" ? "file" : "url",
    draft: request.draft
  }
  const counted = countAgainstLimits(engine, contractRules, token, author.success, kind)
  if (Result.isFailure(counted)) return Result.fail(counted.failure)
  const accepted = store(engine, contractRules, token, request, privacy.success, kind)
  const isPull = kind.source === "url" && !accepted.post.pinned
  return Result.succeed(isPull ? { ...accepted, post: startPull(engine, accepted.post) } : accepted)
}

/** Counts a status call, which can end the post, and returns its view. */
export const pollPost = (
  engine: Engine,
  contractRules: ContractRules,
  token: AccessToken,
  publishId: string
): Result.Result<PostView, RefusalOf<"MissingScope" | "UnknownPost" | "ForeignPost" | "TooManyCalls">> =>
  Result.gen(function*() {
    yield* requireScope(token, contractRules.scopes.status)
    yield* countCall(engine, contractRules, token, "status")
    const post = yield* findOwnPost(engine, token, publishId)
    const next = polled(post, engine.rules.lifecycle, engine.clock.now())
    engine.state.posts.set(publishId, next)
    return viewPost(engine, next)
  })

/** Cancels a post while its media are pulled. */
export const cancelPost = (
  engine: Engine,
  contractRules: ContractRules,
  token: AccessToken,
  publishId: string
): Result.Result<void, RefusalOf<"MissingScope" | "UnknownPost" | "ForeignPost" | "NotCancelable">> =>
  Result.gen(function*() {
    yield* requireScope(token, contractRules.scopes.status)
    const post = yield* findOwnPost(engine, token, publishId)
    const { stage } = stateAt(post, engine.rules.lifecycle, engine.clock.now())
    if (stage !== "fetching") return yield* Result.fail(Refusal.NotCancelable({ publishId, stage }))
    settlePost(engine, post, "publish_cancelled" satisfies FailReason)
  })

const findOwnPost = (
  engine: Engine,
  token: AccessToken,
  publishId: string
): Result.Result<Post, RefusalOf<"UnknownPost" | "ForeignPost">> => {
  const post = engine.state.posts.get(publishId)
  const forgottenAt = post && retainedUntil(engine, post)
  if (post === undefined || (forgottenAt !== undefined && engine.clock.now() >= forgottenAt)) {
    return Result.fail(Refusal.UnknownPost({ rule: explainUnknown(engine.state, publishId), forgottenAt }))
  }
  return post.openId === token.openId && post.appId === token.appId
    ? Result.succeed(post)
    : Result.fail(Refusal.ForeignPost({ publishId }))
}

const retainedUntil = ({ rules }: Engine, { acceptedAt }: Post): number | undefined =>
  rules.switches.publishIdRetention === "a-day" ? acceptedAt + DAY : undefined

const NONE: ReadonlyArray<never> = []

const store = (
  engine: Engine,
  contractRules: ContractRules,
  token: AccessToken,
  request: PostRequest,
  privacy: PrivacyLevel | undefined,
  kind: PostKind
): Accepted => {
  const { clock, ids, rules, state } = engine
  const now = clock.now()
  const publishId = contractRules.ids.publish(kind, ids.digits("publish", 19))
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
    contract: contractRules.name,
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
    token: contractRules.ids.uploadToken(ids.hex("uploadToken", 32)),
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
