import { html } from "hono/html"
import type { PostView } from "../../engine/PostView.ts"
import { bytes } from "../format.ts"
import { icon } from "../icons.ts"
import type { Markup, Visit } from "../Page.ts"
import { handle } from "../parts.ts"

/** The post as somebody who opens TikTok would see it. */
export const preview = (visit: Visit, post: PostView): Markup => {
  const creator = visit.world.state.creators.get(post.creator)
  const isPublic = post.publicPostIds.length > 0
  return html`<figure class="phone" data-testid="preview">
    <div class="screen ${isPlayable(post) ? "plays" : ""}">
      <div class="screen-media">${media(visit, post)}</div>
      <ul class="screen-side">
        <li>${icon("heart")}<span class="num">0</span><span class="sr">likes</span></li>
        <li>${icon("comment")}<span class="num">${
    post.settings.comments ? "0" : "off"
  }</span><span class="sr">comments</span></li>
        <li>${icon("share")}<span class="num">0</span><span class="sr">shares</span></li>
      </ul>
      <div class="screen-text">
        <p><strong>${creator?.displayName ?? post.creator}</strong> <span>${handle(visit, post.creator)}</span></p>
        <p class="screen-caption" data-testid="caption">${post.caption}</p>
        ${post.description === "" ? "" : html`<p class="screen-caption">${post.description}</p>`}
        ${post.settings.aigc ? html`<p class="screen-mark">Creator labelled as AI-generated</p>` : ""}
        ${post.settings.brandedContent ? html`<p class="screen-mark">Paid partnership</p>` : ""}
        ${
    !post.settings.brandedContent && post.settings.ownBrand ? html`<p class="screen-mark">Promotional content</p>` : ""
  }
      </div>
    </div>
    <figcaption>${icon(isPublic ? "globe" : "lock")}<span>${audience(post, isPublic)}</span></figcaption>
  </figure>`
}

const isPlayable = ({ media, stage }: PostView): boolean => stage !== "failed" && media?.isWhole === true

/** Address of what is kept of the file; relative, as all links are. */
export const mediaAddress = ({ root }: Visit, { publishId }: PostView): string =>
  `${root}../posts/${encodeURIComponent(publishId)}/media`

const media = (visit: Visit, post: PostView): Markup => {
  if (post.stage === "failed") return html`<p>Nobody sees it: it failed.</p>`
  if (post.urls.length > 0) return html`<p>Pulled media are not downloaded, so there is nothing to play.</p>`
  if (isPlayable(post)) {
    return html`<video controls loop playsinline preload="metadata" data-testid="video" src="${
      mediaAddress(visit, post)
    }"></video>`
  }
  if (post.size === undefined || post.bytesReceived < post.size) return html`<p>The file is not here yet.</p>`
  if (post.media !== undefined) return html`<p>Only the first ${bytes(post.media.bytes)} of the file are kept.</p>`
  return visit.mock.settings().media.keep === "none"
    ? html`<p>The file was checked and let go. With <code>--keep-media all</code> it would play here.</p>`
    : html`<p>The file is no longer kept: newer ones have its room, or it is of an earlier run.</p>`
}

const audience = (post: PostView, isPublic: boolean): string => {
  if (post.stage === "failed") return "Nobody sees it"
  if (isPublic) return "Everyone sees it"
  if (post.stage === "in-inbox") return "A draft: only the creator sees it"
  if (post.stage !== "published") return "Not published yet"
  switch (post.privacy) {
    case "PUBLIC_TO_EVERYONE":
      return "In moderation, or taken from the public"
    case "MUTUAL_FOLLOW_FRIENDS":
      return "Friends see it"
    case "FOLLOWER_OF_CREATOR":
      return "Followers see it"
    default:
      return "Only the creator sees it"
  }
}
