import type { JSX } from "hono/jsx/jsx-runtime"
import { htmlOf } from "../html/htmlOf.ts"
import { DASHBOARD, pathWithin } from "../wire/tenancy.ts"
import { UnknownPage } from "./pages/problems.tsx"
import { views } from "./pages/views.ts"
import { type Notice, type Source, type Visit, VisitContext } from "./Visit.ts"

/** A page as it looks now. */
export interface Rendered {
  readonly html: string
  /** The parts that can change, by id. */
  readonly parts: ReadonlyMap<string, string>
  /** False when the address names nothing that exists. */
  readonly isThere: boolean
}

/** Looks at an address. `base` is what the mock's addresses begin with for whoever looks. */
export const visitOf = (source: Source, base: string, url: URL, notice?: Notice): Visit => {
  const [section = "", id = ""] = readPath(pathWithin(url.pathname, source.prefix))
  const query = new URLSearchParams(url.search)
  query.delete("notice")
  return {
    ...source,
    section,
    id,
    query,
    notice,
    now: source.world.clock.now(),
    origin: base + source.prefix,
    root: id === "" ? "./" : "../",
    here: `${section}${id === "" ? "" : `/${encodeURIComponent(id)}`}${query.size === 0 ? "" : `?${query.toString()}`}`,
    parts: new Map()
  }
}

/** Writes the page at the address, or another one in its place. */
export const render = (visit: Visit, page = pageAt(visit)): Rendered => ({
  html: htmlOf(<VisitContext.Provider value={visit}>{page ?? <UnknownPage />}</VisitContext.Provider>),
  parts: visit.parts,
  isThere: page !== undefined
})

const pageAt = (visit: Visit): JSX.Element | undefined =>
  views.get(visit.id === "" ? visit.section : `${visit.section}/`)?.(visit)

/** Section and id of a page. An id may hold any character, so it is parted before it is decoded. */
const readPath = (pathname: string): ReadonlyArray<string> => {
  const steps = pathname.slice(DASHBOARD.length).split("/").slice(1)
  // An address that somebody has mangled names nothing.
  return steps.length > 2 ? ["?"] : steps.map((step) => decoded(step) ?? "?")
}

const decoded = (step: string): string | undefined => {
  try {
    return decodeURIComponent(step)
  } catch {
    return undefined
  }
}
