import * as Result from "effect/Result"
import type { WireResponse } from "../../model/contract.ts"
import { MalformedResponse } from "../../TikTokError.ts"
import * as LosslessJson from "./losslessJson.ts"

/**
 * Parses a JSON body without rounding integers. Skips what a server has written around an object, such as a warning: the
 * body may have tokens that exist only once. A page is no such body, even with an object in it.
 *
 * @internal
 */
export const json = (response: WireResponse): Result.Result<unknown, MalformedResponse> =>
  LosslessJson.isTooDeep(response.text)
    ? Result.fail(malformed(response, "body", "is nested too deep"))
    : Result.try(() => LosslessJson.parse(response.text)).pipe(
      Result.orElse(() => Result.try(() => LosslessJson.parse(objectIn(response.text)))),
      Result.mapError(() => malformed(response, "body", `must be JSON, was ${describeText(response.text)}`))
    )

const objectIn = (text: string): string =>
  isPage.test(text) ? "" : text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1)

const isPage = /^\s*</

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
  return isPage.test(text) ? "HTML or XML" : "cut off or something else"
}
