import * as Brand from "effect/Brand"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as LibraryAuth from "../../Auth.ts"
import * as LibraryMedia from "../../Media.ts"
import * as LibraryPost from "../../Post.ts"
import type * as LibraryPublisher from "../../Publisher.ts"
import type * as LibraryQuota from "../../Quota.ts"
import type { Options as RecoveryOptions } from "../../Recovery.ts"
import { fromReason, InvalidInput } from "../../TikTokError.ts"
import * as LibraryTokenStore from "../../TokenStore.ts"
import * as LibraryUploader from "../../Uploader.ts"
import * as LibraryWebhook from "../../Webhook.ts"
import * as Validate from "../common/validate.ts"
import { isPrivateHost, privateRule } from "../upload/privateHosts.ts"
import type {
  Authorization,
  HandoutPost,
  HttpMedia,
  Limit,
  Media,
  Plan,
  Post,
  Tokens,
  Uploadable,
  WebhookEvent
} from "./models.ts"
import type { RecoverOptions, ResumeOptions, UploadRequest } from "./options.ts"
import { plain, plainError } from "./plain.ts"

// Input is checked as `unknown` here, because JavaScript programs, forms and files have no types.

/** @internal */
export const creator = Brand.nominal<LibraryPost.CreatorId>()

/** @internal */
export const publishId = Brand.nominal<LibraryPost.PublishId>()

const postId = Brand.nominal<LibraryPost.PostId>()

/** @internal */
export const postIds = (given: ReadonlyArray<string>): ReadonlyArray<LibraryPost.PostId> => {
  if (!Array.isArray(given)) throw invalid("Videos.query", "ids", "must be a list of post ids")
  return given.map((id: string) => postId(id))
}

/** @internal */
export const object = <A>(operation: string, field: string, given: A): A => {
  if (!isObject(given)) throw invalid(operation, field, "must be an object")
  return given
}

/** @internal */
export const callback = (operation: string, field: string, given: unknown): void => {
  if (given !== undefined && typeof given !== "function") throw invalid(operation, field, "must be a function")
}

/** @internal */
export const text = (operation: string, field: string, given: string): string => {
  if (typeof given !== "string" || given === "") throw invalid(operation, field, "must be text that is not empty")
  return given
}

/** The error of an input. @internal */
export const invalid = (operation: string, field: string, rule: string) =>
  plainError(fromReason(operation)(new InvalidInput({ field, rule })))

/** @internal */
export const authorization = (operation: string, given: Authorization): LibraryAuth.Authorization =>
  orThrow(readAuthorization(given), operation, "authorization", "must be what authorize returned")

const readAuthorization = Schema.decodeUnknownResult(LibraryAuth.Authorization)

/** @internal */
export const tokens = (operation: string, given: Tokens, field = "tokens"): LibraryTokenStore.Tokens =>
  orThrow(
    readTokens({
      ...given,
      expiresAt: millisOf(given?.expiresAt),
      refreshExpiresAt: millisOf(given?.refreshExpiresAt)
    }),
    operation,
    field,
    "must have a creator, an accessToken, the Date expiresAt and scopes"
  )

const readTokens = Schema.decodeUnknownResult(LibraryTokenStore.Tokens)

/** @internal */
export const plan = (operation: string, given: Plan): LibraryUploader.Plan =>
  orThrow(
    readPlan(
      Validate.isObject(given?.media)
        ? { ...given, media: { ...given.media, modifiedAt: millisOf(given.media.modifiedAt) } }
        : given
    ),
    operation,
    "plan",
    "must be what plan returned"
  )

const readPlan = Schema.decodeUnknownResult(LibraryUploader.Plan)

/** @internal */
export const date = (operation: string, field: string, given: Date): DateTime.Utc =>
  orThrow(Result.try(() => DateTime.fromDateUnsafe(given)), operation, field, "must be a Date")

/** @internal */
export const limits = (
  operation: string,
  given: ReadonlyArray<Limit>
): ReadonlyArray<LibraryQuota.Limit> => {
  if (!Array.isArray(given)) throw invalid(operation, "limits", "must be a list of limits")
  return given.map((one: Limit) => limit(operation, one))
}

/** @internal */
export const limit = (operation: string, given: Limit): LibraryQuota.Limit => {
  if (!isObject(given)) throw invalid(operation, "limit", "must be an object")
  return { ...given, window: millis(operation, "limit.window", given.window) }
}

/** @internal */
export const event = (operation: string, given: WebhookEvent): LibraryWebhook.Event =>
  orThrow(
    readEvent({ ...given, createdAt: given?.createdAt && date(operation, "event.createdAt", given.createdAt) }),
    operation,
    "event",
    "must be what receive returned"
  )

const readEvent = Schema.decodeUnknownResult(LibraryWebhook.Event)

/** The header of a webhook's signature, in headers of the web or of Node. @internal */
export const signature = (headers: unknown): string | undefined => {
  if (!Validate.isObject(headers)) throw invalid("Webhook.verify", "headers", "must be Headers or an object")
  if (typeof headers["get"] === "function") return headers["get"]("tiktok-signature") ?? undefined
  const [, value] = Object.entries(headers).find(([name]) => name.toLowerCase() === "tiktok-signature") ?? []
  return Array.isArray(value) ? value[0] : typeof value === "string" ? value : undefined
}

// -----------------------------------------------------------------------------
// posts
// -----------------------------------------------------------------------------

/** @internal */
export const post = (operation: string, given: Post, hasFiles: boolean): LibraryPost.Post => {
  switch (given?._tag) {
    case "Video":
      return LibraryPost.video({
        ...given,
        media: media(operation, given.media, hasFiles),
        coverTimestamp: optionalMillis(operation, "coverTimestamp", given.coverTimestamp, 0)
      })
    case "VideoDraft":
      return LibraryPost.videoDraft({ media: media(operation, given.media, hasFiles) })
    case "Photos":
      return LibraryPost.photos(given)
    case "PhotosDraft":
      return LibraryPost.photosDraft(given)
    default:
      throw invalid(operation, "post._tag", "must be Video, VideoDraft, Photos or PhotosDraft")
  }
}

/** @internal */
export const handoutPost = (operation: string, given: HandoutPost): LibraryPublisher.HandoutPost => {
  const { size } = object(operation, "post", given)
  const media = new Uint8Array()
  switch (given._tag) {
    case "Video":
      return { ...LibraryPost.video({ ...given, media: LibraryMedia.bytes(media) }), size }
    case "VideoDraft":
      return { _tag: "VideoDraft", size }
    default:
      throw invalid(operation, "post._tag", "must be Video or VideoDraft")
  }
}

/** @internal */
export const uploadable = (operation: string, given: Uploadable, hasFiles: boolean): LibraryMedia.Uploadable => {
  const found = media(operation, given, hasFiles)
  if (found._tag === "Url") throw invalid(operation, "media", "must not have a url: TikTok fetches that itself")
  return found
}

/** @internal */
export const media = (operation: string, given: Media, hasFiles: boolean): LibraryMedia.Video => {
  if (Validate.isBytes(given)) return LibraryMedia.bytes(given)
  if (isBlob(given)) return LibraryMedia.blob(given)
  if (!isObject(given)) throw invalid(operation, "media", sources)
  if ("file" in given) {
    if (!hasFiles) throw invalid(operation, "media.file", "is for Node, Bun and Deno: here, give a Blob or a stream")
    return LibraryMedia.file(given.file, given)
  }
  if ("url" in given) return LibraryMedia.url(given.url)
  if ("http" in given) return LibraryMedia.http(httpUrl(operation, given), given)
  if ("stream" in given) return LibraryMedia.stream(stream(operation, "media.stream", given.stream), given)
  throw invalid(operation, "media", sources)
}

const httpUrl = (operation: string, { allowPrivate, http }: HttpMedia): URL => {
  const url = URL.parse(http)
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw invalid(operation, "media.http", "must be an absolute http or https URL without credentials")
  }
  if (allowPrivate !== true && isPrivateHost(url.hostname)) {
    throw invalid(operation, "media.http", privateRule(url.host))
  }
  return url
}

const sources = "must be a Blob, a Uint8Array, or an object with file, url, http or stream"

const isBlob = (given: unknown): given is Blob =>
  Validate.isObject(given) && typeof given["slice"] === "function" && typeof given["arrayBuffer"] === "function"

const stream = <A>(operation: string, field: string, given: AsyncIterable<A>): Stream.Stream<A, unknown> => {
  if (!isObject(given) || !(Symbol.asyncIterator in given)) {
    throw invalid(operation, field, "must be an AsyncIterable")
  }
  return Stream.fromAsyncIterable(given, (error) => error)
}

// -----------------------------------------------------------------------------
// options
// -----------------------------------------------------------------------------

/** @internal */
export const resumeOptions = (
  operation: string,
  given: ResumeOptions | undefined
): LibraryPublisher.ResumeOptions | undefined => {
  if (given === undefined) return undefined
  if (!isObject(given)) throw invalid(operation, "options", "must be an object")
  const { deadline, pollEvery, signal: _, webhooks, ...rest } = given
  return {
    ...rest,
    deadline: optionalMillis(operation, "deadline", deadline, 0),
    schedule: pollEvery === undefined ? undefined : Schedule.spaced(millis(operation, "pollEvery", pollEvery)),
    webhooks: webhooks === undefined ? undefined : hubs.get(webhooks) ?? Stream.map(
      stream(operation, "webhooks", webhooks),
      (given) => event(operation, given)
    )
  }
}

/** The streams of hubs. Their first batch has every remembered event, and `iterate` yields one at a time. */
const hubs = new WeakMap<object, Stream.Stream<LibraryWebhook.Event>>()

/**
 * The events of a hub, such that `webhooks` takes them as their stream.
 *
 * @internal
 */
export const ofHub = <A extends object>(items: A, events: Stream.Stream<LibraryWebhook.Event>): A => {
  hubs.set(items, events)
  return items
}

/** @internal */
export const recoverOptions = (given: RecoverOptions | undefined): RecoveryOptions | undefined => {
  if (given === undefined) return undefined
  const { every, report, ...rest } = object("Publisher.recover", "options", given)
  callback("Publisher.recover", "report", report)
  return {
    ...resumeOptions("Publisher.recover", rest),
    every: optionalMillis("Publisher.recover", "every", every),
    report: report && ((found) => promised(() => report(plain(found))))
  }
}

/** @internal */
export const uploadRequest = (given: UploadRequest, hasFiles: boolean): LibraryUploader.UploadRequest => {
  if (!isObject(given)) throw invalid("upload", "request", "must be an object")
  const { beforeLast, confirmed, progress } = given
  callback("upload", "beforeLast", beforeLast)
  callback("upload", "progress", progress)
  return {
    media: uploadable("upload", given.media, hasFiles),
    plan: plan("upload", given.plan),
    creator: given.creator === undefined ? undefined : creator(given.creator),
    uploadUrl: Redacted.make(text("upload", "uploadUrl", given.uploadUrl)),
    confirmed,
    progress: progress && Effect.catchDefect(promised(progress), () => Effect.undefined),
    beforeLast: beforeLast && promised(beforeLast)
  }
}

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

/** What a callback of the caller returns. What it throws is a defect, and reaches the caller as it is. */
/** @internal */
export const promised = <A>(run: () => A | Promise<A>): Effect.Effect<A> => Effect.promise(async () => run())

const isObject = (given: unknown): boolean => Validate.isObject(given)

/** @internal */
export const millis = (operation: string, field: string, given: unknown, least = 1): Duration.Duration => {
  if (typeof given !== "number" || !(given >= least && given <= longest)) {
    throw invalid(operation, field, `must be a number of milliseconds, from ${least} to 36500 days`)
  }
  return Duration.millis(given)
}

/** @internal */
export const optionalMillis: (...given: Parameters<typeof millis>) => Duration.Duration | undefined = (...given) =>
  given[2] === undefined ? undefined : millis(...given)

const longest = Duration.toMillis(Duration.days(36_500))

/** Times are text in what was JSON. */
const millisOf = (given: unknown): unknown =>
  given instanceof Date ? given.getTime() : typeof given === "string" ? Date.parse(given) : given

const orThrow = <A>(result: Result.Result<A, unknown>, operation: string, field: string, rule: string): A => {
  if (Result.isFailure(result)) throw invalid(operation, field, rule)
  return result.success
}
