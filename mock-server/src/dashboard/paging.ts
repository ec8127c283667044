import type { PageContext } from "./PageContext.ts"

/** Items of a list that one page shows. */
export const PAGE_SIZE = 50

/** A part of a long list. */
export interface Excerpt<A> {
  readonly items: ReadonlyArray<A>
  readonly number: number
  readonly total: number
}

/** The part of a list that the address asks for. */
export const pageBy = <A>({ query }: PageContext, list: ReadonlyArray<A>): Excerpt<A> => {
  const last = Math.max(1, Math.ceil(list.length / PAGE_SIZE))
  const asked = Number(query.get("page") ?? 1)
  const number = Number.isInteger(asked) ? Math.min(last, Math.max(1, asked)) : 1
  return { items: list.slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE), number, total: list.length }
}
