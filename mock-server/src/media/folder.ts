import { randomUUID } from "node:crypto"
import { rmSync } from "node:fs"
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { systemCode } from "./systemCode.ts"

/** Where files are kept. */
export interface Folder {
  /** The path, made by the first who asks. */
  readonly path: () => Promise<string>
  /** Removes it, if it was made for this process alone. */
  readonly close: () => Promise<void>
}

/** Makes a folder when it is needed: the wanted one, or one among the temporary files. */
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

/** Makes a folder and sees that files can be written there; rejects with an `Error` that says why not. */
export const checkFolder = async (wanted: string): Promise<void> => {
  const path = resolve(wanted)
  try {
    await makeAll(path)
    const found = await stat(path)
    if (!found.isDirectory()) throw new Error("it is no folder")
    // What the permissions say is not all: the disk may be read-only.
    const probe = join(path, `.probe-${randomUUID()}`)
    await writeFile(probe, "", { flag: "wx" })
    await rm(probe)
  } catch (error) {
    throw new Error(`${wanted} cannot hold files: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error
    })
  }
}

// Node's own `recursive` never comes back where a folder exists and takes no other, as /proc does.
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

// A process that ends without disposing of its mocks leaves no files either.
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
