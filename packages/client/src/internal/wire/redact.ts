import * as Base64 from "effect/encoding/Base64"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import {
  MalformedAnswer,
  OffsetMismatch,
  type Reason,
  Redirected,
  type Refusal,
  TikTokError,
  UploadExpired
} from "../../TikTokError.ts"
import { concat } from "../common/bytes.ts"
import * as ErrorCatalog from "./errorCatalog.ts"
import { isObject } from "./wireValues.ts"

/**
 * Removes secrets from a text in any encoding: plain, with the escapes of JSON, URLs
 * and HTML in several layers, and in any letter case. Keeps a secret of fewer than
 * four characters, because every text contains it.
 *
 * @internal
 */
export const text = (secrets: ReadonlyArray<string>, found: string): string => {
  const present = secrets.filter(({ length }) => length >= minLength && length <= found.length)
  if (present.length === 0) return found
  // Most texts are one word. Without escapes, such a text contains a secret plainly or not at all.
  if (/^[\w.~-]*$/.test(found)) {
    const plain = found.toLowerCase()
    const isIn = (secret: string) => plain.includes(secret.toLowerCase())
    if (!present.some((secret) => isIn(secret) || base64CoresOf(secret, found).some(isIn))) return found
  }
  const squeezed = found.toLowerCase().replaceAll(/[\\\s]/g, "")
  const inBase64 = present.flatMap((secret) => base64CoresOf(secret, found)).filter((core) =>
    squeezed.includes(longestWord(core))
  )
  return [...present, ...inBase64]
    // Longer secrets first, because one secret may be part of another.
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replace(patternOf(secret), placeholder), found)
}

const minLength = 4
const placeholder = "<redacted>"

/**
 * Removes the secrets of a request from its decoded answer, because a server may
 * have echoed them in a refusal or a fail reason.
 *
 * @internal
 */
export const answer = <A>(
  result: Result.Result<A, Refusal | MalformedAnswer>,
  secrets: () => ReadonlyArray<string>
): Result.Result<A, Refusal | MalformedAnswer> =>
  Result.isFailure(result)
    ? Result.fail(
      // The texts of a malformed answer come from this library.
      result.failure._tag === "MalformedAnswer"
        ? result.failure
        : ErrorCatalog.withTexts(result.failure, (found) => text(secrets(), found))
    )
    : checkPublishId(result.success, secrets)

/** Refuses a secret as a publish id, which would be reported, stored and logged. */
const checkPublishId = <A>(value: A, secrets: () => ReadonlyArray<string>): Result.Result<A, MalformedAnswer> => {
  if (!isObject(value)) return Result.succeed(value)
  const { publishId } = value
  if (typeof publishId === "string" && text(secrets(), publishId) !== publishId) {
    return Result.fail(new MalformedAnswer({ status: 200, field: "data.publish_id", rule: "must not be a secret" }))
  }
  return Result.succeed("failReason" in value ? report(value, secrets) : value)
}

/**
 * Removes secrets from the texts of a status report.
 *
 * @internal
 */
export const report = <A extends object>(report: A, secrets: () => ReadonlyArray<string>): A => {
  const clean = { ...report }
  for (const [key, value] of Object.entries(report)) {
    if ((key === "failReason" || key === "status") && typeof value === "string") {
      Reflect.set(clean, key, text(secrets(), value))
    }
  }
  return clean
}

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
  if (!ErrorCatalog.isRefusal(reason)) return error
  const clean = ErrorCatalog.withTexts(reason, (found) => text(secrets(), found))
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
  const clean = (found: string) => text(secrets(), found)
  if (reason._tag !== "UploadExpired" && reason._tag !== "OffsetMismatch") return ErrorCatalog.withTexts(reason, clean)
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
  reason: E | MalformedAnswer | Redirected,
  secrets: () => ReadonlyArray<string>
): E | MalformedAnswer | Redirected => {
  if (reason instanceof MalformedAnswer) return malformedAnswer(reason, secrets)
  return reason instanceof Redirected && reason.location !== undefined
    ? new Redirected({ status: reason.status, location: text(secrets(), reason.location) })
    : reason
}

/**
 * Removes secrets from the failure of a malformed answer.
 *
 * @internal
 */
export const malformedAnswer = (
  { field, rule, status }: MalformedAnswer,
  secrets: () => ReadonlyArray<string>
): MalformedAnswer => new MalformedAnswer({ status, field, rule: text(secrets(), rule) })

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
// encodings of a secret
// -----------------------------------------------------------------------------

/**
 * The base64 of a secret, in both alphabets and at every offset in the encoded text. Leaves out the characters at its
 * ends, which also encode bits of the text beside it. A server may have encoded the form or JSON that had the secret.
 */
const base64CoresOf = (secret: string, found: string): ReadonlyArray<string> => {
  // Four characters encode three bytes.
  if (found.length < secret.length * 4 / 3 - 2) return []
  const encodings = new Set([
    secret,
    encodeURIComponent(secret.toWellFormed()),
    new URLSearchParams([["", secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1)
  ])
  const cores = Array.from(encodings).flatMap((writing) => {
    const bytes = new TextEncoder().encode(writing)
    return [0, 1, 2].map((before) => {
      const encoded = Base64.encode(concat([new Uint8Array(before), bytes]))
      return encoded.slice(Math.ceil(before * 8 / 6), Math.floor((before + bytes.length) * 8 / 6))
    })
  })
  return Array.from(new Set(cores.flatMap((core) => [core, core.replaceAll("+", "-").replaceAll("/", "_")])))
}

const longestWord = (core: string): string =>
  core.toLowerCase().split(/[^a-z\d]/).reduce((longest, word) => word.length > longest.length ? word : longest, "")

// Layers of JSON put any number of backslashes before a character. The pattern matches them in one place for each
// character, because a pattern with many ways to split them takes exponential time.
const patternOf = (secret: string): RegExp =>
  new RegExp(
    Array.from(
      secret.matchAll(/(?<=(.?))(\\*)([^\\]?)/gsu),
      ([, before = "", backslashes = "", sign = ""]) =>
        (backslashes === "" ? isBreakable(before, sign) ? lineBreaks : "\\\\*" : backslash) +
        (sign === "" ? "" : encodingsOf(sign))
    ).join(""),
    "gi"
  )

/**
 * Whether a line break may separate two characters. Next to a space of the secret, a break could match in many ways.
 */
const isBreakable = (before: string, sign: string): boolean => /\S/.test(before) && /\S/.test(sign)

const lineBreaks = "[\\\\\\s]*"

const backslash = "(?:\\\\(?:u005c)?|%(?:25)*5c|&(?:amp;)*#(?:0*92|x0*5c);)+"

// The plain character comes last, because an escape may start with it.
const encodingsOf = (sign: string): string => {
  const code = sign.codePointAt(0) ?? 0
  const encodings = [
    Array.from({ length: sign.length }, (_, at) => `u${hex(sign.charCodeAt(at), 4)}`).join("\\\\+"),
    // The percent sign may itself be escaped.
    Array.from(new TextEncoder().encode(sign), (byte) => `%(?:25)*${hex(byte, 2)}`).join(""),
    `&(?:amp;)*#(?:0*${code}|x0*${hex(code, 1)});`,
    ...(names.get(sign) ?? []),
    sign.replace(/[\^$.*+?()[\]{}|/-]/g, "\\$&")
  ]
  return `(?:${encodings.join("|")})`
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0")

const names: ReadonlyMap<string, ReadonlyArray<string>> = new Map([
  ["&", ["&(?:amp;)+"]],
  ["<", ["&(?:amp;)*lt;"]],
  [">", ["&(?:amp;)*gt;"]],
  ["\"", ["&(?:amp;)*quot;"]],
  ["'", ["&(?:amp;)*apos;"]],
  // In a form.
  [" ", ["\\+"]],
  // In JSON, after the backslash.
  ["\b", ["b"]],
  ["\f", ["f"]],
  ["\n", ["n"]],
  ["\r", ["r"]],
  ["\t", ["t"]]
])
