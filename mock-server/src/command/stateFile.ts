import * as Result from "effect/Result"
import { open, readFile, realpath, rename, rm } from "node:fs/promises"
import { parseSnapshot } from "../control/parseSnapshot.ts"
import type { Mock } from "../Mock.ts"
import { takeLock } from "./lockFile.ts"

/** Keeps the state of a mock in a file. */
export interface StateFile {
  /** Writes what has changed, and nothing more from then on. */
  readonly close: () => Promise<void>
}

// So much is lost when the process is killed.
const PAUSE_MILLIS = 500

/**
 * Takes the state of a mock from a file, if there is one, and keeps it there: soon after each change, and with `close`. The
 * file is replaced as a whole, so that it is never half written, and no other process keeps its state there meanwhile.
 * Rejects with an `Error` that names the file when what is in it cannot be taken, in which case it is left as it is, when
 * another process has it, or when it cannot be written.
 */
export const keepState = async (mock: Mock, path: string, onError: (error: unknown) => void): Promise<StateFile> => {
  const lockPath = `${await targetOf(path)}.lock`
  const lock = await takeLock(lockPath, (holder) =>
    new Error(
      `${path} is in use by another mock (${holder}): stop that one, or name a file of its own for each; if it does not `
        + `run any more, remove ${lockPath}`
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

  // Fails at the start when the file cannot be written.
  await save()
  const leave = mock.onChange(() => {
    isChanged = true
    timer ??= setTimeout(() => void save().catch(onError), PAUSE_MILLIS).unref()
  })
  return {
    close: () => {
      leave()
      // What has changed just now may not have been told yet.
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
  const refuse = (reason: string) =>
    new Error(`${path} is left as it is, it holds no state that can be taken: ${reason}`)
  const json = Result.try({ try: (): unknown => JSON.parse(text), catch: () => refuse("it is no JSON") })
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

/** The file itself: a link keeps its target. */
const targetOf = (path: string): Promise<string> => realpath(path).catch(() => path)

/** Writes a file beside, and puts it in the place of the old one once it is on the disk. It holds tokens. */
const replace = async (path: string, text: string): Promise<void> => {
  const target = await targetOf(path)
  const draft = `${target}.${process.pid}.tmp`
  try {
    const file = await open(draft, "w", 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, target)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}
