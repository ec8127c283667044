import * as Result from "effect/Result"
import { open, readFile, realpath, rename, rm } from "node:fs/promises"
import { parseSnapshot } from "../control/parseSnapshot.ts"
import type { Mock } from "../Mock.ts"
import { takeLock } from "./lockFile.ts"

/** The state file of a mock. */
export interface StateFile {
  /** Writes the last changes and stops. */
  readonly close: () => Promise<void>
}

// A killed process loses the changes of this time.
const PAUSE_MILLIS = 500

/**
 * Restores the state of a mock from a file, if the file exists, and stores it there soon after each change and in `close`.
 * The file is replaced as a whole and locked for other processes. Rejects with an `Error` that names the file when its
 * content is invalid, when another process has the lock, or when the file is not writable. An invalid file is not changed.
 */
export const keepState = async (mock: Mock, path: string, onError: (error: unknown) => void): Promise<StateFile> => {
  const lockPath = `${await targetOf(path)}.lock`
  const lock = await takeLock(lockPath, (holder) =>
    new Error(
      `${path} is in use by another mock (${holder}): stop that one, or choose another file; if that process has ended, `
        + `remove ${lockPath}`
    ))
  try {
    const { close } = await keepLocked(mock, path, onError)
    return { close: () => close().finally(lock.release) }
  } catch (error) {
    lock.release()
    throw error
  }
}

const keepLocked = async (mock: Mock, path: string, onError: (error: unknown) => void): Promise<StateFile> => {
  await load(mock, path)
  let isChanged = true
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  const save = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    const written = writing.then(() => {
      if (!isChanged) return undefined
      isChanged = false
      return replace(path, JSON.stringify(mock.snapshot()))
    })
    writing = written.catch(() => {
      isChanged = true
    })
    return written
  }

  // Fails at the start when the file is not writable.
  await save()
  const unsubscribe = mock.onChange(() => {
    isChanged = true
    timer ??= setTimeout(() => void save().catch(onError), PAUSE_MILLIS).unref()
  })
  return {
    close: () => {
      unsubscribe()
      // The last changes may not be reported yet.
      isChanged = true
      return save()
    }
  }
}

const load = async (mock: Mock, path: string): Promise<void> => {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined
    throw error
  })
  if (text === undefined) return
  const refuse = (reason: string) => new Error(`${path} has no valid state and is not changed: ${reason}`)
  const json = Result.try({ try: (): unknown => JSON.parse(text), catch: () => refuse("it is not JSON") })
  const snapshot = Result.flatMap(
    json,
    (json) => Result.mapError(parseSnapshot(json), ({ message }) => refuse(message))
  )
  if (Result.isFailure(snapshot)) throw snapshot.failure
  try {
    mock.restore(snapshot.success)
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error))
  }
}

/** The target of a symbolic link, or the path itself. */
const targetOf = (path: string): Promise<string> => realpath(path).catch(() => path)

/** Writes a temporary file and renames it once it is on disk. Only the user can read it, because it has tokens. */
const replace = async (path: string, text: string): Promise<void> => {
  const target = await targetOf(path)
  const temporary = `${target}.${process.pid}.tmp`
  try {
    const file = await open(temporary, "w", 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
