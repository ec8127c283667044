import type { Contract } from "../engine/Contract.ts"

/** The source of a behavior. */
export type Source =
  /** Documented on a page. */
  | {
    readonly kind: "documented"
    readonly page: string
    readonly section: string
    readonly url?: string | undefined
  }
  /** Observed, but not documented. */
  | { readonly kind: "reported"; readonly what: string; readonly url?: string | undefined }
  /** Undocumented; the reason for the choice. */
  | { readonly kind: "assumed"; readonly because: string }

/** A behavior of the mock. */
export interface Behavior {
  readonly contract: Contract
  /** The operation id in the contract's OpenAPI document, or another topic. */
  readonly of: string
  /** One sentence. */
  readonly does: string
  readonly source: Source
}

/** One value of a switch. */
export interface SwitchValue<Value> {
  readonly value: Value
  /** The behavior of the mock. */
  readonly does: string
  readonly source: Source
}

/** A point that TikTok's documents leave open. */
export interface OpenPoint<Value> {
  readonly question: string
  /** The default is the first. */
  readonly values: readonly [SwitchValue<Value>, ...Array<SwitchValue<Value>>]
  readonly contracts: ReadonlyArray<Contract>
}

/** A source in one sentence. */
export const sourceText = (source: Source): string =>
  source.kind === "documented"
    ? `documented: ${source.page}, ${source.section}`
    : `${source.kind}: ${source.kind === "reported" ? source.what : source.because}`

/** Makes documented sources of one page. */
export const page = (name: string, url?: string) => (section: string): Source => ({
  kind: "documented",
  page: name,
  section,
  ...(url === undefined ? {} : { url })
})

/** Makes a reported source. */
export const reported = (what: string, url?: string): Source => ({
  kind: "reported",
  what,
  ...(url === undefined ? {} : { url })
})

/** Makes an assumed source. */
export const assumed = (because: string): Source => ({ kind: "assumed", because })
