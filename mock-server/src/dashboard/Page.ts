import type { html } from "hono/html"
import type { World } from "../engine/World.ts"
import type { Mock } from "../Mock.ts"
import type { Reach } from "../reach.ts"

/** HTML in which everything that others wrote is escaped. */
export type Markup = ReturnType<typeof html>

/** What the pages show and change. */
export interface Source {
  readonly mock: Mock
  readonly world: World
  /** What the paths of a tenant begin with; empty for the mock itself. */
  readonly prefix: string
  readonly reach: Reach
  /** Aborts when the mock is disposed of. */
  readonly closed: AbortSignal
}

/** One look at one page. */
export interface Visit extends Source {
  /** The mock's time, the same for the whole page. */
  readonly now: number
  /** Address under which a program reaches the mock, without a slash at the end. */
  readonly origin: string
  /**
   * The way from the page up to the dashboard, such as `../`. All links are relative, so that they hold under any prefix
   * that somebody puts before the mock.
   */
  readonly root: string
  /** The page's own address below the dashboard, to come back to. */
  readonly here: string
  readonly query: URLSearchParams
  /** Marks a part of the page that is replaced while somebody looks at it. Ids are unique in a page. */
  readonly moving: (id: string, markup: Markup) => Markup
}

/** A page without the frame around it. */
export interface Page {
  readonly title: string
  /** One sentence below the title. */
  readonly lead?: Markup | string | undefined
  /** The page above this one, if it is no section of its own. */
  readonly above?: { readonly href: string; readonly title: string } | undefined
  readonly content: Markup
}

/** Makes a page; undefined when what it is about does not exist. */
export type View = (visit: Visit, id: string) => Page | undefined

/** What a page is told after a form was sent. */
export interface Notice {
  readonly kind: "done" | "problem"
  readonly text: Markup | string
}
