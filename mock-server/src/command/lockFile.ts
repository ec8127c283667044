import { randomUUID } from "node:crypto"
import { readFileSync, rmSync } from "node:fs"
import { readFile, rename, rm, writeFile } from "node:fs/promises"
import { hostname } from "node:os"
import { setTimeout } from "node:timers/promises"
import { systemCode } from "../media/systemCode.ts"
import { isRunning, statOf } from "./processes.ts"

/** The process that holds a lock. */
interface Holder {
  readonly pid: number
  readonly host: string
  /** Start time of the process on Linux, because a later process can have the same id. Empty on other systems. */
  readonly began: string
}

export interface Lock {
  /** Removes the file. The end of the process also removes it. */
  readonly release: () => void
}

/**
 * Makes a lock file. Replaces one whose process has ended. Rejects with the error of `refuse` when another process holds the
 * lock.
 */
export const takeLock = async (path: string, refuse: (holder: string) => Error): Promise<Lock> => {
  // Each lock is unique, also in one process.
  const own = JSON.stringify({ ...await ownHolder(), id: randomUUID() })
  for (let attempts = 0; !await take(path, own, attempts > 0); attempts++) {
    const text = await readWritten(path)
    const holder = holderOf(text ?? "")
    if (attempts === MAX_ATTEMPTS || holder !== undefined && await isHeld(holder)) {
      throw refuse(holder === undefined ? "another process" : `process ${holder.pid} on ${holder.host}`)
    }
    if (text !== undefined) await moveAway(path, text)
  }
  const release = () => {
    process.off("exit", release)
    if (readOrEmpty(path) === own) rmSync(path, { force: true })
  }
  process.once("exit", release)
  return { release }
}

// Processes that start at the same time compete.
const MAX_ATTEMPTS = 10

/** Makes the file. `isContested` means that there was a stale one, which other processes can have found too. */
const take = async (path: string, own: string, isContested: boolean): Promise<boolean> => {
  if (!await create(path, own)) return false
  if (!isContested) return true
  // A process that moves the stale file away can move this one by mistake, and then moves it back.
  await setTimeout(CONTEST_MILLIS)
  return readOrEmpty(path) === own
}

const CONTEST_MILLIS = 100

const create = (path: string, text: string): Promise<boolean> =>
  writeFile(path, text, { flag: "wx", mode: 0o600 }).then(() => true, (error: unknown) => {
    if (systemCode(error) === "EEXIST") return false
    throw error
  })

/** Reads a lock file; undefined when it does not exist. A new file is empty for a moment. */
const readWritten = async (path: string): Promise<string | undefined> => {
  for (let left = 5;; left--) {
    const text = await readFile(path, "utf8").catch((error: unknown) => {
      if (systemCode(error) === "ENOENT") return undefined
      throw error
    })
    if (text !== "" || left === 0) return text
    await setTimeout(50)
  }
}

/** Removes a lock file, unless another process has replaced it. */
const moveAway = async (path: string, text: string): Promise<void> => {
  const aside = `${path}.${randomUUID()}`
  try {
    await rename(path, aside)
  } catch (error) {
    if (systemCode(error) === "ENOENT") return
    throw error
  }
  if (await readFile(aside, "utf8") === text) await rm(aside, { force: true })
  else await rename(aside, path)
}

const ownHolder = async (): Promise<Holder> => ({
  pid: process.pid,
  host: hostname(),
  began: await startTimeOf(process.pid)
})

const holderOf = (text: string): Holder | undefined => {
  try {
    const { began, host, pid }: Partial<Record<keyof Holder, unknown>> = Object(JSON.parse(text))
    return typeof pid === "number" && pid > 0 && typeof host === "string" && typeof began === "string"
      ? { pid, host, began }
      : undefined
  } catch {
    return undefined
  }
}

// Processes of another machine cannot be checked here.
const isHeld = ({ began, host, pid }: Holder): Promise<boolean> =>
  host === hostname() ? isRunning(pid, began) : Promise.resolve(true)

const startTimeOf = async (pid: number): Promise<string> => (await statOf(pid))?.began ?? ""

const readOrEmpty = (path: string): string => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return ""
  }
}
