import { html } from "hono/html"
import type { UploadView } from "../../engine/UploadView.ts"
import { counted, span } from "../format.ts"
import type { Markup, View, Visit } from "../Page.ts"
import { pageBy, pager } from "../paging.ts"
import { badge, empty, handle, link, pageOf, progress, type Tone } from "../parts.ts"
import { captionOf } from "./posts.ts"

/** Every upload of a file, newest first. */
export const uploads: View = (visit) => {
  const all = visit.mock.control.uploads().toReversed()
  const shown = pageBy(visit, all)
  return {
    title: "Uploads",
    lead: "Files on their way in, chunk by chunk.",
    content: visit.moving(
      "uploads",
      all.length === 0
        ? empty(
          "No upload yet",
          html`An init with <code>"source": "FILE_UPLOAD"</code> opens one. To watch it fill, let the mock take its time:`,
          "npx tiktok-mock --bandwidth 2MB"
        )
        : html`<section class="panel"><ul class="rows full">${
          shown.items.map((upload) => row(visit, upload))
        }</ul></section>${pager(visit, "uploads", shown)}`
    )
  }
}

const states: Readonly<Record<UploadView["state"], readonly [Tone, string]>> = {
  waiting: ["waiting", "Awaiting bytes"],
  receiving: ["busy", "Uploading"],
  complete: ["good", "Complete"],
  expired: ["bad", "Expired"]
}

/** How far an upload is, in a word. */
export const uploadBadge = ({ state }: UploadView): Markup => badge(...states[state])

const row = (visit: Visit, upload: UploadView): Markup => {
  const post = visit.mock.control.post(upload.publishId)
  const isOpen = upload.state === "waiting" || upload.state === "receiving"
  return html`<li data-key="${upload.uploadId}" data-testid="upload">
    <div class="row-state">${uploadBadge(upload)}</div>
    <div class="row-main">
      <p class="row-title">${
    link(visit, pageOf("uploads", upload.uploadId), post === undefined ? upload.uploadId : captionOf(post))
  }</p>
      <p class="quiet">${handle(visit, upload.creator)} · ${counted(upload.plan.chunkCount, "chunk")}</p>
    </div>
    <div class="row-side">${progress({ bytesReceived: upload.confirmed, size: upload.plan.size })}</div>
    <div class="row-time num quiet">${isOpen ? html`expires in ${span(upload.expiresAt - visit.now)}` : ""}</div>
  </li>`
}
