import type { PageContext } from "./PageContext.ts"

/** Number of items on one page. */
export const PAGE_SIZE = 50

/** A part of a long list. */
export interface Excerpt<A> {
  readonly items: ReadonlyArray<A>
  readonly number: number
  readonly total: number
}

/** The page of a list that the query selects. */
export const pageBy = <A>({ query }: PageContext, list: ReadonlyArray<A>): Excerpt<A> => {
  const last = Math.max(1, Math.ceil(list.length / PAGE_SIZE))
  const requested = Number(query.get("page") ?? 1)
  const number = Number.isInteger(requested) ? Math.min(last, Math.max(1, requested)) : 1
  return { items: list.slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE), number, total: list.length }
}
