import { html } from "hono/html"
import type { JournalEntry } from "../../engine/Journal.ts"
import { span } from "../format.ts"
import type { Markup, View, Visit } from "../Page.ts"
import { pageBy, pager } from "../paging.ts"
import { badge, button, empty, filters, handle, link, moment, options, pageOf, statusBadge } from "../parts.ts"

const kinds = {
  "": () => true,
  refused: ({ status }) => status === 0 || status >= 400,
  faults: ({ fault }) => fault !== undefined,
  unmatched: ({ operation }) => operation === "unknown",
  remarks: ({ notes }) => notes.length > 0
} as const satisfies Record<string, (entry: JournalEntry) => boolean>

const isKind = (word: string): word is keyof typeof kinds => Object.hasOwn(kinds, word)

/** The journal, newest first. */
export const requests: View = (visit) => {
  const word = visit.query.get("show") ?? ""
  const operation = visit.query.get("operation") ?? ""
  const all = visit.mock.journal.entries()
  const wanted = all
    .filter(isKind(word) ? kinds[word] : kinds[""])
    .filter((entry) => operation === "" || entry.operation === operation)
  const shown = pageBy(visit, wanted.toReversed())
  const operations = [...new Set([...all.map((entry) => entry.operation), operation])].filter((name) => name !== "")
  return {
    title: "Requests",
    lead: "Everything programs have asked, and what was wrong with it. Secrets are masked.",
    content: html`<div class="bar">${
      filters(visit, "requests", "show", [
        ["", "All"],
        ["refused", "Refused or failed"],
        ["faults", "Hit by a fault"],
        ["unmatched", "Unknown path"],
        ["remarks", "With remarks"]
      ])
    }
      <form class="inline" method="get" action="${visit.root}requests">
        ${word === "" ? "" : html`<input type="hidden" name="show" value="${word}">`}
        <label class="field">Operation <select name="operation">${
      options([["", "any"], ...operations.toSorted().map((name) => [name, name] as const)], operation)
    }</select></label><button class="button">Show</button>
      </form>
      ${button(visit, "requests/clear", "Clear the journal")}</div>
      ${
      visit.moving(
        "requests",
        shown.items.length === 0
          ? empty(
            all.length === 0 ? "No request yet" : "No request here",
            all.length === 0 ? "Ask the mock anything, and it shows up here:" : "Choose another filter above.",
            all.length === 0 ? `curl -i ${visit.origin}/v2/user/info/` : undefined
          )
          : html`<section class="panel">${requestList(visit, shown.items, "full")}</section>${
            pager(visit, "requests", shown)
          }`
      )
    }`
  }
}

/** Requests as rows that link to their pages. */
export const requestList = (visit: Visit, list: ReadonlyArray<JournalEntry>, size: "brief" | "full"): Markup =>
  html`<ul class="rows ${size} requests">${list.map((entry) => row(visit, entry, size))}</ul>`

const row = (visit: Visit, entry: JournalEntry, size: "brief" | "full"): Markup =>
  html`<li data-key="${entry.id}" data-testid="request">
    <div class="row-state">${statusBadge(entry.status)}</div>
    <div class="row-main">
      <p class="row-title">${
    link(
      visit,
      pageOf("requests", entry.id),
      html`<span class="method">${entry.method}</span> <span class="path">${
        size === "full" ? entry.path : entry.path.split("?")[0]
      }</span>`
    )
  }</p>
      ${size === "full" || entry.hint !== undefined ? html`<p class="quiet">${subtitle(entry)}</p>` : ""}
    </div>
    <div class="row-side quiet">${size === "full" ? html`<span>${handle(visit, entry.creator)}</span> ` : ""}${
    faultBadge(entry)
  }</div>
    <div class="row-time num">${size === "full" ? html`<span class="quiet">${span(entry.duration)}</span> ` : ""}${
    moment(entry.at, visit.now)
  }</div>
  </li>`

/** Marks a request that a fault has hit. */
export const faultBadge = ({ fault }: JournalEntry): Markup =>
  fault === undefined ? html`` : badge("bad", fault.replaceAll(",", ", "))

const subtitle = ({ code, hint, notes, operation }: JournalEntry): Markup => {
  const problem = hint ?? notes[0]
  return html`<code>${operation}</code>${code === undefined ? "" : html` · <code>${code}</code>`}${
    problem === undefined ? "" : html` · <span class="${hint === undefined ? "remark" : "why"}">${problem}</span>`
  }`
}
