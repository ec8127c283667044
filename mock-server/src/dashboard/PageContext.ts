import { type Child, createContext, useContext } from "hono/jsx"
import type { JSX } from "hono/jsx/jsx-runtime"
import type { Engine } from "../engine/Engine.ts"
import type { Mock } from "../Mock.ts"
import type { ServerAddress } from "../wire/ServerAddress.ts"
import type { IconName } from "./icons.tsx"

/** The mock behind the pages. */
export interface Source {
  readonly mock: Mock
  readonly engine: Engine
  /** Path prefix of a tenant; otherwise empty. */
  readonly prefix: string
  readonly address: ServerAddress
  /** Aborts when the mock is disposed. */
  readonly closed: AbortSignal
}

/** A section in the menu. */
export interface MenuEntry {
  /** First segment of its paths. */
  readonly name: string
  /** The letter after `g` that opens it. */
  readonly key: string
  readonly title: string
  readonly icon: IconName
  /** The number beside the title. */
  readonly amount?: (context: PageContext) => number
  /** Whether the number is a warning. */
  readonly isAlert?: boolean
}

/** The context in which a page is rendered. */
export interface PageContext extends Source {
  /** The mock's time, the same for the whole page. */
  readonly now: number
  /** Base URL of the mock for programs, without a trailing slash. */
  readonly origin: string
  /**
   * The relative path from the page to the dashboard, such as `../`. All links are relative, so that they work under any
   * prefix.
   */
  readonly root: string
  readonly menu: ReadonlyArray<MenuEntry>
  /** The section of the page. */
  readonly section: string
  /** Id of the item that the page shows; empty for the section itself. */
  readonly id: string
  /** Path and query of the page, relative to the dashboard. */
  readonly here: string
  readonly query: URLSearchParams
  /** The result of the last form. */
  readonly notice: Notice | undefined
  /** The HTML of the live parts of the page, by id. */
  readonly parts: Map<string, string>
  /** The notices that stand at their forms. */
  readonly placed: Set<Notice>
}

/** The result of a form, which the page shows. */
export interface Notice {
  readonly kind: "done" | "problem"
  readonly text: Child
  /** Key of the form, which shows its problem itself. */
  readonly form?: string | undefined
}

/** Makes a page; undefined when its item does not exist. */
export type View = (context: PageContext) => JSX.Element | undefined

/** The context of the page being rendered. */
export const PageContextProvider = createContext<PageContext | undefined>(undefined)

/** The context of the page, for its components. */
export const usePageContext = (): PageContext => {
  const context = useContext(PageContextProvider)
  if (context === undefined) throw new Error("this component needs a page of the dashboard around it")
  return context
}
