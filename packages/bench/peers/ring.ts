import type { FileHandle } from "node:fs/promises"
import type { Chunk } from "../src/harness/uploadTask.ts"

const PIECE = 512 * 1024

/** Four buffers that are used again and again. */
export const ringOf = (): ReadonlyArray<Buffer> => Array.from({ length: 4 }, () => Buffer.alloc(PIECE))

/**
 * The bytes of a chunk, each piece in the next buffer of the ring.
 *
 * @yields a piece; whoever asks for the next one has to be done with it
 */
export async function* piecesOf(file: FileHandle, ring: ReadonlyArray<Buffer>, { end, start }: Chunk) {
  let offset = start
  for (let turn = 0; offset < end; turn++) {
    const buffer = ring[turn % ring.length]!
    const { bytesRead } = await file.read(buffer, 0, Math.min(PIECE, end - offset), offset)
    if (bytesRead === 0) throw new Error(`the file ended at byte ${offset}`)
    offset += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}
