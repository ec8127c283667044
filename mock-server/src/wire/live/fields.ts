import * as Result from "effect/Result"
import { WireProblem } from "../Problem.ts"
import type { MockContext } from "../RequestContext.ts"

/** Reads the query parameter `fields`: known names, separated by commas. It must not be empty. */
export const readFieldNames = <Name extends string>(
  c: MockContext,
  known: ReadonlyArray<Name>
): Result.Result<ReadonlyArray<Name>, WireProblem> => {
  const text = c.req.query("fields") ?? ""
  const words = text.split(",").map((word) => word.trim())
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
