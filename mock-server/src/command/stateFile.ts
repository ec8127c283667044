import * as Result from "effect/Result"
import { readFile } from "node:fs/promises"
import { parseSnapshot } from "../control/parseSnapshot.ts"
import { systemCode } from "../media/systemCode.ts"
import type { Mock } from "../Mock.ts"
import { takeLock } from "./lockFile.ts"
import { replaceFile, targetOf } from "./replaceFile.ts"

/** The state file of a mock. */
export interface StateFile {
  /** Writes the last changes and stops. */
  readonly close: () => Promise<void>
}

/** Milliseconds until a change is written. A killed process loses the changes of this time. */
const PAUSE_MILLIS = 500

/** Milliseconds until a failed write is tried again, for example while the disk is full. */
const RETRY_MILLIS = 2_000

/**
 * Restores the state of a mock from a file, if the file exists, and stores it there soon after each change and in `close`.
 * The file is replaced as a whole and locked for other processes. Rejects with an `Error` that names the file when its
 * content is invalid, when another process has the lock, or when the file is not writable. An invalid file is not changed.
 * When a later write fails, `onError` receives the first error, and the write is tried again until it succeeds.
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
  let isClosed = false
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  const save = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    const written = writing.then(() => {
      if (!isChanged) return undefined
      isChanged = false
      return replaceFile(path, JSON.stringify(mock.snapshot()))
    })
    writing = written.catch(() => {
      isChanged = true
    })
    return written
  }

  // Fails at the start when the file is not writable.
  await save()
  let isFailing = false
  const saveLater = (millis: number) => {
    timer ??= setTimeout(() => void saveOrRetry(), millis).unref()
  }
  const saveOrRetry = async () => {
    try {
      await save()
      isFailing = false
    } catch (error) {
      if (!isFailing) onError(error)
      isFailing = true
      if (!isClosed) saveLater(RETRY_MILLIS)
    }
  }
  const unsubscribe = mock.onChange(() => {
    isChanged = true
    saveLater(PAUSE_MILLIS)
  })
  return {
    close: () => {
      unsubscribe()
      isClosed = true
      // The last changes may not be reported yet.
      isChanged = true
      return save()
    }
  }
}

const load = async (mock: Mock, path: string): Promise<void> => {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return undefined
    if (systemCode(error) !== "EISDIR") throw error
    throw new Error(
      `${path} is a folder. Docker makes one for a mounted file that does not exist: mount a folder instead`
    )
  })
  // A file that is made to be mounted is empty.
  if (text === undefined || text === "") return
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
