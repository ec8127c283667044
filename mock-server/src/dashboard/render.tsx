import type { JSX } from "hono/jsx/jsx-runtime"
import { htmlOf } from "../html/htmlOf.ts"
import { DASHBOARD, pathWithin } from "../wire/tenancy.ts"
import { type Notice, type PageContext, PageContextProvider, type Source } from "./PageContext.ts"
import { sections } from "./pages.ts"
import { UnknownPage } from "./pages/problems.tsx"

/** A rendered page. */
export interface Rendered {
  readonly html: string
  /** The HTML of the live parts, by id. */
  readonly parts: ReadonlyMap<string, string>
  /** False when the page does not exist. */
  readonly isFound: boolean
}

/** Parses the URL of a page. `base` is the base URL of the mock in the browser. */
export const pageContextOf = (source: Source, base: string, url: URL, notice?: Notice): PageContext => {
  const [section = "", id = ""] = readPath(pathWithin(url.pathname, source.prefix))
  const query = new URLSearchParams(url.search)
  query.delete("notice")
  return {
    ...source,
    menu: sections,
    section,
    id,
    query,
    notice,
    now: source.engine.clock.now(),
    origin: base + source.prefix,
    root: id === "" ? "./" : "../",
    here: `${section}${id === "" ? "" : `/${encodeURIComponent(id)}`}${query.size === 0 ? "" : `?${query.toString()}`}`,
    parts: new Map(),
    placed: new Set()
  }
}

/** Renders the page of the context, or the given one. */
export const render = (context: PageContext, page = pageAt(context)): Rendered => ({
  html: htmlOf(<PageContextProvider.Provider value={context}>{page ?? <UnknownPage />}</PageContextProvider.Provider>),
  parts: context.parts,
  isFound: page !== undefined
})

const pageAt = (context: PageContext): JSX.Element | undefined => {
  const section = sections.find(({ name }) => name === context.section)
  return (context.id === "" ? section?.page : section?.item)?.(context)
}

/** Section and id of a page. An id can have any character, so the path is split before it is decoded. */
const readPath = (pathname: string): ReadonlyArray<string> => {
  const steps = pathname.slice(DASHBOARD.length).split("/").slice(1)
  // A malformed path matches no page.
  return steps.length > 2 ? ["?"] : steps.map((step) => decoded(step) ?? "?")
}

const decoded = (step: string): string | undefined => {
  try {
    return decodeURIComponent(step)
  } catch {
    return undefined
  }
}
