import * as Effect from "effect/Effect"
import type { HttpClientError } from "effect/http/HttpClientError"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as Pull from "effect/Pull"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { concat } from "../common/bytes.ts"

/**
 * Why an answer cannot be read, as the rule it breaks.
 *
 * @internal
 */
export interface Unreadable {
  readonly field: string
  readonly rule: string
}

/**
 * Reads the body of an answer as text, and no more of it than `most` bytes, counted after decompression.
 *
 * @internal
 */
export const read = (
  response: HttpClientResponse,
  // Those of the response, which makes them anew whenever it is asked.
  headers: Readonly<Record<string, string | undefined>>,
  most: number
): Effect.Effect<Result.Result<string, Unreadable>, HttpClientError> => {
  const codings = codingsOf(headers["content-encoding"])
  const length = headers["content-length"]
  // Nearly every answer. Without an encoding the parser of the platform gives no more than was announced.
  const isWide = /utf-?16/i.test(headers["content-type"] ?? "")
  if (codings.length === 0 && length !== undefined && Number(length) <= most && !isWide) {
    return Effect.map(response.text, (text) => text.length > most ? tooLong(most) : Result.succeed(text))
  }
  const body = Effect.catchIf(
    collect(response.stream, most),
    ({ reason }) => reason._tag === "EmptyBodyError",
    () => Effect.succeed(new Uint8Array())
  )
  return Effect.flatMap(body, (bytes) => {
    if (bytes === undefined) return Effect.succeed(tooLong(most))
    // There is none, or a client of the caller's has read it and keeps it.
    if (bytes.length === 0) {
      return Effect.map(
        Effect.orElseSucceed(response.text, () => ""),
        (text) => text.length > most ? tooLong(most) : Result.succeed(text)
      )
    }
    return codings.length === 0 || isTextAlready(bytes)
      ? Effect.succeed(Result.succeed(textOf(bytes)))
      : decoded(bytes, codings, most)
  })
}

/**
 * Lets go of an answer that is not read.
 *
 * @internal
 */
export const discard = (response: HttpClientResponse): Effect.Effect<void> =>
  Effect.ignore(Effect.scoped(Stream.toPull(response.stream)))

/** Codings in the order in which they were applied; their names have no case (RFC 9110, section 8.4.1). */
const codingsOf = (header: string | undefined): ReadonlyArray<string> =>
  header === undefined
    ? []
    : header.split(",").map((coding) => coding.trim().toLowerCase()).filter((coding) =>
      coding !== "" && coding !== "identity"
    )

// Every `fetch` decodes by itself and leaves the header. No compressed body begins as JSON, HTML or UTF-16 does.
const isTextAlready = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x7b || bytes[0] === 0x3c || encodingOf(bytes) !== "utf-8"

const decoded = Effect.fnUntraced(function*(bytes: Uint8Array, codings: ReadonlyArray<string>, most: number) {
  if (codings.length > mostCodings) {
    return Result.fail({ field: "Content-Encoding", rule: `must not name more than ${mostCodings} codings` })
  }
  let body = bytes
  for (const coding of codings.toReversed()) {
    const found = yield* decodedOnce(body, coding, most)
    if (Result.isFailure(found)) return Result.fail(found.failure)
    body = found.success
  }
  return Result.succeed(textOf(body))
})

const mostCodings = 4

const decodedOnce = (
  bytes: Uint8Array,
  coding: string,
  most: number
): Effect.Effect<Result.Result<Uint8Array, Unreadable>> => {
  const format = formatOf(bytes, coding)
  const decompression = Result.try(() => isFormat(format) ? new DecompressionStream(format) : undefined)
  const reading = Result.getOrUndefined(decompression)
  if (reading === undefined) return Effect.succeed(Result.fail(unknownCoding(coding)))
  const pieces = Stream.fromReadableStream({
    evaluate: () => new Blob([new Uint8Array(bytes)]).stream().pipeThrough(reading),
    onError: () => "broken" as const
  })
  return Effect.map(Effect.result(collect(pieces, most)), (decoded) => {
    if (Result.isSuccess(decoded)) {
      return decoded.success === undefined ? tooLong(most) : Result.succeed(decoded.success)
    }
    // A `fetch` that has decoded it, of a text that begins as none is expected to.
    return Result.try(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes)).pipe(
      Result.filterOrFail((text) => !controls.test(text), () => undefined),
      Result.map(() => bytes),
      Result.mapError(() => ({ field: "body", rule: "must be compressed as Content-Encoding says" }))
    )
  })
}

const controls = /[^\P{Cc}\t\n\r]/u

const formatOf = (bytes: Uint8Array, coding: string): string => {
  const format = names[coding] ?? coding
  // Some servers call a raw stream "deflate" (RFC 9110, section 8.4.1.2); zlib's first two bytes are a multiple of 31.
  const isZlib = (bytes[0] ?? 0) % 16 === 8 && ((bytes[0] ?? 0) * 256 + (bytes[1] ?? 0)) % 31 === 0
  return format === "deflate" && !isZlib ? "deflate-raw" : format
}

const names: Readonly<Record<string, string>> = { "x-gzip": "gzip", "br": "brotli" }

const isFormat = (name: string): name is CompressionFormat => formats.has(name)

const formats: ReadonlySet<string> = new Set(["gzip", "deflate", "deflate-raw", "brotli"])

const unknownCoding = (coding: string): Unreadable => ({
  field: "Content-Encoding",
  rule: `must be a coding that this platform reads${/^[!-~]{1,20}$/.test(coding) ? `, not ${coding}` : ""}`
})

/** All the bytes of a stream; undefined when there are more than so many, and then the rest is not asked for. */
const collect = <E>(
  stream: Stream.Stream<Uint8Array, E>,
  most: number
): Effect.Effect<Uint8Array | undefined, E> =>
  Effect.scoped(Effect.gen(function*() {
    const pull = yield* Stream.toPull(stream)
    const pieces: Array<Uint8Array> = []
    let length = 0
    let isOver = false
    while (!isOver && length <= most) {
      const pulled = yield* Pull.catchDone(pull, () => Effect.succeed(undefined))
      isOver = pulled === undefined
      for (const piece of pulled ?? []) {
        pieces.push(piece)
        length += piece.length
      }
    }
    return length > most ? undefined : concat(pieces)
  }))

/** JSON is UTF-8 (RFC 8259, section 8.1), unless its byte-order mark says otherwise. */
const textOf = (bytes: Uint8Array): string => new TextDecoder(encodingOf(bytes)).decode(bytes)

const encodingOf = ([first, second]: Uint8Array): string => {
  if (first === 0xff && second === 0xfe) return "utf-16le"
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8"
}

const tooLong = (most: number): Result.Result<never, Unreadable> =>
  Result.fail({ field: "body", rule: `must not be longer than ${most} bytes` })
