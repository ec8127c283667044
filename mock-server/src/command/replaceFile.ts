import { open, realpath, rename, rm } from "node:fs/promises"
import { systemCode } from "../media/systemCode.ts"

/** The target of a symbolic link, or the path itself. */
export const targetOf = (path: string): Promise<string> => realpath(path).catch(() => path)

/**
 * Writes a temporary file and renames it once it is on disk. Only the user can read it, because it has tokens. A file that a
 * container mounts alone cannot be replaced, so it is overwritten.
 */
export const replaceFile = async (path: string, text: string): Promise<void> => {
  const target = await targetOf(path)
  const temporary = `${target}.${process.pid}.tmp`
  try {
    await write(temporary, "w", text)
    await rename(temporary, target)
  } catch (error) {
    // The error of a rename over a mounted file.
    if (systemCode(error) !== "EBUSY") throw error
    await write(target, "r+", text)
  } finally {
    await rm(temporary, { force: true })
  }
}

const write = async (path: string, flags: "w" | "r+", text: string): Promise<void> => {
  const file = await open(path, flags, 0o600)
  try {
    // Unlike `write`, it writes every byte.
    await file.writeFile(text)
    await file.truncate(Buffer.byteLength(text))
    await file.sync()
  } finally {
    await file.close()
  }
}
