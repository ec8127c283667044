const MASK = "***"

// Names that tell what they hold, misspelt ones included; `token_type` is no secret.
const secretName = "[\\w-]*(?:token(?!_type)|secret|verifier|password)[\\w-]*|code_challenge"
// In a request a `code` opens an account; in an answer it says what went wrong.
const requestName = `${secretName}|(?:auth|authorization)?_?code`

const query = new RegExp(`((?:^|[?&])(?:${requestName})=)[^&#\\s"]*`, "gi")
const answerQuery = new RegExp(`((?:^|[?&])(?:${secretName}|code)=)[^&#\\s"\\\\]*`, "gi")
const member = (names: string) => new RegExp(`("(?:${names})"\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*"?|[^\\s",}\\]]+)`, "gi")
const requestMember = member(requestName)
const answerMember = member(secretName)

/** Replaces the values of secret query parameters, and of a form's secret fields. */
export const maskSecrets = (text: string): string => text.replace(query, `$1${MASK}`)

/** Replaces the secrets of a request's body, be it a form or JSON, also when it is not well-formed. */
export const maskRequest = (text: string): string => maskSecrets(text).replace(requestMember, `$1"${MASK}"`)

/** Replaces the secrets of an answer's body: tokens, and what an upload's address or a callback's carries. */
export const maskAnswer = (text: string): string =>
  text.replace(answerQuery, `$1${MASK}`).replace(answerMember, `$1"${MASK}"`)

/** Headers whose values are secrets, but for their first word, such as `Bearer`. */
const secretHeader = /^(?:proxy-)?authorization$|cookie|token|secret|api-?key/i

const MAX_HEADERS = 50
const MAX_VALUE = 512

/** Headers as the journal keeps them: bounded, without secrets. */
export const maskHeaders = (headers: Iterable<readonly [string, string]>): Readonly<Record<string, string>> => {
  const masked: Record<string, string> = {}
  let count = 0
  for (const [name, value] of headers) {
    if (++count > MAX_HEADERS) break
    masked[name] = secretHeader.test(name)
      ? value.replace(/^(Bearer |Basic )?.*$/is, `$1${MASK}`)
      : maskHeader(value).slice(0, MAX_VALUE)
  }
  return masked
}

// Few headers have a query.
const maskHeader = (value: string) => value.includes("=") ? maskAnswer(value) : value
