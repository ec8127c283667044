const MASK = "***"

// Names of secrets, also misspelled ones. `token_type` is not a secret.
const secretName = "[\\w-]*(?:token(?!_type)|secret|verifier|password)[\\w-]*|code_challenge"
// In a request, `code` is an authorization code. In a response, it is an error code.
const requestName = `${secretName}|(?:auth|authorization)?_?code`

const query = new RegExp(`((?:^|[?&])(?:${requestName})=)[^&#\\s"]*`, "gi")
const responseQuery = new RegExp(`((?:^|[?&])(?:${secretName}|code)=)[^&#\\s"\\\\]*`, "gi")
const member = (names: string) => new RegExp(`("(?:${names})"\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*"?|[^\\s",}\\]]+)`, "gi")
const requestMember = member(requestName)
const responseMember = member(secretName)

/** Masks secret query parameters and form fields. */
export const maskSecrets = (text: string): string => text.replace(query, `$1${MASK}`)

/** Masks the secrets in a request's body, a form or JSON, also when it is malformed. */
export const maskRequest = (text: string): string => maskSecrets(text).replace(requestMember, `$1"${MASK}"`)

/** Masks the secrets in a response's body: tokens, and those in upload URLs and callback URLs. */
export const maskResponse = (text: string): string =>
  text.replace(responseQuery, `$1${MASK}`).replace(responseMember, `$1"${MASK}"`)

/** Headers with secret values. The first word, such as `Bearer`, is kept. */
const secretHeader = /^(?:proxy-)?authorization$|cookie|token|secret|api-?key/i

const MAX_HEADERS = 50
const MAX_VALUE = 512

/** Masks headers and limits their number and length. */
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
const maskHeader = (value: string) => value.includes("=") ? maskResponse(value) : value
