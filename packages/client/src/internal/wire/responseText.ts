import * as Effect from "effect/Effect"
import type { HttpClientError } from "effect/http/HttpClientError"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as Pull from "effect/Pull"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { concat } from "../common/bytes.ts"

/**
 * Why a response cannot be read: the rule that it breaks.
 *
 * @internal
 */
export interface Unreadable {
  readonly field: string
  readonly rule: string
}

/**
 * Reads the body of a response as text, up to `maxBytes` after decompression.
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
  const isUtf16 = /utf-?16/i.test(headers["content-type"] ?? "")
  if (codings.length === 0 && length !== undefined && Number(length) <= maxBytes && !isUtf16) {
    return Effect.map(response.text, (text) => text.length > maxBytes ? tooLong(maxBytes) : Result.succeed(text))
  }
  const body = Effect.catchIf(
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
    return codings.length === 0 || isTextAlready(bytes)
      ? Effect.succeed(Result.succeed(textOf(bytes)))
      : decode(bytes, codings, maxBytes)
  })
}

/**
 * Releases a response without reading it.
 *
 * @internal
 */
export const discard = (response: HttpClientResponse): Effect.Effect<void> =>
  Effect.ignore(Effect.scoped(Stream.toPull(response.stream)))

/** Codings in the order in which they were applied. Their names are case-insensitive (RFC 9110, section 8.4.1). */
const codingsOf = (header: string | undefined): ReadonlyArray<string> =>
  header === undefined
    ? []
    : header.split(",").map((coding) => coding.trim().toLowerCase()).filter((coding) =>
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
  for (const coding of codings.toReversed()) {
    const found = yield* decodeOnce(body, coding, maxBytes)
    if (Result.isFailure(found)) return Result.fail(found.failure)
    body = found.success
  }
  return Result.succeed(textOf(body))
})

const maxCodings = 4

const decodeOnce = (
  bytes: Uint8Array,
  coding: string,
  maxBytes: number
): Effect.Effect<Result.Result<Uint8Array, Unreadable>> => {
  const format = formatOf(bytes, coding)
  const decompression = Result.try(() => isFormat(format) ? new DecompressionStream(format) : undefined)
  const reading = Result.getOrUndefined(decompression)
  if (reading === undefined) return Effect.succeed(Result.fail(unknownCoding(coding)))
  const pieces = Stream.fromReadableStream({
    evaluate: () => new Blob([new Uint8Array(bytes)]).stream().pipeThrough(reading),
    onError: () => "broken" as const
  })
  return Effect.map(Effect.result(collect(pieces, maxBytes)), (decode) => {
    if (Result.isSuccess(decode)) {
      return decode.success === undefined ? tooLong(maxBytes) : Result.succeed(decode.success)
    }
    // A `fetch` may have decompressed it already, and the text starts in an unusual way.
    return Result.try(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes)).pipe(
      Result.filterOrFail((text) => !controls.test(text), () => undefined),
      Result.map(() => bytes),
      Result.mapError(() => ({ field: "body", rule: "must be compressed as Content-Encoding says" }))
    )
  })
}

const controls = /[^\P{Cc}\t\n\r]/u

const formatOf = (bytes: Uint8Array, coding: string): string => {
  const format = aliases[coding] ?? coding
  // Some servers call a raw stream "deflate" (RFC 9110, section 8.4.1.2). zlib's first two bytes are a multiple of 31.
  const isZlib = (bytes[0] ?? 0) % 16 === 8 && ((bytes[0] ?? 0) * 256 + (bytes[1] ?? 0)) % 31 === 0
  return format === "deflate" && !isZlib ? "deflate-raw" : format
}

const aliases: Readonly<Record<string, string>> = { "x-gzip": "gzip", "br": "brotli" }

const isFormat = (name: string): name is CompressionFormat => formats.has(name)

const formats: ReadonlySet<string> = new Set(["gzip", "deflate", "deflate-raw", "brotli"])

const unknownCoding = (coding: string): Unreadable => ({
  field: "Content-Encoding",
  rule: `must be a coding that this platform reads${/^[!-~]{1,20}$/.test(coding) ? `, not ${coding}` : ""}`
})

/** Collects the bytes of a stream. Stops and returns undefined when there are too many. */
const collect = <E>(
  stream: Stream.Stream<Uint8Array, E>,
  maxBytes: number
): Effect.Effect<Uint8Array | undefined, E> =>
  Effect.scoped(Effect.gen(function*() {
    const pull = yield* Stream.toPull(stream)
    const pieces: Array<Uint8Array> = []
    let length = 0
    let isDone = false
    while (!isDone && length <= maxBytes) {
      const pulled = yield* Pull.catchDone(pull, () => Effect.succeed(undefined))
      isDone = pulled === undefined
      for (const piece of pulled ?? []) {
        pieces.push(piece)
        length += piece.length
      }
    }
    return length > maxBytes ? undefined : concat(pieces)
  }))

/** JSON is UTF-8 (RFC 8259, section 8.1), unless it has another byte-order mark. */
const textOf = (bytes: Uint8Array): string => new TextDecoder(encodingOf(bytes)).decode(bytes)

const encodingOf = ([first, second]: Uint8Array): string => {
  if (first === 0xff && second === 0xfe) return "utf-16le"
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8"
}

const tooLong = (maxBytes: number): Result.Result<never, Unreadable> =>
  Result.fail({ field: "body", rule: `must not be longer than ${maxBytes} bytes` })
