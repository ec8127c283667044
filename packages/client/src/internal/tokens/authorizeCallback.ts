import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import {
  AccessDenied,
  CallbackRejected,
  ClientRejected,
  GrantRejected,
  type Refusal,
  RequestRejected,
  ScopeRejected,
  ServerFault,
  UnknownRefusal
} from "../../TikTokError.ts"
import * as Validate from "../common/validate.ts"

/** @internal */
export interface Callback {
  readonly code: Redacted.Redacted<string>
  readonly scopes: ReadonlyArray<string>
}

/**
 * Reads a callback. Checks the state first: nothing else in a forged callback can be
 * trusted.
 *
 * @internal
 */
export const read = (
  login: { readonly state: string; readonly redirectUri: string },
  callback: string
): Result.Result<Callback, CallbackRejected | Refusal> => {
  if (!Validate.isObject(login)) {
    return rejected("StateMismatch", "authorization", "must be the one that this login began with")
  }
  if (typeof callback !== "string" || !URL.canParse(callback)) {
    return rejected("NotAUrl", "url", "must be the absolute URL that the creator came back with")
  }
  const url = new URL(callback)
  const state = url.searchParams.get("state")
  if (state === null) return rejected("StateMissing", "state", "is missing")
  if (state !== login.state) {
    return rejected("StateMismatch", "state", "must equal the state that this login began with")
  }
  const expected = addressOf(new URL(login.redirectUri))
  if (addressOf(url) !== expected) {
    return rejected("WrongAddress", "url", `must lead to ${expected}, led to ${addressOf(url)}`)
  }
  const error = url.searchParams.get("error")
  if (error !== null) return Result.fail(refusal(error, url.searchParams.get("error_description") ?? ""))
  const code = url.searchParams.get("code")
  if (code === null || code === "") return rejected("CodeMissing", "code", "is missing")
  return Result.succeed({ code: Redacted.make(code), scopes: words(url.searchParams.get("scopes") ?? "") })
}

const addressOf = ({ origin, pathname }: URL): string => origin + pathname

const words = (list: string): ReadonlyArray<string> => list.split(/[\s,]+/).filter((word) => word !== "")

const rejected = (because: CallbackRejected["because"], field: string, rule: string) =>
  Result.fail(new CallbackRejected({ because, field, rule }))

const refusal = (code: string, detail: string): Refusal =>
  new (errors.get(code) ?? UnknownRefusal)({ code, detail, status: 302 })

type RefusalConstructor = new(
  fields: { readonly code: string; readonly detail: string; readonly status: number }
) => Refusal

// From TikTok's page on OAuth errors (tiktok-live, section 2.5). Both contracts use the same callback.
const errors = new Map<string, RefusalConstructor>([
  ["access_denied", AccessDenied],
  ["invalid_client", ClientRejected],
  ["unauthorized_client", ClientRejected],
  ["invalid_grant", GrantRejected],
  ["invalid_request", RequestRejected],
  ["unsupported_grant_type", RequestRejected],
  ["unsupported_response_type", RequestRejected],
  ["invalid_scope", ScopeRejected],
  ["server_error", ServerFault],
  ["temporarily_unavailable", ServerFault]
])
