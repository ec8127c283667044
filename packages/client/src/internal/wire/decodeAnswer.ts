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
      catch: () => malformed(answer, "body", `must be JSON, was ${describeText(answer.text)}`)
    })

/**
 * Reads a vital field. All other fields are read with `WireValues` alone, and are
 * left out when they are unusable. The error never repeats the value, which may
 * be a token.
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

const describeText = (text: string): string => {
  if (text.trim() === "") return "empty"
  return /^\s*</.test(text) ? "HTML or XML" : "cut off or something else"
}
