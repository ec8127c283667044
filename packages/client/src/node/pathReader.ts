import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { stat } from "node:fs/promises"
import * as FileFailures from "../internal/upload/fileFailures.ts"
import { MediaUnreadable } from "../TikTokError.ts"
import type * as Uploader from "../Uploader.ts"

/**
 * How a runtime reads a part of a file.
 *
 * @internal
 */
export interface Parts {
  /** Pieces, each in a buffer of its own, because `fetch` may keep them for a while. */
  readonly pieces: (path: string, range: Uploader.ByteRange) => AsyncIterable<Uint8Array>
  readonly slice?: (path: string, range: Uploader.ByteRange) => Blob
}

/**
 * Reads files through the runtime's own functions, which open a path for each part. So the path must name the same file
 * until the end.
 *
 * @internal
 */
export const make = ({ pieces, slice }: Parts): Uploader.FileReader => ({
  open: (path) => {
    const version = Effect.tryPromise({ try: () => versionOf(path), catch: unreadable })
    return Effect.as(version, {
      version,
      read: (range, { onFailure }) => Effect.succeed(reporting(pieces(path, range), onFailure)),
      slice: slice && ((range) => slice(path, range))
    })
  }
})

const versionOf = async (path: string): Promise<Uploader.FileVersion> => {
  const found = await stat(path, { bigint: true })
  if (!found.isFile()) throw FileFailures.notRegular
  const { ctimeNs, dev, ino, mtime, mtimeNs, size } = found
  return {
    size: Number(size),
    modifiedAt: Option.getOrUndefined(DateTime.make(mtime)),
    mark: [dev, ino, mtimeNs, ctimeNs].join(" ")
  }
}

async function* reporting(
  pieces: AsyncIterable<Uint8Array>,
  onFailure: (reason: MediaUnreadable) => void
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* pieces
  } catch (error) {
    const reason = unreadable(error)
    onFailure(reason)
    throw reason
  }
}

const unreadable = (error: unknown): MediaUnreadable => {
  if (error instanceof MediaUnreadable) return error
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown"
  return FileFailures.unreadable(code)
}
