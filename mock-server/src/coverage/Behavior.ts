import type { Contract } from "../engine/ContractRules.ts"

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

/** The tests of a behavior. */
export type Tests =
  /** Cases of the conformance suite: ids, or the first parts of ids. */
  | { readonly kind: "cases"; readonly ids: ReadonlyArray<string> }
  /** A file below `mock-server/test`, for what the API does not show. */
  | { readonly kind: "file"; readonly file: string }
  | { readonly kind: "none"; readonly because: string }

/** A behavior of the mock. */
export interface Behavior {
  readonly contract: Contract
  /** The operation id in the contract's OpenAPI document, or another topic. */
  readonly of: string
  /** One sentence. */
  readonly does: string
  readonly source: Source
  readonly tests: Tests
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

/** Makes the behaviors of the operations of a contract. */
export const behaviorsOf =
  (contract: Contract) =>
  (of: string, ...behaviors: ReadonlyArray<readonly [does: string, source: Source, tests: Tests]>) =>
    behaviors.map(([does, source, tests]): Behavior => ({ contract, of, does, source, tests }))

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

/** Makes the tests of a behavior from ids of conformance cases, or from the first parts of ids. */
export const cases = (...ids: ReadonlyArray<string>): Tests => ({ kind: "cases", ids })

/** Makes the tests of a behavior that only a test file below `mock-server/test` can show. */
export const file = (name: string): Tests => ({ kind: "file", file: name })

/** Makes the tests of a behavior that cannot be tested. */
export const untested = (because: string): Tests => ({ kind: "none", because })

/** Whether a conformance case tests a behavior. */
export const isTestedBy = ({ tests }: Behavior, caseId: string): boolean =>
  tests.kind === "cases" && tests.ids.some((id) => caseId === id || caseId.startsWith(`${id}/`))
