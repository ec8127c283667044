import { count } from "./format.ts"
import { usePageContext } from "./PageContext.ts"
import { type Excerpt, PAGE_SIZE } from "./paging.ts"

/** Links to newer and older items; nothing for a short list. */
export const Pager = ({ excerpt: { items, number, total } }: { readonly excerpt: Excerpt<unknown> }) => {
  const { query, root, section } = usePageContext()
  if (total <= PAGE_SIZE) return null
  const first = (number - 1) * PAGE_SIZE + 1
  const last = first + items.length - 1
  const address = (page: number) => {
    const next = new URLSearchParams(query)
    next.set("page", String(page))
    return `${root}${section}?${next.toString()}`
  }
  return (
    <nav class="pager" aria-label="Pages">
      <span class="quiet num">{count(first)} to {count(last)} of {count(total)}</span>
      {number > 1 && <a class="button" href={address(number - 1)}>Newer</a>}
      {last < total && <a class="button" href={address(number + 1)}>Older</a>}
    </nav>
  )
}
