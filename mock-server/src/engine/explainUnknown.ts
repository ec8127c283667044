import type { State } from "./Engine.ts"

/** Says why a secret or an id is not known in its place, as far as the mock can tell. */
export const explainUnknown = (state: State, value: string): string => {
  if (value === "") return "is empty"
  const kind = kindOf(state, value)
  if (kind !== undefined) return `is ${kind}`
  const decoded = decodeOnce(value)
  return decoded !== value && kindOf(state, decoded) !== undefined
    ? NOT_DECODED
    : "was not issued since the start or the last reset of the mock"
}

/** Says why a value differs from the expected one; undefined when it is just another value. */
export const explainDifference = (value: string, expected: string): string | undefined =>
  value === "" ? "is empty" : decodeOnce(value) === expected ? NOT_DECODED : undefined

/** The rule for a value that was encoded more often than decoded. */
const NOT_DECODED = "is not URL-decoded; decode it before it is sent"

/** Decodes a part of a URL. An invalid one stays as it is. */
export const decodeOnce = (value: string): string => {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

const kindOf = (state: State, value: string): string | undefined => {
  if (state.accessTokens.has(value)) return "an access token"
  if (state.refreshTokens.has(value)) return "a refresh token"
  if (state.codes.has(value)) return "an authorization code"
  if (state.posts.has(value)) return "a publish_id"
  return state.uploads.has(value) ? "an upload_id" : undefined
}
