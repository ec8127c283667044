import { Effect, FileSystem, Stream } from "effect"
import { createHash } from "node:crypto"

/** The smallest chunk that TikTok takes in either reading of "5 MB". */
export const smallestChunk = 5_242_880

let words = new Uint32Array()

/**
 * Bytes that look like an MP4. Every 4-byte word encodes its position, so that a chunk sent twice, late or to
 * the wrong place changes the hash.
 */
export const video = (size: number): Uint8Array<ArrayBuffer> => {
  if (words.length * 4 < size) words = Uint32Array.from({ length: Math.ceil(size / 4) }, (_, index) => index)
  const bytes = new Uint8Array(words.buffer.slice(0, size))
  bytes.set([0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70, 0x69, 0x73, 0x6f, 0x6d].slice(0, size))
  return bytes
}

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

/** A file that is removed when the scope closes. */
export const videoFile = Effect.fnUntraced(function*(bytes: Uint8Array, name = "clip.mp4") {
  const fs = yield* FileSystem.FileSystem
  const path = `${yield* fs.makeTempDirectoryScoped()}/${name}`
  yield* fs.writeFile(path, bytes)
  return path
}, Effect.orDie)

/** The bytes as a stream, in pieces of an odd size. */
export const pieces = (bytes: Uint8Array, piece = 700_001): Stream.Stream<Uint8Array> =>
  Stream.fromIterable(
    Array.from(
      { length: Math.ceil(bytes.length / piece) },
      (_, index) => bytes.slice(index * piece, (index + 1) * piece)
    )
  )
