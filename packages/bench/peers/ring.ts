import { type FileHandle, open } from "node:fs/promises"
import type { Chunk } from "../src/harness/uploadTask.ts"

const PIECE = 1024 * 1024

const handles = new Map<string, FileHandle>()

/** Opens each file once. */
export const opened = async (path: string): Promise<FileHandle> => {
  const file = handles.get(path) ?? await open(path)
  handles.set(path, file)
  return file
}

/** Closes every file that was opened. */
export const closeFiles = () => Promise.all([...handles.values()].map((file) => file.close()))

/** Four buffers that are reused. */
export const ringOf = (): ReadonlyArray<Buffer> => Array.from({ length: 4 }, () => Buffer.alloc(PIECE))

/**
 * The bytes of a chunk, each piece in the next buffer of the ring, with one piece read ahead.
 *
 * @yields a piece, valid until the next one is requested
 */
export async function* piecesOf(file: FileHandle, ring: ReadonlyArray<Buffer>, { end, start }: Chunk) {
  const read = (turn: number, offset: number) =>
    file.read(ring[turn % ring.length]!, 0, Math.min(PIECE, end - offset), offset)
  let offset = start
  let next = read(0, offset)
  for (let turn = 1; offset < end; turn++) {
    const { buffer, bytesRead } = await next
    if (bytesRead === 0) throw new Error(`the file ended at byte ${offset}`)
    offset += bytesRead
    if (offset < end) next = read(turn, offset)
    yield buffer.subarray(0, bytesRead)
  }
}
