import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import type { WireAnswer } from "../Contract.ts"
import { CreatorId, PostId, PublishId } from "../Post.ts"
import { type MalformedAnswer, MalformedEvent } from "../TikTokError.ts"
import type { Event, RemovalReason } from "../Webhook.ts"
import * as DecodeAnswer from "./decodeAnswer.ts"

/**
 * Reads the body of a webhook (tiktok-live, section 9). An event that cannot be
 * understood is an event all the same; only a body without one is malformed.
 *
 * @internal
 */
export const read = (text: string): Result.Result<Event, MalformedEvent> =>
  Result.gen(function*() {
    const delivery = asAnswer(text)
    const body = yield* DecodeAnswer.json(delivery)
    const head = yield* decodeHead(delivery, body)
    const content = typeof head.content === "string" ? head.content : JSON.stringify(head.content ?? {})
    return Result.getOrElse(
      understand(head.event, body, content),
      ({ field, rule }): Event => ({ _tag: "Unrecognised", ...head, content, because: `${field} ${rule}` })
    )
  }).pipe(Result.mapError(({ field, rule }) => new MalformedEvent({ field, rule })))

const understand = (event: string, body: unknown, content: string) => {
  const decode = decoders.get(event)
  if (decode === undefined) return Result.fail({ field: "event", rule: "is none of the documented ones" })
  const inner = asAnswer(content)
  return DecodeAnswer.json(inner).pipe(
    Result.mapError(({ rule }) => ({ field: "content", rule })),
    Result.flatMap((parsed) => decode(inner, { ...Object(body), content: parsed }))
  )
}

const asAnswer = (text: string): WireAnswer => ({ status: 200, headers: {}, text })

// -----------------------------------------------------------------------------
// parts of a delivery
// -----------------------------------------------------------------------------

const UnixSeconds = Schema.Union([
  Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 999_999_999_999 })),
  Schema.String.check(Schema.isPattern(/^\d{1,12}$/))
]).pipe(
  Schema.decodeTo(
    Schema.DateTimeUtc,
    SchemaTransformation.transform<DateTime.Utc, string | number>({
      decode: (seconds) => DateTime.makeUnsafe(Number(seconds) * 1000),
      encode: (time) => time.epochMilliseconds / 1000
    })
  )
)

const common = { clientKey: Schema.String, createdAt: UnixSeconds }
const creator = DecodeAnswer.Id.pipe(Schema.decodeTo(CreatorId))
const publish = {
  publishId: DecodeAnswer.Id.pipe(Schema.decodeTo(PublishId)),
  publishType: Schema.optional(Schema.String)
}

const commonKeys = { clientKey: "client_key", createdAt: "create_time" } as const
const creatorKeys = { ...commonKeys, creator: "user_openid" } as const
const publishKeys = { publishId: "publish_id", publishType: "publish_type" } as const

const ofCreator = <Content extends Schema.Constraint>(content: Content) =>
  Schema.Struct({ ...common, creator, content }).pipe(Schema.encodeKeys(creatorKeys))

const OfPublish = ofCreator(Schema.Struct(publish).pipe(Schema.encodeKeys(publishKeys)))

const OfPost = ofCreator(
  Schema.Struct({ ...publish, postId: DecodeAnswer.Id.pipe(Schema.decodeTo(PostId)) }).pipe(
    Schema.encodeKeys({ ...publishKeys, postId: "post_id" })
  )
)

const OfShare = ofCreator(Schema.Struct({ shareId: DecodeAnswer.Id }).pipe(Schema.encodeKeys({ shareId: "share_id" })))

const OfFailure = ofCreator(
  Schema.Struct({ ...publish, failReason: Schema.optional(Schema.String) }).pipe(
    Schema.encodeKeys({ ...publishKeys, failReason: "reason" })
  )
)

const OfRemoval = ofCreator(Schema.Struct({ reason: Schema.optional(DecodeAnswer.Id) }))

const OfArchive = Schema.Struct({
  ...common,
  content: Schema.Struct({ requestId: DecodeAnswer.Id }).pipe(Schema.encodeKeys({ requestId: "request_id" }))
}).pipe(Schema.encodeKeys(commonKeys))

const decodeHead = DecodeAnswer.decoder(
  Schema.Struct({
    ...common,
    creator: Schema.optional(creator),
    event: Schema.NonEmptyString,
    content: Schema.optional(Schema.Unknown)
  }).pipe(Schema.encodeKeys(creatorKeys))
)

// -----------------------------------------------------------------------------
// events
// -----------------------------------------------------------------------------

type Decoder = (delivery: WireAnswer, body: unknown) => Result.Result<Event, MalformedAnswer>

const decoder = <S extends Schema.ConstraintDecoder<unknown>>(
  schema: S,
  toEvent: (delivery: S["Type"]) => Event
): Decoder => {
  const decode = DecodeAnswer.decoder(schema)
  return (delivery, body) => Result.map(decode(delivery, body), toEvent)
}

const removalReasons: ReadonlyMap<string, RemovalReason> = new Map([
  ["0", "Unknown"],
  ["1", "UserDisconnected"],
  ["2", "AccountDeleted"],
  ["3", "AgeChanged"],
  ["4", "AccountBanned"],
  ["5", "DeveloperRevoked"]
])

const noLongerAvailable = decoder(
  OfPost,
  ({ content, ...head }) => ({ _tag: "NoLongerAvailable", ...head, ...content })
)

const decoders: ReadonlyMap<string, Decoder> = new Map([
  [
    "post.publish.failed",
    decoder(OfFailure, ({ content, ...head }) => ({
      _tag: "PublishFailed",
      ...head,
      ...content,
      failReason: content.failReason === "" ? undefined : content.failReason
    }))
  ],
  [
    "post.publish.complete",
    decoder(OfPublish, ({ content, ...head }) => ({ _tag: "PublishCompleted", ...head, ...content }))
  ],
  [
    "post.publish.inbox_delivered",
    decoder(OfPublish, ({ content, ...head }) => ({ _tag: "InboxDelivered", ...head, ...content }))
  ],
  [
    "post.publish.publicly_available",
    decoder(OfPost, ({ content, ...head }) => ({ _tag: "PubliclyAvailable", ...head, ...content }))
  ],
  // TikTok's spelling, and the right one.
  ["post.publish.no_longer_publicaly_available", noLongerAvailable],
  ["post.publish.no_longer_publicly_available", noLongerAvailable],
  [
    "authorization.removed",
    decoder(OfRemoval, ({ content, ...head }) => ({
      _tag: "AuthorizationRemoved",
      ...head,
      reason: removalReasons.get(content.reason ?? "0") ?? "Unrecognised",
      code: content.reason
    }))
  ],
  [
    "video.upload.failed",
    decoder(OfShare, ({ content, ...head }) => ({ _tag: "VideoUploadFailed", ...head, ...content }))
  ],
  [
    "video.publish.completed",
    decoder(OfShare, ({ content, ...head }) => ({ _tag: "VideoPublishCompleted", ...head, ...content }))
  ],
  [
    "portability.download.ready",
    decoder(OfArchive, ({ content, ...head }) => ({ _tag: "PortabilityDownloadReady", ...head, ...content }))
  ]
])
