import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { AccessDenied, CallbackRejected } from "../TikTokError.ts"

/**
 * Reads the code from a callback. The state is looked at first: nothing else in
 * a forged callback can be believed.
 *
 * @internal
 */
export const read = (
  state: string,
  callback: string
): Result.Result<Redacted.Redacted<string>, CallbackRejected | AccessDenied> => {
  if (!URL.canParse(callback)) return rejected("url", "must be the absolute URL that the creator came back with")
  const { searchParams } = new URL(callback)
  const returned = searchParams.get("state")
  if (returned === null) return rejected("state", "is missing")
  if (returned !== state) return rejected("state", "must equal the state that this login began with")
  const error = searchParams.get("error")
  const detail = searchParams.get("error_description") ?? ""
  if (error === "access_denied") return Result.fail(new AccessDenied({ code: error, detail, status: 302 }))
  if (error !== null) return rejected("error", `must be absent, was ${error}${detail === "" ? "" : ` (${detail})`}`)
  const code = searchParams.get("code")
  return code === null || code === "" ? rejected("code", "is missing") : Result.succeed(Redacted.make(code))
}

const rejected = (field: string, rule: string) => Result.fail(new CallbackRejected({ field, rule }))
