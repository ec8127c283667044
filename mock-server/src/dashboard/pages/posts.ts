import { html } from "hono/html"
import type { PostView } from "../../engine/PostView.ts"
import type { Markup, View, Visit } from "../Page.ts"
import { pageBy, pager } from "../paging.ts"
import { empty, filters, handle, link, moment, pageOf, progress, stageBadge } from "../parts.ts"

const kinds = {
  "": () => true,
  "under-way": ({ settledAt }) => settledAt === undefined,
  published: ({ stage }) => stage === "published" || stage === "in-inbox",
  failed: ({ stage }) => stage === "failed"
} as const satisfies Record<string, (post: PostView) => boolean>

const isKind = (word: string): word is keyof typeof kinds => Object.hasOwn(kinds, word)

/** Every post, newest first. */
export const posts: View = (visit) => {
  const word = visit.query.get("show") ?? ""
  const all = visit.mock.control.posts().toReversed()
  const shown = pageBy(visit, all.filter(isKind(word) ? kinds[word] : kinds[""]))
  return {
    title: "Posts",
    lead: "What programs have posted, from the init to what a viewer sees.",
    content: html`${
      filters(visit, "posts", "show", [["", "All"], ["under-way", "Under way"], ["published", "Published"], [
        "failed",
        "Failed"
      ]])
    }${
      visit.moving(
        "posts",
        shown.items.length === 0
          ? empty(
            all.length === 0 ? "No post yet" : "No post here",
            all.length === 0
              ? html`A program makes one with <code>POST /v2/post/publish/video/init/</code> and a token. The command does all of it:`
              : "Choose another filter above.",
            all.length === 0
              ? `TIKTOK_BASE_URL=${visit.origin} npx tiktok publish video my.mp4 --privacy SELF_ONLY`
              : undefined
          )
          : html`<section class="panel">${postList(visit, shown.items, "full")}</section>${
            pager(visit, "posts", shown)
          }`
      )
    }`
  }
}

/** Posts as rows that link to their pages. */
export const postList = (visit: Visit, list: ReadonlyArray<PostView>, size: "brief" | "full"): Markup =>
  html`<ul class="rows ${size}">${list.map((post) => row(visit, post, size))}</ul>`

const row = (visit: Visit, post: PostView, size: "brief" | "full"): Markup =>
  html`<li data-key="${post.publishId}" data-testid="post">
    <div class="row-state">${stageBadge(post.stage)}</div>
    <div class="row-main">
      <p class="row-title">${link(visit, pageOf("posts", post.publishId), captionOf(post))}</p>
      <p class="quiet">${handle(visit, post.creator)} · ${
    post.failReason === undefined ? describe(post) : html`<code class="why">${post.failReason}</code>`
  }</p>
    </div>
    ${
    size === "full"
      ? html`<div class="row-side">${
        post.stage === "awaiting-upload" ? progress(post) : html`<code class="id">${post.publishId}</code>`
      }</div>`
      : ""
  }
    <div class="row-time num">${moment(post.createdAt, visit.now)}</div>
  </li>`

/** The caption, or words for there being none. */
export const captionOf = ({ caption, draft, kind }: PostView): string =>
  caption.trim() === "" ? `Untitled ${draft ? "draft" : kind}` : caption

/** What kind of post it is, in words. */
export const describe = ({ draft, kind, privacy, urls }: PostView): string =>
  [
    `${kind} ${urls.length > 0 ? "by URL" : "by upload"}`,
    draft ? "draft for the inbox" : undefined,
    privacy?.toLowerCase().replaceAll("_", " ")
  ].filter((part) => part !== undefined).join(" · ")
