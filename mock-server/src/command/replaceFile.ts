import { open, realpath, rename, rm, stat } from "node:fs/promises"
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
    if (!await isMountedAlone(error, target)) throw error
    await write(target, "r+", text)
  } finally {
    await rm(temporary, { force: true })
  }
}

/** EBUSY is the error of a rename over a mounted file. The others are of a folder in which nothing can be made. */
const isMountedAlone = async (error: unknown, target: string): Promise<boolean> => {
  if (!["EBUSY", "EROFS", "EACCES", "EPERM"].includes(String(systemCode(error)))) return false
  return stat(target).then((found) => found.isFile(), () => false)
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
