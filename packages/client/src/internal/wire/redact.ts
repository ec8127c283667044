import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import {
  MalformedResponse,
  OffsetMismatch,
  type Reason,
  Redirected,
  type Refusal,
  TikTokError,
  UploadExpired
} from "../../TikTokError.ts"
import { decodings, withoutEscapes } from "./decodings.ts"
import { failRow } from "./failReasons.ts"
import * as RefusalOf from "./refusalOf.ts"
import { stages } from "./statusResponse.ts"
import { isObject } from "./wireValues.ts"

/**
 * Removes secrets from a text in any encoding: plain, with the escapes of JSON, URLs
 * and HTML and in base64, in several layers, and in any letter case. Keeps a secret of
 * fewer than four characters, because every text contains it.
 *
 * @internal
 */
export const text = (secrets: ReadonlyArray<string>, found: string): string => {
  const present = Array.from(new Set(secrets.flatMap(withoutEscapes)))
    .filter(({ length }) => length >= minLength && length <= found.length)
  if (present.length === 0) return found
  let clean = ""
  let copied = 0
  for (const { end, start } of rangesOf(present, found)) {
    clean += found.slice(copied, start) + placeholder
    copied = end
  }
  return clean + found.slice(copied)
}

/**
 * Like `text`, and cuts a text that is too long for an error: a response of some megabytes would take seconds. A secret at
 * the first cut is gone after the second.
 */
const readable = (secrets: ReadonlyArray<string>, found: string): string =>
  found.length <= longest ? text(secrets, found) : `${text(secrets, found.slice(0, longest)).slice(0, longest / 2)} …`

const longest = 32_768

const minLength = 4
const placeholder = "<redacted>"

/**
 * Removes the secrets of a request from its decoded response, because a server may
 * have echoed them in a refusal or a fail reason.
 *
 * @internal
 */
export const response = <A>(
  result: Result.Result<A, Refusal | MalformedResponse>,
  secrets: () => ReadonlyArray<string>
): Result.Result<A, Refusal | MalformedResponse> =>
  Result.isFailure(result)
    ? Result.fail(
      // The texts of a malformed response come from this library.
      result.failure._tag === "MalformedResponse"
        ? result.failure
        : RefusalOf.withTexts(result.failure, (found) => readable(secrets(), found))
    )
    : checkPublishId(result.success, secrets)

/** Refuses a secret as a publish id, which would be reported, stored and logged. */
const checkPublishId = <A>(value: A, secrets: () => ReadonlyArray<string>): Result.Result<A, MalformedResponse> => {
  if (!isObject(value)) return Result.succeed(value)
  const { publishId } = value
  if (typeof publishId === "string" && text(secrets(), publishId) !== publishId) {
    return Result.fail(new MalformedResponse({ status: 200, field: "data.publish_id", rule: "must not be a secret" }))
  }
  return Result.succeed("failReason" in value ? report(value, secrets) : value)
}

/**
 * Removes secrets from the texts of a status report. Documented words have none.
 *
 * @internal
 */
export const report = <A extends object>(report: A, secrets: () => ReadonlyArray<string>): A => {
  const clean = { ...report }
  for (const [key, value] of Object.entries(report)) {
    if ((key === "failReason" || key === "status") && typeof value === "string" && !isDocumented(value)) {
      Reflect.set(clean, key, readable(secrets(), value))
    }
  }
  return clean
}

const isDocumented = (word: string): boolean => stages.has(word) || failRow(word) !== undefined

/**
 * Removes secrets from an error.
 *
 * @internal
 */
export const error = <R extends Reason>(
  error: TikTokError<R>,
  secrets: () => ReadonlyArray<string>
): TikTokError<R | Refusal> => {
  const { operation, publishId, reason, unsaved } = error
  if (!RefusalOf.isRefusal(reason)) return error
  const clean = RefusalOf.withTexts(reason, (found) => text(secrets(), found))
  return new TikTokError({ operation, publishId, unsaved, reason: clean })
}

/**
 * Removes secrets from the failure of a chunk.
 *
 * @internal
 */
export const chunkFailure = (
  reason: Refusal | UploadExpired | OffsetMismatch,
  secrets: () => ReadonlyArray<string>
): Refusal | UploadExpired | OffsetMismatch => {
  const clean = (found: string) => readable(secrets(), found)
  if (reason._tag !== "UploadExpired" && reason._tag !== "OffsetMismatch") return RefusalOf.withTexts(reason, clean)
  const { code, detail, logId, status } = reason
  const texts = {
    code: clean(code),
    detail: clean(detail),
    logId: logId === undefined ? undefined : clean(logId),
    status
  }
  if (reason._tag === "UploadExpired") return new UploadExpired(texts)
  const { progress, sentFrom } = reason
  return new OffsetMismatch({ ...texts, sentFrom, progress: progress === undefined ? undefined : clean(progress) })
}

/**
 * Removes secrets from the failure of a request, which may have them in the path of
 * a redirect or in an unreadable header.
 *
 * @internal
 */
export const sendFailure = <E extends { readonly _tag: string }>(
  reason: E | MalformedResponse | Redirected,
  secrets: () => ReadonlyArray<string>
): E | MalformedResponse | Redirected => {
  if (reason instanceof MalformedResponse) return malformedResponse(reason, secrets)
  return reason instanceof Redirected && reason.location !== undefined
    ? new Redirected({ status: reason.status, location: text(secrets(), reason.location) })
    : reason
}

/**
 * Removes secrets from the failure of a malformed response.
 *
 * @internal
 */
export const malformedResponse = (
  { field, rule, status }: MalformedResponse,
  secrets: () => ReadonlyArray<string>
): MalformedResponse => new MalformedResponse({ status, field, rule: text(secrets(), rule) })

/**
 * The secrets of a call: the redacted values in its input.
 *
 * @internal
 */
export const secretsOf = (input: unknown, depth = 3): ReadonlyArray<string> => {
  if (Redacted.isRedacted(input)) {
    const value: unknown = Redacted.value(input)
    return typeof value === "string" ? [value] : []
  }
  // Only the media of a post nests deeper.
  return depth > 0 && isObject(input) ? Object.values(input).flatMap((field) => secretsOf(field, depth - 1)) : []
}

/**
 * The secrets of an upload URL. A server may write it without its origin, or only the part that opens the upload.
 *
 * @internal
 */
export const secretsOfUrl = (address: string): ReadonlyArray<string> => {
  if (!URL.canParse(address)) return [address]
  const { pathname, search, searchParams } = new URL(address)
  // Shorter values, such as a part number, are ordinary words.
  const values = Array.from(searchParams.values()).filter(({ length }) => length >= 8)
  return [address, ...(search === "" ? [] : [pathname + search, search.slice(1)]), ...values]
}

// -----------------------------------------------------------------------------
// secrets in a text
// -----------------------------------------------------------------------------

interface Range {
  readonly start: number
  readonly end: number
}

/**
 * Where a text has secrets. Decodes one part at a time, because a decoding takes much more memory than its text, and a
 * response may have megabytes. The overlap of two parts is longer than a secret in a few layers of encoding.
 */
const rangesOf = (secrets: ReadonlyArray<string>, found: string): ReadonlyArray<Range> => {
  const patterns = secrets.map(patternOf)
  const lengths = secrets.map(({ length }) => length)
  const overlap = 32 * Math.max(...lengths)
  const step = Math.max(65_536, overlap)
  const ranges: Array<Range> = []
  for (let from = 0; from === 0 || from + overlap < found.length; from += step) {
    for (const { ends, starts, text } of decodings(found.slice(from, from + step + overlap), Math.min(...lengths))) {
      for (const { 0: match, index } of patterns.flatMap((pattern) => Array.from(text.matchAll(pattern)))) {
        ranges.push({ start: from + (starts[index] ?? 0), end: from + (ends[index + match.length - 1] ?? 0) })
      }
    }
  }
  return merge(ranges)
}

/** Joins ranges that overlap. */
const merge = (ranges: ReadonlyArray<Range>): ReadonlyArray<Range> => {
  const merged: Array<Range> = []
  for (const { end, start } of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    if (last === undefined || start >= last.end) merged.push({ start, end })
    else merged.splice(-1, 1, { start: last.start, end: Math.max(last.end, end) })
  }
  return merged
}

// Layers of JSON put any number of backslashes before a character. The pattern matches them in one place for each
// character, because a pattern with many ways to split them takes exponential time.
const patternOf = (secret: string): RegExp =>
  new RegExp(
    // A search in a long run of backslashes starts once.
    "(?<!\\\\)" + Array.from(
      secret.matchAll(/(?<=(.?))(\\*)([^\\]?)/gsu),
      ([, before = "", backslashes = "", sign = ""]) =>
        (backslashes !== "" ? "\\\\+" : isBreakable(before, sign) ? "[\\\\\\s]*" : "\\\\*") +
        // A form has a plus sign for a space.
        (sign === " " ? "[ +]" : sign.replace(/[\^$.*+?()[\]{}|/-]/g, "\\$&"))
    ).join(""),
    "gi"
  )

/**
 * Whether a line break may separate two characters. Next to a space of the secret, a break could match in many ways.
 */
const isBreakable = (before: string, sign: string): boolean => /\S/.test(before) && /\S/.test(sign)
