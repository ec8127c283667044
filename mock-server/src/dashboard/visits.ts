import { html } from "hono/html"
import { pathWithin } from "../wire/tenancy.ts"
import { DASHBOARD } from "./mount.ts"
import type { Markup, Page, Source, View, Visit } from "./Page.ts"
import { unknownPage } from "./pages/problems.ts"
import { views } from "./pages/views.ts"

/** A page as it looks now. */
export interface Rendered {
  readonly visit: Visit
  /** Part of the dashboard that the page belongs to. */
  readonly section: string
  readonly page: Page
  /** The parts that can change, by id. */
  readonly parts: ReadonlyMap<string, Markup>
  /** False when the address names nothing that exists. */
  readonly isThere: boolean
}

/** Makes the page at an address. `base` is what the mock's addresses begin with for whoever looks. */
export const render = (source: Source, base: string, url: URL, view?: View): Rendered => {
  const [section = "", id = ""] = readPath(pathWithin(url.pathname, source.prefix))
  const query = new URLSearchParams(url.search)
  query.delete("notice")
  const parts = new Map<string, Markup>()
  const visit: Visit = {
    ...source,
    query,
    now: source.world.clock.now(),
    origin: base + source.prefix,
    root: id === "" ? "./" : "../",
    here: `${section}${id === "" ? "" : `/${encodeURIComponent(id)}`}${query.size === 0 ? "" : `?${query.toString()}`}`,
    moving: (name, markup) => {
      parts.set(name, markup)
      return html`<div id="${name}" data-live>${markup}</div>`
    }
  }
  const page = (view ?? views.get(id === "" ? section : `${section}/`))?.(visit, id)
  return { visit, section, parts, page: page ?? unknownPage(visit, ""), isThere: page !== undefined }
}

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
