import * as Struct from "effect/Struct"
import type { Contract } from "../engine/Contract.ts"
import { errors as catalogErrors } from "./catalog/errors.ts"
import { errors as liveErrors } from "./live/errors.ts"

const tables = { catalog: catalogErrors, live: liveErrors }

/**
 * A code of either contract, in the words of one: the catalog's `too_many_requests` is `rate_limit_exceeded` in live. A code
 * that the contract has, or that neither has, stays as it is.
 */
export const codeIn = (contract: Contract, code: string): string => {
  const problemIn = (other: Contract) => Struct.keys(tables[other]).find((tag) => tables[other][tag].code === code)
  const problem = problemIn(contract) ?? problemIn(contract === "live" ? "catalog" : "live")
  return problem === undefined ? code : tables[contract][problem].code
}
