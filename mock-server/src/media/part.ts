import { type FileHandle, open, rm } from "node:fs/promises"

/** The bytes of one chunk, in a file of their own. */
export interface Part {
  /** Bytes that it has taken. */
  readonly length: () => number
  /** Writes a piece; it resolves even when that fails. */
  readonly write: (piece: Uint8Array) => Promise<true>
  /** Waits for what is written, and gives the path, if there is anything; rejects when something could not be written. */
  readonly end: () => Promise<string | undefined>
  readonly remove: () => Promise<void>
}

/** Makes a part whose file is opened with its first piece. */
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
      // Unlike `write`, it goes on until everything is written.
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
