import { randomUUID } from "node:crypto"
import { readFileSync, rmSync } from "node:fs"
import { readFile, rename, rm, writeFile } from "node:fs/promises"
import { hostname } from "node:os"
import { setTimeout } from "node:timers/promises"
import { systemCode } from "../media/systemCode.ts"

/** Who holds a lock. */
interface Holder {
  readonly pid: number
  readonly host: string
  /** When the process began, as Linux counts it: another one may get the same id later. Empty elsewhere. */
  readonly began: string
}

/** A file that tells other processes to keep away. */
export interface Lock {
  /** Removes it. The end of the process does so too. */
  readonly release: () => void
}

/**
 * Makes a lock file, in the place of one whose process is gone if need be. Rejects with the words of `refuse` about who
 * holds it, if any.
 */
export const takeLock = async (path: string, refuse: (holder: string) => Error): Promise<Lock> => {
  // No two locks are alike, not even those of one process.
  const own = JSON.stringify({ ...await ownHolder(), id: randomUUID() })
  for (let attempts = 0; !await take(path, own, attempts > 0); attempts++) {
    const text = await readSettled(path)
    const holder = holderOf(text ?? "")
    if (attempts === MOST_ATTEMPTS || holder !== undefined && await isRunning(holder)) {
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

// Others who start at the same moment may be faster.
const MOST_ATTEMPTS = 10

/** Makes the file; `isContested` when there was one before, which others may have found as well. */
const take = async (path: string, own: string, isContested: boolean): Promise<boolean> => {
  if (!await create(path, own)) return false
  if (!isContested) return true
  // Another process that moves the old file away may move this one instead, and then put it back.
  await setTimeout(CONTEST_MILLIS)
  return readOrEmpty(path) === own
}

const CONTEST_MILLIS = 100

const create = (path: string, text: string): Promise<boolean> =>
  writeFile(path, text, { flag: "wx", mode: 0o600 }).then(() => true, (error: unknown) => {
    if (systemCode(error) === "EEXIST") return false
    throw error
  })

/** Reads a lock file; undefined when it is gone. Between making it and writing into it there is a moment. */
const readSettled = async (path: string): Promise<string | undefined> => {
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
  began: await beginningOf(process.pid)
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

const isRunning = async ({ began, host, pid }: Holder): Promise<boolean> => {
  // Processes of another machine cannot be checked here.
  if (host !== hostname()) return true
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (systemCode(error) === "ESRCH") return false
  }
  return began === "" || began === await beginningOf(pid)
}

/** The 22nd field of what Linux tells of a process; the second may have spaces, in parentheses. */
const beginningOf = async (pid: number): Promise<string> => {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? ""
}

const readOrEmpty = (path: string): string => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return ""
  }
}
