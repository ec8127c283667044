import type { Contract } from "../engine/Contract.ts"

/** Where it is known from that TikTok does something. */
export type Source =
  /** A page says so. */
  | {
    readonly kind: "documented"
    readonly page: string
    readonly section: string
    readonly url?: string | undefined
  }
  /** Observed, but not documented. */
  | { readonly kind: "reported"; readonly what: string; readonly url?: string | undefined }
  /** Undocumented; this is the reason for the choice. */
  | { readonly kind: "assumed"; readonly because: string }

/** Something that the mock does. */
export interface Behavior {
  readonly contract: Contract
  /** An operation's id in the document of the contract, or what it belongs to where it is none. */
  readonly of: string
  /** A sentence. */
  readonly does: string
  readonly source: Source
}

/** One way to read an open point. */
export interface SwitchValue<Value> {
  readonly value: Value
  /** What the mock does then. */
  readonly does: string
  readonly source: Source
}

/** A point that TikTok leaves open. */
export interface OpenPoint<Value> {
  readonly question: string
  /** The default is the first. */
  readonly values: readonly [SwitchValue<Value>, ...Array<SwitchValue<Value>>]
  readonly contracts: ReadonlyArray<Contract>
}

/** Makes the sources of one page. */
export const page = (name: string, url?: string) => (section: string): Source => ({
  kind: "documented",
  page: name,
  section,
  ...(url === undefined ? {} : { url })
})

/** Observed. */
export const reported = (what: string, url?: string): Source => ({
  kind: "reported",
  what,
  ...(url === undefined ? {} : { url })
})

/** Undocumented. */
export const assumed = (because: string): Source => ({ kind: "assumed", because })
