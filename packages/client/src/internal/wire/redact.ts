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
  // Nearly every text is a word of TikTok's. Without a sign of an escape, a secret is in it plainly or not at all.
  if (/^\w*$/.test(found)) {
    const plain = found.toLowerCase()
    if (!held.some((secret) => plain.includes(secret.toLowerCase()))) return found
  }
  return held
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
  Result.mapBoth(result, {
    onSuccess: (value) => isObject(value) && "failReason" in value ? withoutSecrets(value, secrets) : value,
    // A malformed answer is told of in words of our own.
    onFailure: (reason) =>
      reason._tag === "MalformedAnswer" ? reason : ErrorCatalog.withTexts(reason, (found) => text(secrets(), found))
  })

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
  if (reason instanceof MalformedAnswer) {
    const { field, rule, status } = reason
    return new MalformedAnswer({ status, field, rule: text(secrets(), rule) })
  }
  return reason instanceof Redirected && reason.location !== undefined
    ? new Redirected({ status: reason.status, location: text(secrets(), reason.location) })
    : reason
}

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
