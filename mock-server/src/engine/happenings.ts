import { type Post, standingAt } from "./Post.ts"
import { publicationsOf } from "./publications.ts"
import type { Happening, WebhookEvent } from "./records.ts"
import type { World } from "./World.ts"

/** Everything that has happened to a post until now, in the order of time. */
export const happeningsOf = (world: World, post: Post): ReadonlyArray<Happening> => {
  const now = world.clock.now()
  const { lifecycle, switches } = world.rules
  const { appId, draft, openId, publishId } = post
  const happenings: Array<Happening> = []
  const add = (
    event: WebhookEvent,
    at: number,
    told: { readonly postId?: string; readonly reason?: string },
    key = ""
  ) =>
    happenings.push({
      id: [publishId, event, key].join("/"),
      event,
      appId,
      openId,
      at,
      content: { _tag: "Post", publishId, draft, ...told }
    })

  const { outcome } = standingAt(post, lifecycle, now)
  if (outcome?._tag === "Failed") add("post.publish.failed", outcome.at, { reason: outcome.reason })
  if (outcome?._tag === "Published" && draft) add("post.publish.inbox_delivered", outcome.at, {})
  for (const { at, hiddenAt, postId, publicAt } of publicationsOf(post, lifecycle, now)) {
    if (draft || switches.completeForDirect) add("post.publish.complete", at, {}, postId)
    if (publicAt === undefined || publicAt > Math.min(now, hiddenAt ?? now)) continue
    add("post.publish.publicly_available", publicAt, { postId }, postId)
    if (hiddenAt !== undefined) add("post.publish.no_longer_publicaly_available", hiddenAt, { postId }, postId)
  }
  return happenings.toSorted((left, right) => left.at - right.at)
}
