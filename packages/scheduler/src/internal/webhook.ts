import type * as Outcome from "effect-tiktok/Outcome"
import { PublishId } from "effect-tiktok/Post"
import type * as Webhook from "effect-tiktok/Webhook"
import type { Row } from "./row.ts"

/**
 * The outcome that an event adds to what is known. A worker that has the post asks TikTok itself, so its row stays as it is.
 *
 * @internal
 */
export const ofWebhook = (
  { detail: { outcome }, publishId, state }: Row,
  event: Webhook.Event
): Outcome.Outcome | undefined => {
  if (state === "Publishing" || publishId === undefined) return undefined
  const known = outcome?._tag === "Published" ? outcome.postIds : []
  const id = PublishId.make(publishId)
  switch (event._tag) {
    case "PubliclyAvailable": {
      const isKnown = event.postId === undefined ? state === "Published" : known.includes(event.postId)
      return isKnown
        ? undefined
        : { _tag: "Published", publishId: id, postIds: [...known, ...event.postId === undefined ? [] : [event.postId]] }
    }
    case "PublishCompleted":
      return state === "Published" ? undefined : { _tag: "Published", publishId: id, postIds: [] }
    case "InboxDelivered":
      return state === "Processing" || state === "Unknown" ? { _tag: "SentToInbox", publishId: id } : undefined
    case "PublishFailed":
      return state === "Processing" || state === "Unknown"
        ? {
          _tag: "Failed",
          publishId: id,
          failReason: event.failReason ?? "unknown",
          remedy: "Look up the fail reason, correct the post, and retry it."
        }
        : undefined
    default:
      return undefined
  }
}
