import { html } from "hono/html"
import { bytes } from "../format.ts"
import type { View } from "../Page.ts"
import { button, facts, link, moment, pageOf, panel } from "../parts.ts"
import { chunkMap, planAgainstArrival } from "./chunkMap.ts"
import { captionOf } from "./posts.ts"
import { uploadBadge } from "./uploads.ts"

/** One upload: its chunks, what was announced and what came. */
export const upload: View = (visit, id) => {
  const found = visit.mock.control.uploads().find(({ uploadId }) => uploadId === id)
  if (found === undefined) return undefined
  const { plan, publishId } = found
  const post = visit.mock.control.post(publishId)
  const isOpen = found.state === "waiting" || found.state === "receiving"
  return {
    title: "Upload",
    lead: html`For the post ${
      link(visit, pageOf("posts", publishId), post === undefined ? publishId : captionOf(post))
    }`,
    above: { href: "uploads", title: "Uploads" },
    content: html`
      ${visit.moving("chunks", panel("Chunks", chunkMap(visit, found), uploadBadge(found)))}
      ${visit.moving("plan", panel("Plan and arrival", planAgainstArrival(visit, found)))}
      ${
      visit.moving(
        "facts",
        panel(
          "Details",
          facts([
            ["Upload id", html`<code>${id}</code>`],
            ["Publish id", html`<code>${publishId}</code>`],
            ["Video size", `${bytes(plan.size)} (${plan.size} bytes)`],
            ["Chunk size", `${bytes(plan.chunkSize)} (${plan.chunkSize} bytes)`],
            ["SHA-256", found.sha256 === undefined ? undefined : html`<code>${found.sha256}</code>`],
            ["Expires", moment(found.expiresAt, visit.now)]
          ]),
          isOpen ? button(visit, "uploads/expire", "Expire it now", { publishId }) : undefined
        )
      )
    }`
  }
}
