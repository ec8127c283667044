import { html } from "hono/html"
import type { Stage } from "../engine/Post.ts"
import type { PostView } from "../engine/PostView.ts"
import { bytes, clockTime, date } from "./format.ts"
import type { Markup, Visit } from "./Page.ts"

/** How a state looks; its name is always written beside the colour. */
export type Tone = "good" | "bad" | "busy" | "waiting" | "plain"

/** A state in a word. */
export const badge = (tone: Tone, text: string): Markup => html`<span class="badge ${tone}">${text}</span>`

const stages: Readonly<Record<Stage, readonly [Tone, string]>> = {
  "awaiting-upload": ["waiting", "Awaiting upload"],
  fetching: ["busy", "Pulling media"],
  processing: ["busy", "Processing"],
  posting: ["busy", "Posting"],
  published: ["good", "Published"],
  "in-inbox": ["good", "In the inbox"],
  failed: ["bad", "Failed"]
}

/** Where a post stands. */
export const stageBadge = (stage: Stage): Markup => badge(...stages[stage])

/** Status of an answer; 0 means that none was sent. */
export const statusBadge = (status: number): Markup =>
  badge(
    status === 0 || status >= 500 ? "bad" : status >= 400 ? "waiting" : "good",
    status === 0 ? "no answer" : String(status)
  )

/** A moment as time of day, with the date where it is another day than now. */
export const moment = (at: number, now: number): Markup =>
  html`<time datetime="${new Date(at).toISOString()}">${date(at) === date(now) ? "" : `${date(at)}, `}${
    clockTime(at)
  }</time>`

/** Reads a link below the dashboard. */
export const link = ({ root }: Visit, href: string, text: Markup | string): Markup =>
  html`<a href="${root}${href}">${text}</a>`

/** Address of the page about one thing; ids may hold any character. */
export const pageOf = (section: string, id: string): string => `${section}/${encodeURIComponent(id)}`

/** A form that changes something and comes back to this page. */
export const form = (
  { here, root }: Visit,
  action: string,
  content: Markup,
  options: { readonly className?: string; readonly testId?: string; readonly isUpload?: boolean } = {}
): Markup =>
  html`<form method="post" action="${root}${action}" class="${options.className ?? "inline"}" data-testid="${
    options.testId ?? action.replace("/", "-")
  }" ${
    options.isUpload === true ? html`enctype="multipart/form-data"` : ""
  }><input type="hidden" name="back" value="${here}">${content}</form>`

/** A form that is one button. */
export const button = (
  visit: Visit,
  action: string,
  text: string,
  fields: Readonly<Record<string, string>> = {},
  options: { readonly tone?: "primary" | "danger" | "quiet"; readonly label?: string; readonly testId?: string } = {}
): Markup =>
  form(
    visit,
    action,
    html`${hidden(fields)}<button class="button ${options.tone ?? ""}" ${
      options.label === undefined ? "" : html`aria-label="${options.label}"`
    }>${text}</button>`,
    options.testId === undefined ? {} : { testId: options.testId }
  )

/** Fields that a person does not see. */
export const hidden = (fields: Readonly<Record<string, string>>): ReadonlyArray<Markup> =>
  Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)

/** A button that copies a text; it shows only where the script runs. */
export const copyButton = (text: string, what: string): Markup =>
  html`<button type="button" class="copy" data-copy="${text}" aria-label="Copy ${what}">Copy</button>`

/** A command or a text to copy as it is. */
export const snippet = (text: string, what: string): Markup =>
  html`<div class="snippet"><pre tabindex="0" aria-label="${what}"><code>${text}</code></pre>${
    copyButton(text, what)
  }</div>`

/** What stands where there is nothing yet: why, and what to do next. */
export const empty = (title: string, advice: Markup | string, command?: string): Markup =>
  html`<div class="empty"><h2>${title}</h2><p>${advice}</p>${
    command === undefined ? "" : snippet(command, "the command")
  }</div>`

/** Names and values in two columns. Empty values are left out. */
export const facts = (rows: ReadonlyArray<readonly [name: string, value: Markup | string | undefined]>): Markup =>
  html`<dl class="facts">${
    rows.filter(([, value]) => value !== undefined && value !== "").map(([name, value]) =>
      html`<div><dt>${name}</dt><dd>${value}</dd></div>`
    )
  }</dl>`

/** A table, which scrolls by itself where it does not fit. */
export const table = (
  caption: string,
  columns: ReadonlyArray<string>,
  rows: ReadonlyArray<Markup>,
  className = ""
): Markup =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="${className}"><thead><tr>${
    columns.map((name) => html`<th scope="col">${name}</th>`)
  }</tr></thead><tbody>${rows}</tbody></table></div>`

/** A titled part of a page. */
export const panel = (title: string, content: Markup, beside?: Markup): Markup =>
  html`<section class="panel"><header><h2>${title}</h2>${beside ?? ""}</header>${content}</section>`

/** How much of an upload has arrived. */
export const progress = ({ bytesReceived, size = 0 }: Pick<PostView, "bytesReceived" | "size">): Markup => {
  const percent = size === 0 ? 0 : Math.floor((bytesReceived / size) * 100)
  return html`<span class="meter"><progress max="100" value="${percent}" aria-label="Uploaded">${percent} %</progress><span
    class="num">${bytes(bytesReceived)} of ${bytes(size)}</span></span>`
}

/** A choice of a list. */
export const options = (
  entries: ReadonlyArray<readonly [value: string, text: string]>,
  chosen?: string
): ReadonlyArray<Markup> =>
  entries.map(([value, text]) => html`<option value="${value}" ${value === chosen ? "selected" : ""}>${text}</option>`)

/** Links that choose what a list shows. */
export const filters = (
  visit: Visit,
  section: string,
  name: string,
  entries: ReadonlyArray<readonly [value: string, text: string]>
): Markup =>
  html`<nav class="filters" aria-label="Filter">${
    entries.map(([value, text]) =>
      html`<a href="${visit.root}${section}${value === "" ? "" : `?${name}=${value}`}" ${
        (visit.query.get(name) ?? "") === value ? html`aria-current="true"` : ""
      }>${text}</a>`
    )
  }</nav>`

/** The @name of a creator, or the open id of one that does not exist. */
export const handle = ({ world }: Visit, openId: string | undefined): string => {
  const creator = world.state.creators.get(openId ?? "")
  return creator === undefined ? openId ?? "" : `@${creator.username}`
}
