import * as Effect from "effect/Effect"
import type { HttpClientError } from "effect/http/HttpClientError"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { collect } from "./collect.ts"
import { decompress, isGzip } from "./decompress.ts"
import { encodingOf, textOfBytes } from "./textOfBytes.ts"

/**
 * Why an answer cannot be read: the rule that it breaks.
 *
 * @internal
 */
export interface Unreadable {
  readonly field: string
  readonly rule: string
}

/**
 * Reads the body of an answer as text, up to `maxBytes` after decompression.
 *
 * @internal
 */
export const read = (
  response: HttpClientResponse,
  // The headers of the response, which creates them again on each access.
  headers: Readonly<Record<string, string | undefined>>,
  maxBytes: number
): Effect.Effect<Result.Result<string, Unreadable>, HttpClientError> => {
  const codings = codingsOf(headers["content-encoding"])
  const length = headers["content-length"]
  // The common case. Without a coding, the platform's parser returns no more bytes than announced.
  const isShort = codings.length === 0 && length !== undefined && Number(length) <= maxBytes
  const body = isShort
    ? Effect.matchEffect(response.arrayBuffer, {
      onSuccess: (buffer) => Effect.succeed(new Uint8Array(buffer)),
      // The caller's HTTP client may have read the text already.
      onFailure: (error) =>
        Effect.mapBoth(response.text, {
          onFailure: () => error,
          onSuccess: (text) => new TextEncoder().encode(text)
        })
    })
    : Effect.catchIf(
      collect(response.stream, maxBytes),
      ({ reason }) => reason._tag === "EmptyBodyError",
      () => Effect.succeed(new Uint8Array())
    )
  return Effect.flatMap(body, (bytes) => {
    if (bytes === undefined) return Effect.succeed(tooLong(maxBytes))
    // The body is empty, or the caller's HTTP client has already read it.
    if (bytes.length === 0) {
      return Effect.map(
        Effect.orElseSucceed(response.text, () => ""),
        (text) => text.length > maxBytes ? tooLong(maxBytes) : Result.succeed(text)
      )
    }
    return codings.length === 0 && !isGzip(bytes) || isTextAlready(bytes)
      ? Effect.succeed(Result.succeed(textOfBytes(bytes)))
      : decode(bytes, codings, maxBytes)
  })
}

/**
 * Releases an answer without reading it.
 *
 * @internal
 */
export const discard = (response: HttpClientResponse): Effect.Effect<void> =>
  Effect.ignore(Effect.scoped(Stream.toPull(response.stream)))

/** Codings in the order in which they were applied. Their names are case-insensitive (RFC 9110, section 8.4.1). */
const codingsOf = (header: string | undefined): ReadonlyArray<string> =>
  header === undefined
    ? []
    : header.split(",").map((coding) => coding.replace(/;.*|["\s]/gs, "").toLowerCase()).filter((coding) =>
      coding !== "" && coding !== "identity"
    )

// Every `fetch` decompresses the body and keeps the header. No compressed body starts like JSON, HTML or UTF-16.
const isTextAlready = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x7b || bytes[0] === 0x3c || encodingOf(bytes) !== "utf-8"

const decode = Effect.fnUntraced(function*(bytes: Uint8Array, codings: ReadonlyArray<string>, maxBytes: number) {
  if (codings.length > maxCodings) {
    return Result.fail({ field: "Content-Encoding", rule: `must not name more than ${maxCodings} codings` })
  }
  let body = bytes
  const left = [...codings]
  // A proxy may compress again without a word about it.
  for (let times = 0; times < maxCodings && (left.length > 0 || isGzip(body)); times++) {
    const found = yield* decodeOnce(body, left.pop() ?? "gzip", maxBytes)
    if (Result.isFailure(found)) return Result.fail(found.failure)
    body = found.success
  }
  return Result.succeed(textOfBytes(body))
})

const maxCodings = 4

const decodeOnce = (
  bytes: Uint8Array,
  coding: string,
  maxBytes: number
): Effect.Effect<Result.Result<Uint8Array, Unreadable>> =>
  Effect.map(Effect.result(decompress(bytes, coding, maxBytes)), (decoded) => {
    if (Result.isSuccess(decoded)) return Result.succeed(decoded.success)
    if (decoded.failure === "TooLong") return tooLong(maxBytes)
    // A `fetch` may have decompressed it already, and the text starts in an unusual way.
    return Result.try(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes)).pipe(
      Result.filterOrFail((text) => !controls.test(text), () => undefined),
      Result.map(() => bytes),
      Result.mapError(() =>
        decoded.failure === "Unknown"
          ? unknownCoding(coding)
          : { field: "body", rule: "must be compressed as Content-Encoding says" }
      )
    )
  })

const controls = /[^\P{Cc}\t\n\r]/u

const unknownCoding = (coding: string): Unreadable => ({
  field: "Content-Encoding",
  rule: `must be a coding that this platform reads${/^[!-~]{1,20}$/.test(coding) ? `, not ${coding}` : ""}`
})

const tooLong = (maxBytes: number): Result.Result<never, Unreadable> =>
  Result.fail({ field: "body", rule: `must not be longer than ${maxBytes} bytes` })
