import type { Engine } from "./Engine.ts"
import { type Post, stateAt } from "./Post.ts"
import { publicationsOf } from "./publications.ts"
import type { WebhookEvent, WebhookEventName } from "./records.ts"

/** The webhook events of a post until now, in ascending order of time. */
export const webhookEventsOf = (engine: Engine, post: Post): ReadonlyArray<WebhookEvent> => {
  const now = engine.clock.now()
  const { lifecycle, switches } = engine.rules
  const { appId, draft, openId, publishId } = post
  const webhookEvents: Array<WebhookEvent> = []
  const add = (
    event: WebhookEventName,
    at: number,
    details: { readonly postId?: string; readonly reason?: string },
    key = ""
  ) =>
    webhookEvents.push({
      id: [publishId, event, key].join("/"),
      event,
      appId,
      openId,
      at,
      content: { _tag: "Post", publishId, draft, ...details }
    })

  const { outcome } = stateAt(post, lifecycle, now)
  if (outcome?._tag === "Failed") add("post.publish.failed", outcome.at, { reason: outcome.reason })
  if (outcome?._tag === "Published" && draft) add("post.publish.inbox_delivered", outcome.at, {})
  for (const { at, hiddenAt, postId, publicAt } of publicationsOf(post, lifecycle, now)) {
    if (draft || switches.completeForDirect) add("post.publish.complete", at, {}, postId)
    if (publicAt === undefined || publicAt > Math.min(now, hiddenAt ?? now)) continue
    add("post.publish.publicly_available", publicAt, { postId }, postId)
    if (hiddenAt !== undefined) add("post.publish.no_longer_publicaly_available", hiddenAt, { postId }, postId)
  }
  return webhookEvents.toSorted((left, right) => left.at - right.at)
}
