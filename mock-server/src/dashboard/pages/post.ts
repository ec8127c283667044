import { html } from "hono/html"
import type { PostView } from "../../engine/PostView.ts"
import { bytes } from "../format.ts"
import type { Markup, View, Visit } from "../Page.ts"
import {
  button,
  copyButton,
  facts,
  form,
  handle,
  hidden,
  link,
  moment,
  options,
  pageOf,
  panel,
  stageBadge
} from "../parts.ts"
import { chunkMap } from "./chunkMap.ts"
import { captionOf, describe } from "./posts.ts"
import { mediaAddress, preview } from "./preview.ts"
import { requestList } from "./requests.ts"
import { timeline } from "./timeline.ts"

/** One post: its life, how it looks, and what can be done to it. */
export const post: View = (visit, id) => {
  const found = visit.mock.control.post(id)
  if (found === undefined) return undefined
  const entries = visit.mock.journal.find(({ publishId }) => publishId === id).toReversed()
  return {
    title: captionOf(found),
    lead: `${handle(visit, found.creator)} · ${describe(found)}`,
    above: { href: "posts", title: "Posts" },
    content: html`<div class="columns post">
      <div>
        ${visit.moving("life", panel("Life cycle", timeline(visit, found), stageBadge(found.stage)))}
        ${visit.moving("deeds", deeds(visit, found))}
        ${visit.moving("upload", uploadOf(visit, found))}
        ${visit.moving("details", panel("Details", details(visit, found)))}
        ${
      visit.moving(
        "asked",
        panel(
          "Requests about it",
          entries.length === 0
            ? html`<p class="none">None is in the journal.</p>`
            : requestList(visit, entries.slice(0, 20), "brief")
        )
      )
    }
      </div>
      <aside aria-label="As a viewer sees it">${visit.moving("preview", preview(visit, found))}</aside>
    </div>`
  }
}

// The reasons that TikTok documents; any other text will do as well.
const reasons = [
  "file_format_check_failed",
  "duration_check_failed",
  "frame_rate_check_failed",
  "picture_size_check_failed",
  "video_pull_failed",
  "photo_pull_failed",
  "publish_cancelled",
  "auth_removed",
  "spam_risk_too_many_posts",
  "spam_risk_user_banned_from_posting",
  "spam_risk_text",
  "spam_risk",
  "internal"
]

const levels: ReadonlyArray<readonly [string, string]> = [
  ["PUBLIC_TO_EVERYONE", "for everyone"],
  ["MUTUAL_FOLLOW_FRIENDS", "for friends"],
  ["FOLLOWER_OF_CREATOR", "for followers"],
  ["SELF_ONLY", "for the creator alone"]
]

const deeds = (visit: Visit, post: PostView): Markup => {
  const fields = { publishId: post.publishId }
  const isOpen = post.settledAt === undefined
  const canShare = post.draft && (post.stage === "in-inbox" || post.stage === "published")
  const canHide = post.publicPostIds.length > 0
  const canExpire = post.stage === "awaiting-upload"
  if (!isOpen && !canShare && !canHide) return html``
  return panel(
    "Move it on",
    html`<div class="deeds">
      ${
      isOpen
        ? html`${
          button(visit, "posts/complete", post.draft ? "Put it into the inbox" : "Publish now", fields, {
            tone: "primary"
          })
        }
          ${
          form(
            visit,
            "posts/fail",
            html`${hidden(fields)}<label class="field">Reason
              <input name="reason" list="reasons" required value="file_format_check_failed" autocomplete="off" size="26"></label>
              <datalist id="reasons">${reasons.map((reason) => html`<option value="${reason}"></option>`)}</datalist>
              <button class="button danger">Fail it</button>`
          )
        }`
        : ""
    }
      ${
      canShare
        ? form(
          visit,
          "posts/share",
          html`${hidden(fields)}<label class="field">As the creator, post it
            <select name="privacy">${
            options(levels)
          }</select></label><button class="button primary">Post the draft</button>`
        )
        : ""
    }
      ${canHide ? button(visit, "posts/hide", "Take it from the public", fields, { tone: "danger" }) : ""}
      ${canExpire ? button(visit, "uploads/expire", "Expire the upload address", fields) : ""}
    </div>`
  )
}

const uploadOf = (visit: Visit, post: PostView): Markup => {
  const upload = visit.mock.control.uploads().find(({ publishId }) => publishId === post.publishId)
  return upload === undefined
    ? html``
    : panel("Upload", chunkMap(visit, upload), link(visit, pageOf("uploads", upload.uploadId), "Plan and arrival"))
}

const fileName = (path: string) => path.split(/[\\/]/).at(-1) ?? ""

const details = (visit: Visit, post: PostView): Markup => {
  const { settings } = post
  const marks = [
    settings.comments ? undefined : "comments off",
    settings.duets ? undefined : "duets off",
    settings.stitches ? undefined : "stitches off",
    settings.aigc ? "made by AI" : undefined,
    settings.brandedContent ? "paid partnership" : undefined,
    settings.ownBrand ? "promotes the creator's own business" : undefined,
    settings.autoMusic ? "music added" : undefined
  ].filter((mark) => mark !== undefined)
  return facts([
    ["Publish id", html`<code>${post.publishId}</code> ${copyButton(post.publishId, "the publish id")}`],
    ["Post id", post.postId === undefined ? undefined : html`<code>${post.postId}</code>`],
    ["Address", post.url === undefined ? undefined : html`<code>${post.url}</code>`],
    ["Public ids", post.publicPostIds.length === 0 ? undefined : html`<code>${post.publicPostIds.join(", ")}</code>`],
    ["Creator", `${handle(visit, post.creator)} (${post.creator})`],
    ["Privacy", post.privacy === undefined ? "chosen by the creator, later" : html`<code>${post.privacy}</code>`],
    ["Settings", marks.length === 0 ? "everything allowed" : marks.join(", ")],
    ["Description", post.description],
    [
      "Pulled from",
      post.urls.length === 0 ? undefined : html`${post.urls.map((url) => html`<code class="block">${url}</code>`)}`
    ],
    ["Size", post.size === undefined ? undefined : `${bytes(post.size)} (${post.size} bytes)`],
    ["SHA-256", post.sha256 === undefined ? undefined : html`<code>${post.sha256}</code>`],
    [
      "File",
      post.media === undefined ?
        undefined :
        html`<a href="${mediaAddress(visit, post)}" download="${fileName(post.media.path)}">Save ${
          post.media.isWhole ? "it" : `its first ${bytes(post.media.bytes)}`
        }</a>, kept as <code>${post.media.path}</code>`
    ],
    ["Accepted", moment(post.createdAt, visit.now)]
  ])
}
