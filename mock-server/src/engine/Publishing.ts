import * as Result from "effect/Result"
import { requireScope } from "./access.ts"
import type { ContractRules, PostKind } from "./ContractRules.ts"
import { type Creator, duetsOff, stitchesOff } from "./Creator.ts"
import type { Engine } from "./Engine.ts"
import { explainUnknown } from "./explainUnknown.ts"
import type { FailReason } from "./failReasons.ts"
import { type AppAndCreator, countAgainstLimits, countCall } from "./limits.ts"
import { polled, type Post, type PostRequest, stateAt } from "./Post.ts"
import { type PostView, viewPost } from "./PostView.ts"
import type { PrivacyLevel } from "./privacyLevels.ts"
import { startPull } from "./pulls.ts"
import type { AccessToken, Upload } from "./records.ts"
import { Refusal, type RefusalOf } from "./Refusal.ts"
import { DAY, SECOND } from "./time.ts"
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
  const { draft, media, source } = request
  const kind: PostKind = { media, source: source._tag === "File" ? "file" : "url", draft }
  // Every init runs this, and a generator would double its cost.
  const granted = requireScope(token, draft ? contractRules.scopes.draft : contractRules.scopes.direct)
  if (Result.isFailure(granted)) return Result.fail(granted.failure)
  const author = appAndCreatorOf(engine, token)
  if (Result.isFailure(author)) return Result.fail(author.failure)
  const privacy = validateAuthor(engine, contractRules, author.success, request)
  if (Result.isFailure(privacy)) return Result.fail(privacy.failure)
  const valid = validateSource(engine, contractRules, author.success.app, request)
  if (Result.isFailure(valid)) return Result.fail(valid.failure)
  const counted = countAgainstLimits(engine, contractRules, token, author.success, kind)
  if (Result.isFailure(counted)) return Result.fail(counted.failure)
  return Result.succeed(
    storeAndPull(engine, { ...author.success, contractRules, token, request, privacy: privacy.success, kind })
  )
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

/** A request that passed all checks. */
interface ValidRequest extends AppAndCreator {
  readonly contractRules: ContractRules
  readonly token: AccessToken
  readonly request: PostRequest
  readonly privacy: PrivacyLevel | undefined
  readonly kind: PostKind
}

const storeAndPull = (engine: Engine, valid: ValidRequest): Accepted => {
  const accepted = store(engine, valid)
  const isPull = valid.kind.source === "url" && !accepted.post.pinned
  return isPull ? { ...accepted, post: startPull(engine, accepted.post) } : accepted
}

const store = (engine: Engine, valid: ValidRequest): Accepted => {
  const { ids, state } = engine
  const { contractRules, kind } = valid
  const publishId = contractRules.ids.publish(kind, ids.digits("publish", 19))
  const uploadId = ids.digits("upload", 19)
  const pinned = ids.isFixed("publish") ? findPinned(engine, publishId, uploadId) : undefined
  if (pinned !== undefined) return pinned
  const post = makePost(engine, valid, publishId, uploadId)
  const upload = makeUpload(engine, valid, post, uploadId)
  state.posts.set(publishId, post)
  state.uploads.set(uploadId, upload)
  return { post, upload }
}

const findPinned = ({ state }: Engine, publishId: string, uploadId: string): Accepted | undefined => {
  const post = state.posts.get(publishId)
  const upload = state.uploads.get(uploadId)
  return post?.pinned === true && upload !== undefined ? { post, upload } : undefined
}

const makePost = (
  { clock, ids, rules: { lifecycle } }: Engine,
  { contractRules, creator, kind, privacy, request, token }: ValidRequest,
  publishId: string,
  uploadId: string
): Post => {
  const { caption, description, settings, source } = request
  const now = clock.now()
  const pullMillis = lifecycle.pullMillis ?? (lifecycle.mode === "after" ? PULL_MILLIS : 0)
  return {
    publishId,
    openId: token.openId,
    appId: token.appId,
    contract: contractRules.name,
    kind: kind.media,
    draft: kind.draft,
    caption,
    description,
    privacy,
    settings: allowedSettings(settings, creator),
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
}

/** The settings of a post, without what the creator has turned off. */
const allowedSettings = (
  { aigc, autoMusic, brandedContent, comments, cover, duets, ownBrand, stitches }: PostRequest["settings"],
  creator: Creator
): Post["settings"] => ({
  aigc,
  brandedContent,
  ownBrand,
  autoMusic,
  cover,
  comments: comments && !creator.commentsOff,
  duets: duets && !duetsOff(creator),
  stitches: stitches && !stitchesOff(creator)
})

const makeUpload = (
  { ids, rules }: Engine,
  { contractRules, request: { source } }: ValidRequest,
  { acceptedAt, publishId }: Post,
  uploadId: string
): Upload => ({
  uploadId,
  token: contractRules.ids.uploadToken(ids.hex("uploadToken", 32)),
  publishId,
  plan: source._tag === "File" ? source.plan : undefined,
  confirmed: 0,
  chunks: NONE,
  head: "",
  sha256: undefined,
  expiresAt: acceptedAt + rules.lifetimes.uploadUrl,
  anyOrder: false
})
