import { randomUUID } from "node:crypto"
import { rmSync } from "node:fs"
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { systemCode } from "./systemCode.ts"

/** The folder of the kept files. */
export interface Folder {
  /** The path. The first call creates the folder. */
  readonly path: () => Promise<string>
  /** Removes a temporary folder. */
  readonly close: () => Promise<void>
}

/** Makes the given folder or a temporary one, on first use. */
export const makeFolder = (wanted: string | undefined): Folder => {
  let made: Promise<string> | undefined
  const make = async () => {
    if (wanted === undefined) return makeTemporary()
    await makeAll(resolve(wanted))
    return resolve(wanted)
  }
  return {
    path: () => made ??= make(),
    close: async () => {
      const path = await made?.catch(() => undefined)
      if (path === undefined || !temporary.has(path)) return
      temporary.delete(path)
      await rm(path, { recursive: true, force: true })
    }
  }
}

/** Makes a folder and checks that it is writable. Rejects with an `Error` that has the reason. */
export const checkFolder = async (wanted: string): Promise<void> => {
  const path = resolve(wanted)
  try {
    await makeAll(path)
    const found = await stat(path)
    if (!found.isDirectory()) throw new Error("it is not a folder")
    // Permissions are not enough, because the disk can be read-only.
    const probe = join(path, `.probe-${randomUUID()}`)
    await writeFile(probe, "", { flag: "wx" })
    await rm(probe)
  } catch (error) {
    throw new Error(`${wanted} is not a writable folder: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error
    })
  }
}

// Node's `recursive` never returns for a folder in which no folder can be made, such as /proc.
const makeAll = async (path: string): Promise<void> => {
  try {
    await makeOne(path)
  } catch (error) {
    if (systemCode(error) !== "ENOENT" || dirname(path) === path) throw error
    await makeAll(dirname(path))
    await makeOne(path)
  }
}

const makeOne = (path: string): Promise<void> =>
  mkdir(path).catch((error: unknown) => {
    if (systemCode(error) !== "EEXIST") throw error
  })

// The end of the process removes the temporary folders of mocks that were not disposed.
const temporary = new Set<string>()
let isWatching = false

const makeTemporary = async (): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), "tiktok-mock-"))
  if (!isWatching) process.once("exit", removeAll)
  isWatching = true
  temporary.add(path)
  return path
}

const removeAll = () => {
  for (const path of temporary) rmSync(path, { recursive: true, force: true })
}
