import * as Result from "effect/Result"
import type { WireAnswer } from "../../model/contract.ts"
import { MalformedAnswer } from "../../TikTokError.ts"
import * as LosslessJson from "./losslessJson.ts"

/**
 * Parses a JSON body without rounding integers.
 *
 * @internal
 */
export const json = (answer: WireAnswer): Result.Result<unknown, MalformedAnswer> =>
  LosslessJson.isTooDeep(answer.text)
    ? Result.fail(malformed(answer, "body", "is nested too deep"))
    : Result.try({
      try: () => LosslessJson.parse(answer.text),
      catch: () => malformed(answer, "body", `must be JSON, was ${nature(answer.text)}`)
    })

/**
 * Reads a field that an answer is worth nothing without. All others are read
 * with `WireValues` alone, and are left out when they are odd. Values never
 * reach the error: they may be tokens.
 *
 * @internal
 */
export const vital = <A>(
  answer: Pick<WireAnswer, "status">,
  field: string,
  read: (value: unknown) => A | undefined,
  value: unknown
): Result.Result<A, MalformedAnswer> => {
  const found = read(value)
  if (found !== undefined) return Result.succeed(found)
  const isMissing = value === undefined || value === null || value === ""
  return Result.fail(malformed(answer, field, isMissing ? "is missing" : "is not of the documented type"))
}

/** @internal */
export const malformed = ({ status }: Pick<WireAnswer, "status">, field: string, rule: string): MalformedAnswer =>
  new MalformedAnswer({ status, field, rule })

const nature = (text: string): string => {
  if (text.trim() === "") return "empty"
  return /^\s*</.test(text) ? "HTML or XML" : "cut off or something else"
}
