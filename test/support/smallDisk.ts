import { Effect } from "effect"
import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, rmdirSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const mount = (folder: string): boolean =>
  spawnSync("mount", ["-t", "tmpfs", "-o", "size=16m,mode=700", "tmpfs", folder]).status === 0

const make = (): string | undefined => {
  const folder = mkdtempSync(join(tmpdir(), "effect-tiktok-disk-"))
  if (mount(folder)) return folder
  rmdirSync(folder)
  return undefined
}

const remove = (folder: string): void => {
  execFileSync("umount", ["-l", folder])
  rmdirSync(folder)
}

/** Whether this user may mount a disk, which takes root on Linux. */
export const canMount = (() => {
  const folder = process.platform === "linux" && process.getuid?.() === 0 ? make() : undefined
  if (folder !== undefined) remove(folder)
  else console.warn("SKIPPED: the tests with a full disk. They need Linux, and root to mount a small one.")
  return folder !== undefined
})()

/** A disk of 16 megabytes, enough for the log of a SQLite database, removed when the scope closes. */
export const smallDisk = Effect.acquireRelease(
  Effect.sync(() => {
    const folder = make()
    if (folder === undefined) throw new Error("cannot mount a disk")
    return folder
  }),
  (folder) => Effect.sync(() => remove(folder))
)
