import { html } from "hono/html"
import type { PostView } from "../../engine/PostView.ts"
import { icon } from "../icons.ts"
import type { Markup, Visit } from "../Page.ts"
import { handle } from "../parts.ts"

/** The post as somebody who opens TikTok would see it. */
export const preview = (visit: Visit, post: PostView): Markup => {
  const creator = visit.world.state.creators.get(post.creator)
  const isPublic = post.publicPostIds.length > 0
  return html`<figure class="phone" data-testid="preview">
    <div class="screen">
      <div class="screen-media">${media(post)}</div>
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

const media = (post: PostView): Markup => {
  if (post.stage === "failed") return html`<p>Nobody sees it: it failed.</p>`
  if (post.urls.length > 0) return html`<p>Pulled media are not downloaded, so there is nothing to play.</p>`
  if (post.sha256 === undefined) return html`<p>The file is not here yet.</p>`
  return html`<p>The file was checked and let go: bytes are counted and hashed, not kept.</p>`
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
