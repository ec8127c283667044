import * as Struct from "effect/Struct"
import type { Problem } from "./Problem.ts"

/** The error codes of a contract, by problem. */
type Codes = Readonly<Record<Problem["_tag"], { readonly code: string }>>

/**
 * The code of a fault, in the words of one contract: the catalog's `too_many_requests` is `rate_limit_exceeded` in live. A code
 * that the contract has, or that neither has, stays as it is.
 */
export const ownCode = (code: string, own: Codes, other: Codes): string => {
  const problemIn = (codes: Codes) => Struct.keys(codes).find((tag) => codes[tag].code === code)
  const problem = problemIn(own) ?? problemIn(other)
  return problem === undefined ? code : own[problem].code
}
