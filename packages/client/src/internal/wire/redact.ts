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
 * Takes secrets out of a text, however they are written in it: plain or with
 * the escapes of JSON, URLs and HTML, in several layers, in any case. A secret
 * of fewer than four characters stays, since any text is full of it.
 *
 * @internal
 */
export const text = (secrets: ReadonlyArray<string>, found: string): string => {
  const held = secrets.filter(({ length }) => length >= shortest && length <= found.length)
  if (held.length === 0) return found
  // Nearly every text is a word of TikTok's. Without a sign of an escape, a secret is in it plainly or not at all.
  if (/^[\w.~-]*$/.test(found)) {
    const plain = found.toLowerCase()
    const isIn = (secret: string) => plain.includes(secret.toLowerCase())
    if (!held.some((secret) => isIn(secret) || coresOf(secret, found).some(isIn))) return found
  }
  const squeezed = found.toLowerCase().replaceAll(/[\\\s]/g, "")
  const inBase64 = held.flatMap((secret) => coresOf(secret, found)).filter((core) =>
    squeezed.includes(longestWord(core))
  )
  return [...held, ...inBase64]
    // What is part of another secret goes after it.
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replace(patternOf(secret), hidden), found)
}

const shortest = 4
const hidden = "<redacted>"

/**
 * What an answer came to, without the secrets of its request where a server
 * may have echoed them: in a refusal, and in why it gave a post up.
 *
 * @internal
 */
export const decoded = <A>(
  result: Result.Result<A, Refusal | MalformedAnswer>,
  secrets: () => ReadonlyArray<string>
): Result.Result<A, Refusal | MalformedAnswer> =>
  Result.isFailure(result)
    ? Result.fail(
      // A malformed answer is told of in words of our own.
      result.failure._tag === "MalformedAnswer"
        ? result.failure
        : ErrorCatalog.withTexts(result.failure, (found) => text(secrets(), found))
    )
    : accepted(result.success, secrets)

/** A token is no name of a post: as one it would be told, stored and logged. */
const accepted = <A>(value: A, secrets: () => ReadonlyArray<string>): Result.Result<A, MalformedAnswer> => {
  if (!isObject(value)) return Result.succeed(value)
  const { publishId } = value
  if (typeof publishId === "string" && text(secrets(), publishId) !== publishId) {
    return Result.fail(new MalformedAnswer({ status: 200, field: "data.publish_id", rule: "must not be a secret" }))
  }
  return Result.succeed("failReason" in value ? withoutSecrets(value, secrets) : value)
}

/**
 * The same for what TikTok says of a post: its words go to people, too.
 *
 * @internal
 */
export const withoutSecrets = <A extends object>(report: A, secrets: () => ReadonlyArray<string>): A => {
  const clean = { ...report }
  for (const [key, value] of Object.entries(report)) {
    if ((key === "failReason" || key === "status") && typeof value === "string") {
      Reflect.set(clean, key, text(secrets(), value))
    }
  }
  return clean
}

/**
 * The same for a failure that has been told of already.
 *
 * @internal
 */
export const failed = <R extends Reason>(
  error: TikTokError<R>,
  secrets: () => ReadonlyArray<string>
): TikTokError<R | Refusal> => {
  const { operation, publishId, reason, unsaved } = error
  if (!ErrorCatalog.isRefusal(reason)) return error
  const clean = ErrorCatalog.withTexts(reason, (found) => text(secrets(), found))
  return new TikTokError({ operation, publishId, unsaved, reason: clean })
}

/**
 * The same for the answer to a chunk.
 *
 * @internal
 */
export const chunk = (
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
 * Why a request had no answer, without its secrets where a redirect carries them
 * in its path, or a header that cannot be read.
 *
 * @internal
 */
export const unanswered = <E extends { readonly _tag: string }>(
  reason: E | MalformedAnswer | Redirected,
  secrets: () => ReadonlyArray<string>
): E | MalformedAnswer | Redirected => {
  if (reason instanceof MalformedAnswer) return malformed(reason, secrets)
  return reason instanceof Redirected && reason.location !== undefined
    ? new Redirected({ status: reason.status, location: text(secrets(), reason.location) })
    : reason
}

/**
 * The same for an answer that cannot be used.
 *
 * @internal
 */
export const malformed = (
  { field, rule, status }: MalformedAnswer,
  secrets: () => ReadonlyArray<string>
): MalformedAnswer => new MalformedAnswer({ status, field, rule: text(secrets(), rule) })

/**
 * The secrets of a call: what of its input is redacted.
 *
 * @internal
 */
export const secretsOf = (input: unknown, depth = 3): ReadonlyArray<string> => {
  if (Redacted.isRedacted(input)) {
    const value: unknown = Redacted.value(input)
    return typeof value === "string" ? [value] : []
  }
  // Deeper there is only the media of a post.
  return depth > 0 && isObject(input) ? Object.values(input).flatMap((field) => secretsOf(field, depth - 1)) : []
}

/**
 * The secrets of an upload URL: a server may write it without its origin, or only what of it opens the upload.
 *
 * @internal
 */
export const secretsOfUrl = (address: string): ReadonlyArray<string> => {
  if (!URL.canParse(address)) return [address]
  const { pathname, search, searchParams } = new URL(address)
  // Shorter values, such as a part number, are words of their own.
  const values = Array.from(searchParams.values()).filter(({ length }) => length >= 8)
  return [address, ...(search === "" ? [] : [pathname + search, search.slice(1)]), ...values]
}

// -----------------------------------------------------------------------------
// writings of a secret
// -----------------------------------------------------------------------------

/**
 * What base64 makes of a secret, in both alphabets, wherever in the encoded text it begins: the signs at its ends also
 * carry bits of what is beside it. A server may have encoded it as the form or the JSON that carried it.
 */
const coresOf = (secret: string, found: string): ReadonlyArray<string> => {
  // Four signs for three bytes.
  if (found.length < secret.length * 4 / 3 - 2) return []
  const writings = new Set([
    secret,
    encodeURIComponent(secret.toWellFormed()),
    new URLSearchParams([["", secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1)
  ])
  const cores = Array.from(writings).flatMap((writing) => {
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

// Layers of JSON put backslashes before a sign, so how many there are says nothing. They are matched in one place for
// each sign, for a pattern that can split them in many ways takes for ever.
const patternOf = (secret: string): RegExp =>
  new RegExp(
    Array.from(
      secret.matchAll(/(?<=(.?))(\\*)([^\\]?)/gsu),
      ([, before = "", backslashes = "", sign = ""]) =>
        (backslashes === "" ? isBreakable(before, sign) ? broken : "\\\\*" : backslash) +
        (sign === "" ? "" : written(sign))
    ).join(""),
    "gi"
  )

/** Whether a line may be broken between two signs. Beside a space of the secret's own, breaks could be matched in many ways. */
const isBreakable = (before: string, sign: string): boolean => /\S/.test(before) && /\S/.test(sign)

const broken = "[\\\\\\s]*"

const backslash = "(?:\\\\(?:u005c)?|%(?:25)*5c|&(?:amp;)*#(?:0*92|x0*5c);)+"

// Plain comes last, because an escape may begin with the sign itself.
const written = (sign: string): string => {
  const code = sign.codePointAt(0) ?? 0
  const ways = [
    Array.from({ length: sign.length }, (_, at) => `u${hex(sign.charCodeAt(at), 4)}`).join("\\\\+"),
    // A percent sign may be escaped in turn.
    Array.from(new TextEncoder().encode(sign), (byte) => `%(?:25)*${hex(byte, 2)}`).join(""),
    `&(?:amp;)*#(?:0*${code}|x0*${hex(code, 1)});`,
    ...(names.get(sign) ?? []),
    sign.replace(/[\^$.*+?()[\]{}|/-]/g, "\\$&")
  ]
  return `(?:${ways.join("|")})`
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0")

const names: ReadonlyMap<string, ReadonlyArray<string>> = new Map([
  ["&", ["&(?:amp;)+"]],
  ["<", ["&(?:amp;)*lt;"]],
  [">", ["&(?:amp;)*gt;"]],
  ["\"", ["&(?:amp;)*quot;"]],
  ["'", ["&(?:amp;)*apos;"]],
  // Of a form.
  [" ", ["\\+"]],
  // Of JSON, behind the backslash.
  ["\b", ["b"]],
  ["\f", ["f"]],
  ["\n", ["n"]],
  ["\r", ["r"]],
  ["\t", ["t"]]
])
