import { Effect, FileSystem } from "effect"
import { Media } from "effect-tiktok"
import { plainFailure } from "../output/plainFailure.ts"
import { broken, readStdin } from "../settings/variables.ts"

// What is piped in stays in memory, because TikTok needs its size before the first byte.
const mostPiped = 512 * 1024 * 1024

/**
 * The video that an argument names: a file, `-` or a pipe, whose bytes are read first, or an http(s) URL, which TikTok
 * fetches.
 */
export const videoOf = Effect.fnUntraced(function*(argument: string) {
  return /^https?:\/\//i.test(argument) ? Media.url(argument) : yield* uploadableOf(argument)
})

/** The file that an argument names, or the bytes of `-` or a pipe. */
export const uploadableOf = Effect.fnUntraced(function*(argument: string) {
  const fs = yield* FileSystem.FileSystem
  if (argument === "-") return Media.bytes(yield* bounded(yield* readStdin("<file>")))
  const { type } = yield* fs.stat(argument).pipe(
    Effect.catchReason("PlatformError", "NotFound", () => broken("<file>", `names ${argument}, which is not there`)),
    Effect.catchTag("PlatformError", (error) => Effect.fail(plainFailure(`cannot read ${argument}`)(error)))
  )
  switch (type) {
    case "File":
      return Media.file(argument)
    case "FIFO":
    case "CharacterDevice":
      return Media.bytes(
        yield* bounded(yield* Effect.mapError(fs.readFile(argument), plainFailure(`cannot read ${argument}`)))
      )
    default:
      return yield* broken("<file>", `names ${argument}, which is no file`)
  }
})

const bounded = (bytes: Uint8Array) =>
  bytes.length <= mostPiped
    ? Effect.succeed(bytes)
    : broken("<file>", "is a pipe with more than 512 MiB: write it to a file, and publish that")
