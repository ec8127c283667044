import * as Result from "effect/Result"
import type { WireResponse } from "../../model/contract.ts"
import type { Event, RemovalReason } from "../../model/webhookEvent.ts"
import { CreatorId, PublishId } from "../../Post.ts"
import { MalformedEvent, type MalformedResponse } from "../../TikTokError.ts"
import * as DecodeResponse from "../wire/decodeResponse.ts"
import * as Envelope from "../wire/envelope.ts"
import { fieldsOf, idOf, idsOf, textOf, timeOf } from "../wire/wireValues.ts"

/**
 * Reads the body of a webhook (tiktok-live, section 9). The name of the event is
 * vital, and so is its subject: the publish, the creator who has left, the share or
 * the request. An event that cannot be decoded becomes `Unrecognized`; only a body
 * without an event is malformed.
 *
 * @internal
 */
export const read = (text: string): Result.Result<Event, MalformedEvent> =>
  Result.gen(function*() {
    const body = yield* Envelope.bodyOf(toResponse(text))
    const event = yield* DecodeResponse.vital(toResponse(text), "event", textOf, body["event"])
    const head = headOf(body)
    const content = typeof body["content"] === "string" ? body["content"] : JSON.stringify(body["content"] ?? {})
    return Result.getOrElse(
      decodeEvent(event, head, content),
      ({ field, rule }): Event => ({ _tag: "Unrecognized", ...head, event, content, because: `${field} ${rule}` })
    )
  }).pipe(Result.mapError(({ field, rule }) => new MalformedEvent({ field, rule })))

const toResponse = (text: string): WireResponse => ({ status: 200, headers: {}, text })

type Head = Pick<Extract<Event, { readonly _tag: "Unrecognized" }>, "clientKey" | "createdAt" | "creator">

type Fields = Readonly<Record<string, unknown>>

type Read = (head: Head, content: Fields) => Result.Result<Event, Pick<MalformedResponse, "field" | "rule">>

const headOf = (body: Fields): Head => {
  const creator = idOf(body["user_openid"])
  return {
    clientKey: textOf(body["client_key"]),
    createdAt: timeOf(body["create_time"]),
    creator: creator === undefined ? undefined : CreatorId.make(creator)
  }
}

const decodeEvent = (event: string, head: Head, content: string): ReturnType<Read> => {
  const readEvent = events.get(event)
  if (readEvent === undefined) return Result.fail({ field: "event", rule: "is none of the documented ones" })
  const parsed = DecodeResponse.json(toResponse(content))
  const read = readEvent(head, fieldsOf(Result.getOrUndefined(parsed)))
  // Some events need no content: the head names a creator who leaves.
  return Result.isSuccess(parsed)
    ? read
    : Result.mapError(read, () => ({ field: "content", rule: parsed.failure.rule }))
}

const vital = (field: string, value: unknown) => DecodeResponse.vital({ status: 200 }, field, idOf, value)

// -----------------------------------------------------------------------------
// events
// -----------------------------------------------------------------------------

type AboutPublish = Head & { readonly publishId: PublishId; readonly publishType: string | undefined }

const ofPublish = (toEvent: (publish: AboutPublish, content: Fields) => Event): Read => (head, content) =>
  Result.map(
    vital("content.publish_id", content["publish_id"]),
    (id) => toEvent({ ...head, publishId: PublishId.make(id), publishType: textOf(content["publish_type"]) }, content)
  )

const ofShare = (toEvent: (share: Head & { readonly shareId: string }) => Event): Read => (head, content) =>
  Result.map(vital("content.share_id", content["share_id"]), (shareId) => toEvent({ ...head, shareId }))

const removal: Read = (head, content) =>
  Result.map(vital("user_openid", head.creator), (creator) => {
    // Zero is a valid reason.
    const code = textOf(content["reason"])
    return {
      _tag: "AuthorizationRemoved",
      ...head,
      creator: CreatorId.make(creator),
      reason: removalReasons.get(code ?? "0") ?? "Unrecognized",
      code
    }
  })

const removalReasons: ReadonlyMap<string, RemovalReason> = new Map([
  ["0", "Unknown"],
  ["1", "UserDisconnected"],
  ["2", "AccountDeleted"],
  ["3", "AgeChanged"],
  ["4", "AccountBanned"],
  ["5", "DeveloperRevoked"]
])

const noLongerAvailable = ofPublish((publish, content) => ({
  _tag: "NoLongerAvailable",
  ...publish,
  postId: idsOf([content["post_id"]])[0]
}))

const events: ReadonlyMap<string, Read> = new Map([
  [
    "post.publish.failed",
    ofPublish((publish, content) => ({ _tag: "PublishFailed", ...publish, failReason: textOf(content["reason"]) }))
  ],
  ["post.publish.complete", ofPublish((publish) => ({ _tag: "PublishCompleted", ...publish }))],
  ["post.publish.inbox_delivered", ofPublish((publish) => ({ _tag: "InboxDelivered", ...publish }))],
  [
    "post.publish.publicly_available",
    ofPublish((publish, content) => ({ _tag: "PubliclyAvailable", ...publish, postId: idsOf([content["post_id"]])[0] }))
  ],
  // TikTok's spelling, and the correct one.
  ["post.publish.no_longer_publicaly_available", noLongerAvailable],
  ["post.publish.no_longer_publicly_available", noLongerAvailable],
  ["authorization.removed", removal],
  ["video.upload.failed", ofShare((share) => ({ _tag: "VideoUploadFailed", ...share }))],
  ["video.publish.completed", ofShare((share) => ({ _tag: "VideoPublishCompleted", ...share }))],
  [
    "portability.download.ready",
    ({ clientKey, createdAt }, content) =>
      Result.map(vital("content.request_id", content["request_id"]), (requestId) => ({
        _tag: "PortabilityDownloadReady",
        clientKey,
        createdAt,
        requestId
      }))
  ]
])
