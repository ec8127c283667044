import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { StatusReport } from "../../model/status.ts"
import type { Event } from "../../model/webhookEvent.ts"
import type { PublishId } from "../../Post.ts"

/**
 * What webhooks tell about the outcome of one publish. Never fails: webhooks
 * are a help, and a publish does not depend on them.
 *
 * @internal
 */
export const webhookReports = (
  publishId: PublishId,
  events: Stream.Stream<Event, unknown>
): Stream.Stream<StatusReport> =>
  events.pipe(
    Stream.filter((event) => "publishId" in event && event.publishId === publishId),
    // What was remembered for a newcomer arrives together, and is read together: its order says nothing.
    Stream.chunks,
    Stream.filterMap((together) => {
      const report = furthest(together)
      return report === undefined ? Result.failVoid : Result.succeed(report)
    }),
    Stream.catchCause((cause) =>
      Stream.fromEffectDrain(
        Effect.logWarning("The stream of webhook events failed; the status is only asked for from here on", cause)
      )
    )
  )

// A draft may be posted after one post of it has failed, and both come after its delivery.
const furthest = (events: ReadonlyArray<Event>): StatusReport | undefined => {
  const available = events.filter((event) => event._tag === "PubliclyAvailable")
  const postIds = [...new Set(available.flatMap(({ postId }) => postId ?? []))]
  if (available.length > 0) return { stage: "Published", status: "post.publish.publicly_available", postIds }
  const completed = events.some((event) => event._tag === "PublishCompleted")
  if (completed) return { stage: "Published", status: "post.publish.complete", postIds }
  const failed = events.find((event) => event._tag === "PublishFailed")
  if (failed) return { stage: "Failed", status: "post.publish.failed", failReason: failed.failReason, postIds }
  const delivered = events.some((event) => event._tag === "InboxDelivered")
  return delivered ? { stage: "SentToInbox", status: "post.publish.inbox_delivered", postIds } : undefined
}
