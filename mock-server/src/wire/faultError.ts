import * as Struct from "effect/Struct"
import type { Problem } from "./Problem.ts"

/** An error of a JSON response. */
export interface CodedError {
  readonly status: number
  readonly code: string
  readonly message: string
}

/** The errors of a table of codes, and which word is a code of the table. */
export const codedErrors = <const Code extends string>(codes: Readonly<Record<Code, Omit<CodedError, "code">>>) => {
  const errorOf = (
    code: Code,
    exact: { readonly message?: string | undefined; readonly status?: number | undefined } = {}
  ): CodedError => ({
    code,
    message: exact.message ?? codes[code].message,
    status: exact.status ?? codes[code].status
  })
  const isCode = (word: string): word is Code => Object.hasOwn(codes, word)
  return { errorOf, find: (code: string) => isCode(code) ? errorOf(code) : undefined }
}

export interface ContractErrors {
  readonly byProblem: Readonly<Record<Problem["_tag"], CodedError>>
  /** The error that the contract documents for a code; undefined for another code. */
  readonly find: (code: string) => CodedError | undefined
}

/**
 * The error of a fault in one contract. A code of the other contract becomes the code for the same problem: the catalog's
 * `too_many_requests` is `rate_limit_exceeded` in live. Without one it stays as it is. A code of neither has status 400.
 */
export const faultError = (code: string, own: ContractErrors, other: ContractErrors): CodedError => {
  const problem = Struct.keys(other.byProblem).find((tag) => other.byProblem[tag].code === code)
  return own.find(code)
    ?? (problem && own.find(own.byProblem[problem].code))
    ?? other.find(code)
    ?? { code, status: 400, message: code }
}
