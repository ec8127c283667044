import * as Result from "effect/Result"
import type { Backend } from "../Backend.ts"
import { WireProblem } from "../Problem.ts"
import type { MockContext } from "../RequestContext.ts"
import { takeRisk } from "../risk.ts"

/** Names that are not documented, although programs in production ask for them. They are left out. */
interface Undocumented {
  readonly backend: Backend
  readonly names: ReadonlyArray<string>
}

/** Reads the query parameter `fields`: known names, separated by commas. It must not be empty. */
export const readFieldNames = <Name extends string>(
  c: MockContext,
  known: ReadonlyArray<Name>,
  undocumented?: Undocumented
): Result.Result<ReadonlyArray<Name>, WireProblem> => {
  const text = c.req.query("fields") ?? ""
  const all = text.split(",").map((word) => word.trim())
  const old = all.find((word) => undocumented?.names.includes(word) === true)
  if (undocumented !== undefined && old !== undefined) {
    const problem = WireProblem.Malformed({ field: "fields", rule: `"${old}" is not a documented field` })
    const risk = takeRisk(c, undocumented.backend, problem)
    if (Result.isFailure(risk)) return Result.fail(risk.failure)
  }
  const words = all.filter((word) => undocumented?.names.includes(word) !== true)
  const names = words.map((word) => known.find((name) => name === word))
  const found = names.filter((name) => name !== undefined)
  if (found.length === words.length) return Result.succeed(found)
  const mistake = text === "" ? "is missing" : `"${words[names.indexOf(undefined)]}" is unknown`
  return Result.fail(
    WireProblem.Malformed({ field: "fields", rule: `${mistake}; must be some of ${known.join(", ")}` })
  )
}

/** Picks the named fields of a record. */
export const pick = <Name extends string>(record: Readonly<Record<Name, unknown>>, names: ReadonlyArray<Name>) =>
  Object.fromEntries(names.map((name) => [name, record[name]]))
