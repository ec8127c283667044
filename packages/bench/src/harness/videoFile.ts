import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { open } from "node:fs/promises"

const PAGE = 4096

/**
 * Writes a file in which every written page encodes its position, so that a page sent late, twice or to the
 * wrong place changes the hash. A `step` above the page size leaves holes, which use no disk space.
 */
export const makeFile = async (path: string, size: number, step = PAGE): Promise<void> => {
  const file = await open(path, "w")
  try {
    await file.truncate(size)
    const block = Buffer.alloc(step === PAGE ? 256 * PAGE : PAGE)
    for (let start = 0; start < size; start += Math.max(step, block.length)) {
      for (let offset = 0; offset < block.length; offset += 8) {
        block.writeUIntLE(start + offset, offset, 6)
      }
      await file.write(block, 0, Math.min(block.length, size - start), start)
    }
  } finally {
    await file.close()
  }
}

/** SHA-256 of a file, in hex. */
export const hashFile = async (path: string): Promise<string> => {
  const hash = createHash("sha256")
  for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(piece)
  return hash.digest("hex")
}
