import { html } from "hono/html"
import { count } from "./format.ts"
import type { Markup, Visit } from "./Page.ts"

const PAGE_SIZE = 50

/** A part of a long list. */
export interface Excerpt<A> {
  readonly items: ReadonlyArray<A>
  readonly number: number
  readonly total: number
}

/** The part of a list that the address asks for. */
export const pageBy = <A>({ query }: Visit, list: ReadonlyArray<A>): Excerpt<A> => {
  const last = Math.max(1, Math.ceil(list.length / PAGE_SIZE))
  const asked = Number(query.get("page") ?? 1)
  const number = Number.isInteger(asked) ? Math.min(last, Math.max(1, asked)) : 1
  return { items: list.slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE), number, total: list.length }
}

/** Links to the parts before and after; nothing where the list is short. */
export const pager = <A>({ query, root }: Visit, section: string, { items, number, total }: Excerpt<A>): Markup => {
  if (total <= PAGE_SIZE) return html``
  const first = (number - 1) * PAGE_SIZE + 1
  const address = (page: number) => {
    const next = new URLSearchParams(query)
    next.set("page", String(page))
    return `${root}${section}?${next.toString()}`
  }
  return html`<nav class="pager" aria-label="Pages">
    <span class="quiet num">${count(first)} to ${count(first + items.length - 1)} of ${count(total)}</span>
    ${number > 1 ? html`<a class="button" href="${address(number - 1)}">Newer</a>` : ""}
    ${first + items.length - 1 < total ? html`<a class="button" href="${address(number + 1)}">Older</a>` : ""}
  </nav>`
}
