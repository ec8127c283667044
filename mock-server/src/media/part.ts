import { type FileHandle, open, rm } from "node:fs/promises"

/** The file of one chunk. */
export interface Part {
  /** Number of bytes, also those that are not written yet. */
  readonly length: () => number
  /** Writes a piece. Resolves also after an error. */
  readonly write: (piece: Uint8Array) => Promise<true>
  /** Waits for the writes and returns the path, if there are bytes. Rejects after a write error. */
  readonly end: () => Promise<string | undefined>
  readonly remove: () => Promise<void>
}

/** Makes a part. The first piece opens the file. */
export const makePart = (findPath: () => Promise<string>): Part => {
  let length = 0
  let file: { readonly path: string; readonly handle: FileHandle } | undefined
  let failure: { readonly error: unknown } | undefined
  let writing: Promise<void> = Promise.resolve()

  const append = async (piece: Uint8Array) => {
    if (failure !== undefined) return
    try {
      if (file === undefined) {
        const path = await findPath()
        file = { path, handle: await open(path, "w") }
      }
      // Unlike `write`, it writes every byte.
      await file.handle.appendFile(piece)
    } catch (error) {
      failure = { error }
    }
  }

  return {
    length: () => length,
    write: async (piece) => {
      length += piece.length
      writing = writing.then(() => append(piece))
      await writing
      return true
    },
    end: async () => {
      await writing
      await file?.handle.close()
      if (failure !== undefined) throw failure.error
      return file?.path
    },
    remove: async () => {
      if (file !== undefined) await rm(file.path, { force: true })
    }
  }
}
