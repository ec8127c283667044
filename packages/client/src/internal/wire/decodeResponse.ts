import * as Result from "effect/Result"
import type { WireResponse } from "../../model/contract.ts"
import { MalformedResponse } from "../../TikTokError.ts"
import * as LosslessJson from "./losslessJson.ts"

/**
 * Parses a JSON body without rounding integers.
 *
 * @internal
 */
export const json = (response: WireResponse): Result.Result<unknown, MalformedResponse> =>
  LosslessJson.isTooDeep(response.text)
    ? Result.fail(malformed(response, "body", "is nested too deep"))
    : Result.try({
      try: () => LosslessJson.parse(response.text),
      catch: () => malformed(response, "body", `must be JSON, was ${describeText(response.text)}`)
    })

/**
 * Reads a vital field. All other fields are read with `WireValues` alone, and are
 * left out when they are unusable. The error never repeats the value, which may
 * be a token.
 *
 * @internal
 */
export const vital = <A>(
  response: Pick<WireResponse, "status">,
  field: string,
  read: (value: unknown) => A | undefined,
  value: unknown
): Result.Result<A, MalformedResponse> => {
  const found = read(value)
  if (found !== undefined) return Result.succeed(found)
  const isMissing = value === undefined || value === null || value === ""
  return Result.fail(malformed(response, field, isMissing ? "is missing" : "is not of the documented type"))
}

/** @internal */
export const malformed = ({ status }: Pick<WireResponse, "status">, field: string, rule: string): MalformedResponse =>
  new MalformedResponse({ status, field, rule })

const describeText = (text: string): string => {
  if (text.trim() === "") return "empty"
  return /^\s*</.test(text) ? "HTML or XML" : "cut off or something else"
}
