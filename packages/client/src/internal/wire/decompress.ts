import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { collect } from "./collect.ts"
import { builtinModule, fieldOf } from "./nodeBuiltins.ts"

/**
 * Why a body cannot be decompressed.
 *
 * @internal
 */
export type Failure = "Unknown" | "Broken" | "TooLong"

/**
 * Decompresses a body, up to `maxBytes`. `coding` is a name of `Content-Encoding`. What the bytes themselves say decides
 * before it, because some servers label them wrongly (RFC 9110, section 8.4.1.2).
 *
 * @internal
 */
export const decompress = (bytes: Uint8Array, coding: string, maxBytes: number): Effect.Effect<Uint8Array, Failure> => {
  const format = formatOf(bytes, aliases[coding] ?? coding)
  const viaNode = fieldOf(builtinModule("node:zlib"), nodeNames[format] ?? "")
  return isNodeFunction(viaNode) ? inNode(viaNode, bytes, format, maxBytes) : anywhere(bytes, format, maxBytes)
}

/**
 * Whether bytes start like gzip, which no text does.
 *
 * @internal
 */
export const isGzip = ([first, second]: Uint8Array): boolean => first === 0x1f && second === 0x8b

const aliases: Readonly<Record<string, string>> = { "x-gzip": "gzip", "br": "brotli" }

const formatOf = (bytes: Uint8Array, coding: string): string => {
  if (coding !== "gzip" && coding !== "deflate") return coding
  if (isGzip(bytes)) return "gzip"
  // zlib's first two bytes are a multiple of 31. Some servers call a raw stream "deflate".
  const [first = 0, second = 0] = bytes
  if (first % 16 === 8 && (first * 256 + second) % 31 === 0) return "deflate"
  return coding === "deflate" ? "deflate-raw" : coding
}

// -----------------------------------------------------------------------------
// Node, which also reads zstd, several members of gzip, and what comes before a cut
// -----------------------------------------------------------------------------

type NodeFunction = (
  bytes: Uint8Array,
  options: { readonly maxOutputLength: number; readonly finishFlush?: number },
  done: (error: unknown, result: Uint8Array) => void
) => void

const isNodeFunction = (value: unknown): value is NodeFunction => typeof value === "function"

const nodeNames: Readonly<Record<string, string>> = {
  "gzip": "gunzip",
  "deflate": "inflate",
  "deflate-raw": "inflateRaw",
  "brotli": "brotliDecompress",
  "zstd": "zstdDecompress"
}

const inNode = (
  run: NodeFunction,
  bytes: Uint8Array,
  format: string,
  maxBytes: number
): Effect.Effect<Uint8Array, Failure> =>
  Effect.callback((resume) => {
    // Z_SYNC_FLUSH, as every `fetch` has it.
    const options = /gzip|deflate/.test(format) ? { finishFlush: 2 } : {}
    run(bytes, { ...options, maxOutputLength: maxBytes }, (error, result) =>
      resume(
        error === null
          ? Effect.succeed(result)
          : Effect.fail(fieldOf(error, "code") === "ERR_BUFFER_TOO_LARGE" ? "TooLong" : "Broken")
      ))
  })

// -----------------------------------------------------------------------------
// other runtimes
// -----------------------------------------------------------------------------

const anywhere = (bytes: Uint8Array, format: string, maxBytes: number): Effect.Effect<Uint8Array, Failure> =>
  Effect.try({ try: () => isFormat(format) ? new DecompressionStream(format) : undefined, catch: () => undefined })
    .pipe(
      Effect.orElseSucceed(() => undefined),
      Effect.flatMap((reading) =>
        reading === undefined
          ? Effect.fail<Failure>("Unknown")
          : collect(
            Stream.fromReadableStream({
              evaluate: () => new Blob([new Uint8Array(bytes)]).stream().pipeThrough(reading),
              onError: (): Failure => "Broken"
            }),
            maxBytes
          )
      ),
      Effect.flatMap((found) => found === undefined ? Effect.fail<Failure>("TooLong") : Effect.succeed(found))
    )

const isFormat = (name: string): name is CompressionFormat => formats.has(name)

const formats: ReadonlySet<string> = new Set(["gzip", "deflate", "deflate-raw", "brotli"])
