import type { JSX } from "hono/jsx/jsx-runtime"
import { htmlOf } from "../html/htmlOf.ts"
import { DASHBOARD, pathWithin } from "../wire/tenancy.ts"
import { type Notice, type PageContext, PageContextProvider, type Source } from "./PageContext.ts"
import { UnknownPage } from "./pages/problems.tsx"
import { views } from "./pages/views.ts"

/** A page as it looks now. */
export interface Rendered {
  readonly html: string
  /** The parts that can change, by id. */
  readonly parts: ReadonlyMap<string, string>
  /** False when the address names nothing that exists. */
  readonly isThere: boolean
}

/** Parses the address of a page. `base` is the base URL of the mock as the browser sees it. */
export const pageContextOf = (source: Source, base: string, url: URL, notice?: Notice): PageContext => {
  const [section = "", id = ""] = readPath(pathWithin(url.pathname, source.prefix))
  const query = new URLSearchParams(url.search)
  query.delete("notice")
  return {
    ...source,
    section,
    id,
    query,
    notice,
    now: source.engine.clock.now(),
    origin: base + source.prefix,
    root: id === "" ? "./" : "../",
    here: `${section}${id === "" ? "" : `/${encodeURIComponent(id)}`}${query.size === 0 ? "" : `?${query.toString()}`}`,
    parts: new Map()
  }
}

/** Writes the page at the address, or another one in its place. */
export const render = (context: PageContext, page = pageAt(context)): Rendered => ({
  html: htmlOf(<PageContextProvider.Provider value={context}>{page ?? <UnknownPage />}</PageContextProvider.Provider>),
  parts: context.parts,
  isThere: page !== undefined
})

const pageAt = (context: PageContext): JSX.Element | undefined =>
  views.get(context.id === "" ? context.section : `${context.section}/`)?.(context)

/** Section and id of a page. An id may hold any character, so it is parted before it is decoded. */
const readPath = (pathname: string): ReadonlyArray<string> => {
  const steps = pathname.slice(DASHBOARD.length).split("/").slice(1)
  // A malformed address names nothing.
  return steps.length > 2 ? ["?"] : steps.map((step) => decoded(step) ?? "?")
}

const decoded = (step: string): string | undefined => {
  try {
    return decodeURIComponent(step)
  } catch {
    return undefined
  }
}
