import * as DateTime from "effect/DateTime"
import type { Filter, Health, Page } from "../../model/options.ts"
import type { HistoryEntry, ScheduledPost, State } from "../../ScheduledPost.ts"
import { Html, html, type Part } from "./html.ts"

/** What a list shows, by the value of the query `show`. @internal */
export const views = ["due", "late", "failed", "unknown", "working", "upcoming", "done", "all"] as const

/** @internal */
export type View = typeof views[number]

/** The posts of a view. A post is late a minute after its time. @internal */
export const filterOf = (view: View, now: DateTime.Utc): Filter => {
  switch (view) {
    case "due":
      return { states: waiting, to: now }
    case "late":
      return { states: waiting, to: DateTime.subtract(now, { minutes: 1 }) }
    case "failed":
      return { states: ["Failed", "NeedsAttention", "Skipped"] }
    case "unknown":
      return { states: ["Unknown"] }
    case "working":
      return { states: ["Publishing", "Processing"] }
    case "upcoming":
      return { states: waiting, from: now }
    case "done":
      return { states: ["Published", "SentToInbox", "Canceled"] }
    case "all":
      return {}
  }
}

const waiting: ReadonlyArray<State> = ["Scheduled", "AwaitingLogin"]

const titles: Readonly<Record<View, string>> = {
  due: "Due",
  late: "Late",
  failed: "Failed",
  unknown: "Unknown",
  working: "Publishing",
  upcoming: "Upcoming",
  done: "Done",
  all: "All"
}

/** @internal */
export interface Overview {
  readonly health: Health
  /** The first posts of the two views, to count them. */
  readonly failed: Page
  readonly unknown: Page
  readonly root: string
  readonly view: View
  readonly creator: string | undefined
  readonly page: Page
}

/** The numbers and one list. @internal */
export const overview = ({ creator, failed, health, page, root, unknown, view }: Overview): Html => {
  const at = (view: View, more: Readonly<Record<string, string>> = {}) =>
    `${root}?${new URLSearchParams({ show: view, ...creator === undefined ? {} : { creator }, ...more }).toString()}`
  return document(
    root,
    "Scheduled posts",
    html`
      <header class="head"><h1>Scheduled posts</h1></header>
      ${
      health.paused !== undefined &&
      html`<p class="notice waiting">TikTok refuses every creator of the app, so all posts wait until ${
        time(health.paused.until)
      }: ${health.paused.because}</p>`
    }
      <ul class="numbers">
        ${number("Due", health.due, at("due"))}
        ${number("Late", health.late, at("late"))}
        ${number("Failed", countOf(failed), at("failed"))}
        ${number("Unknown", countOf(unknown), at("unknown"))}
      </ul>
      <nav class="filters" aria-label="Posts">
        ${
      views.map((name) =>
        html`<a href="${at(name)}"${name === view && new Html(" aria-current=\"page\"")}>${titles[name]}</a>`
      )
    }
      </nav>
      ${
      creator !== undefined &&
      html`<p class="notice waiting">Only posts of creator ${creator}. <a href="${root}?show=${view}">Show all</a></p>`
    }
      ${
      page.posts.length === 0
        ? html`<p class="empty">There is no such post.</p>`
        : html`<section class="panel" aria-label="${titles[view]}"><ul class="rows">${
          page.posts.map((post) => row(root, post))
        }</ul></section>`
    }
      ${
      page.cursor !== undefined &&
      html`<nav class="pager" aria-label="Pages"><a class="button" href="${
        at(view, { cursor: page.cursor })
      }">Next page</a></nav>`
    }`
  )
}

/** How many a page has; `100+` if there are more. */
const countOf = ({ cursor, posts }: Page): string => `${posts.length}${cursor === undefined ? "" : "+"}`

const number = (name: string, value: string | number, href: string): Html =>
  html`<li><a href="${href}"><span class="name">${name}</span><span class="value num">${value}</span></a></li>`

const row = (root: string, post: ScheduledPost): Html =>
  html`<li>
    <div>${badge(post.state)}</div>
    <div class="row-main"><a href="${pathOf(root, post)}">${nameOf(post)}</a>
      <p class="quiet">${post.creator}${noteOf(post) !== undefined && ` · ${noteOf(post) ?? ""}`}</p></div>
    <div class="row-time">${time(post.startsAt)}</div>
  </li>`

/** @internal */
export interface Detail {
  readonly root: string
  readonly post: ScheduledPost
  readonly history: ReadonlyArray<HistoryEntry>
  /** What was done or went wrong. */
  readonly notice?: { readonly text: string; readonly isProblem: boolean } | undefined
}

/** One post: what it is, what has happened to it, and what a person can do. @internal */
export const detail = ({ history, notice, post, root }: Detail): Html => {
  const { moved, outcome, problem, waits } = post
  return document(
    root,
    nameOf(post),
    html`
      <header class="head"><p class="above"><a href="${root}">← Scheduled posts</a></p>
        <h1>${nameOf(post)}</h1><p class="lead">${badge(post.state)}</p></header>
      ${
      notice !== undefined && html`<p class="notice${notice.isProblem && " problem"}" role="status">${notice.text}</p>`
    }
      ${
      problem !== undefined &&
      html`<p class="notice problem">${problem.field ?? problem.reason}: ${problem.rule}. ${problem.remedy}</p>`
    }
      ${waits !== undefined && html`<p class="notice waiting">${waits.because}</p>`}
      <div class="columns">
        <div>
          <section class="panel"><header><h2>Post</h2></header><dl class="facts">
            ${
      fact(
        "Creator",
        html`<a href="${root}?${
          new URLSearchParams({ show: "all", creator: post.creator }).toString()
        }">${post.creator}</a>`
      )
    }
            ${fact("Kind", post.post?._tag ?? "written by a newer version")}
            ${fact("Media", html`<code>${mediaOf(post)}</code>`)}
            ${fact("Who may see it", post.post !== undefined && "privacyLevel" in post.post && post.post.privacyLevel)}
            ${fact("Due", time(post.dueAt))}
            ${
      fact(
        "Begins",
        html`${time(post.startsAt)}${
          moved !== undefined && ` (the creator's ${moved === "PerDay" ? "day" : "minute"} had no room before)`
        }`
      )
    }
            ${fact("Next look", post.nextAt && time(post.nextAt))}
            ${fact("Attempts", String(post.attempts))}
            ${fact("Published as", outcome?._tag === "Published" && linkOf(outcome.url))}
            ${fact("Publish id", post.publishId !== undefined && html`<code>${post.publishId}</code>`)}
            ${fact("Key", html`<code>${post.key}</code>`)}
            ${fact("Id", html`<code>${post.id}</code>`)}
          </dl></section>
          ${actions(root, post)}
        </div>
        <section class="panel"><header><h2>History</h2></header><ol class="timeline">${
      history.map(entry)
    }</ol></section>
      </div>`
  )
}

const fact = (name: string, value: Part): Html | undefined =>
  value === undefined || value === false || value === ""
    ? undefined
    : html`<div><dt>${name}</dt><dd>${value}</dd></div>`

const entry = ({ at, event }: HistoryEntry): Html => {
  const isState = event._tag === "StateChanged"
  return html`<li class="${isState && toneOf(event.state)}"><span class="dot"></span><div><p class="step"><strong>${
    spaced(isState ? event.state : event._tag)
  }</strong> ${time(at)}</p>${isState && event.because !== undefined && html`<p>${event.because}</p>`}</div></li>`
}

/** What a person can do, by its name in the address. @internal */
export const actionsOf = {
  retry: {
    button: "Publish again",
    says: "Publishes it now, or as soon as the limits allow.",
    done: "It is scheduled again."
  },
  published: {
    button: "It is in TikTok",
    says: "After you have looked for it in TikTok, and have found it.",
    done: "It is settled as published."
  },
  "not-published": {
    button: "It is not in TikTok",
    says: "After you have looked for it, and have found none. Then it can be published again.",
    done: "It is settled as not published."
  },
  cancel: { button: "Cancel", says: "It will not be published. This cannot be undone.", done: "It is canceled." }
} as const

/** @internal */
export type Action = keyof typeof actionsOf

const possible: Readonly<Partial<Record<State, ReadonlyArray<Action>>>> = {
  Scheduled: ["cancel"],
  AwaitingLogin: ["cancel"],
  Processing: ["published", "not-published"],
  Unknown: ["published", "not-published"],
  Failed: ["retry"],
  NeedsAttention: ["retry", "cancel"],
  Skipped: ["retry", "cancel"]
}

const actions = (root: string, post: ScheduledPost): Html | undefined => {
  const names = possible[post.state] ?? []
  return names.length === 0 ? undefined : html`<section class="panel"><header><h2>What you can do</h2></header>
    <div class="actions">${
    names.map((name) =>
      html`<form method="post" action="${pathOf(root, post)}/${name}"><button class="button${
        name === "cancel" ? " danger" : name === "retry" && " primary"
      }">${actionsOf[name].button}</button><p>${actionsOf[name].says}</p></form>`
    )
  }</div></section>`
}

/** A page with one message. @internal */
export const message = (root: string, title: string, text: string): Html =>
  document(
    root,
    title,
    html`<header class="head"><h1>${title}</h1><p class="lead">${text}</p></header><p><a class="button" href="${root}">Scheduled posts</a></p>`
  )

const document = (root: string, title: string, content: Html): Html =>
  html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="stylesheet" href="${root}/style.css"></head><body><main>${content}</main></body></html>`

const pathOf = (root: string, { id }: ScheduledPost): string => `${root}/posts/${encodeURIComponent(id)}`

const nameOf = ({ key, post }: ScheduledPost): string =>
  post !== undefined && "title" in post && post.title !== undefined && post.title !== "" ? post.title : key

const noteOf = ({ problem, waits }: ScheduledPost): string | undefined =>
  waits?.because ?? (problem === undefined ? undefined : `${problem.field ?? problem.reason}: ${problem.rule}`)

const mediaOf = ({ post }: ScheduledPost): string => {
  if (post === undefined) return ""
  if ("images" in post) return post.images.join(" ")
  return post.media._tag === "Url" ? post.media.url : post.media.name
}

/** A link only if it is one of the web. */
const linkOf = (url: string | undefined): Part =>
  url !== undefined && /^https?:\/\//.test(url) ? html`<a href="${url}" rel="noreferrer">${url}</a>` : url

const badge = (state: State): Html => html`<span class="badge ${toneOf(state)}">${spaced(state)}</span>`

const toneOf = (state: State): string => {
  switch (state) {
    case "Published":
    case "SentToInbox":
      return "good"
    case "Failed":
    case "NeedsAttention":
      return "bad"
    case "Unknown":
    case "AwaitingLogin":
    case "Skipped":
      return "waiting"
    case "Publishing":
    case "Processing":
      return "busy"
    case "Scheduled":
    case "Canceled":
      return ""
  }
}

/** `Needs attention` from `NeedsAttention`. */
const spaced = (tag: string): string => tag.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

const time = (at: DateTime.Utc): Html => {
  const iso = DateTime.formatIso(at)
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace("T", " ")} UTC</time>`
}
