import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { InvalidInput, MalformedResponse } from "../../TikTokError.ts"

/**
 * Checks whether a video may go to the upload URL of a response, which may come from
 * another server than TikTok's.
 *
 * @internal
 */
export type CheckUploadUrl = (uploadUrl: Redacted.Redacted<string>) => Result.Result<void, MalformedResponse>

/**
 * TikTok's hosts differ by region, and all are below one name (tiktok-live,
 * sections 0 and 14, row 15).
 */
const tiktokHost = "tiktokapis.com"

/**
 * Allows https at or below TikTok's name, the base URL's host and extra hosts.
 * Allows plain http for the base URL's own origin, such as a mock's, and for extra
 * origins.
 *
 * @internal
 */
export const make = (
  baseUrl: string,
  extra: ReadonlyArray<string> = []
): Result.Result<CheckUploadUrl, InvalidInput> => {
  const unusable = Result.fail(
    new InvalidInput({ field: "uploadHosts", rule: "must name hosts, such as uploads.example.com, or http(s) origins" })
  )
  if (!isListOfText(extra)) return unusable
  const base = new URL(baseUrl)
  const hosts = [tiktokHost, hostOf(base)]
  const origins = [base.origin]
  for (const entry of extra) {
    const origin = /^https?:\/\//i.test(entry) ? URL.parse(entry) : null
    const host = URL.parse(`https://${entry}`)
    if (origin !== null && isBare(origin)) origins.push(origin.origin)
    else if (host !== null && isBare(host) && hostOf(host) !== "" && /^[\p{L}\p{N}.-]+$/u.test(entry)) {
      hosts.push(hostOf(host))
    } else {
      return unusable
    }
  }
  return Result.succeed((uploadUrl) => {
    const url = URL.parse(Redacted.value(uploadUrl))
    if (url === null) return malformed("must be a URL")
    if (url.username !== "" || url.password !== "") return malformed("must not carry credentials")
    if (origins.includes(url.origin)) return Result.void
    const host = hostOf(url)
    if (url.protocol === "https:" && hosts.some((known) => host === known || host.endsWith(`.${known}`))) {
      return Result.void
    }
    // The path and query have a token, so the error names only the host.
    return malformed(
      `must be an https URL at or below ${hosts.join(" or ")}, not ${url.protocol}//${url.host.slice(0, maxHostLength)}`
    )
  })
}

const isListOfText = (input: unknown): boolean =>
  Array.isArray(input) && input.every((entry) => typeof entry === "string")

const maxHostLength = 260

/** The name without a final dot, which names the same host (RFC 1034, section 3.1). */
const hostOf = ({ hostname }: URL): string => hostname.replace(/\.$/, "")

const isBare = ({ hash, hostname, password, pathname, search, username }: URL): boolean =>
  hostname !== "" && pathname === "/" && search === "" && hash === "" && username === "" && password === ""

const malformed = (rule: string) => Result.fail(new MalformedResponse({ status: 200, field: "data.upload_url", rule }))
