import { type Child, createContext, useContext } from "hono/jsx"
import type { JSX } from "hono/jsx/jsx-runtime"
import type { Engine } from "../engine/Engine.ts"
import type { Mock } from "../Mock.ts"
import type { ServerAddress } from "../wire/ServerAddress.ts"

/** What the pages show and change. */
export interface Source {
  readonly mock: Mock
  readonly engine: Engine
  /** What the paths of a tenant begin with; empty for the mock itself. */
  readonly prefix: string
  readonly address: ServerAddress
  /** Aborts when the mock is disposed of. */
  readonly closed: AbortSignal
}

/** The context in which a page is rendered. */
export interface PageContext extends Source {
  /** The mock's time, the same for the whole page. */
  readonly now: number
  /** Address under which a program reaches the mock, without a slash at the end. */
  readonly origin: string
  /**
   * The relative path from the page up to the dashboard, such as `../`. All links are relative, so that they hold under any prefix
   * in front of the mock.
   */
  readonly root: string
  /** Part of the dashboard that the page belongs to. */
  readonly section: string
  /** What in the section the page is about; empty for the section itself. */
  readonly id: string
  /** The page's own address below the dashboard, to come back to. */
  readonly here: string
  readonly query: URLSearchParams
  /** What the page says besides, once. */
  readonly notice: Notice | undefined
  /** The live parts of the page by id, as rendered now. */
  readonly parts: Map<string, string>
}

/** The result that a page shows after a form was sent. */
export interface Notice {
  readonly kind: "done" | "problem"
  readonly text: Child
}

/** Makes a page; undefined when what it is about does not exist. */
export type View = (context: PageContext) => JSX.Element | undefined

/** The context of the page being rendered. */
export const PageContextProvider = createContext<PageContext | undefined>(undefined)

/** The context of the page, for its components. */
export const usePageContext = (): PageContext => {
  const context = useContext(PageContextProvider)
  if (context === undefined) throw new Error("this is written on a page of the dashboard only")
  return context
}
