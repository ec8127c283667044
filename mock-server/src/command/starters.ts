import { isRunning, type ProcessStat, psOf, statOf } from "./processes.ts"

/** Milliseconds between two looks at the programs that have started this one. */
const CHECK_MILLIS = 1_000

const shells = new Set(["ash", "bash", "busybox", "csh", "dash", "fish", "ksh", "nu", "pwsh", "sh", "tcsh", "zsh"])

/**
 * The programs that have started this process, from its parent up to a shell: a test runner and `npx`, for example. A shell
 * can end while its background jobs go on, and so can the parent of a detached process. Empty on systems without `/proc` and
 * `ps`.
 */
export const startersOf = async (
  own: number,
  read: (pid: number) => Promise<ProcessStat | undefined> = process.platform === "linux" ? statOf : psOf
): Promise<ReadonlyMap<number, ProcessStat>> => {
  const starters = new Map<number, ProcessStat>()
  let child = await read(own)
  let pid = own
  while (child !== undefined && child.parent > 1 && child.group !== pid) {
    pid = child.parent
    child = await read(pid)
    if (child === undefined || shells.has(child.name.replace(/^-/, ""))) break
    starters.set(pid, child)
  }
  return starters
}

/**
 * Calls `end` once a program that has started this process is gone, so that a killed test runner leaves no server behind.
 * With `isBound`, also for a shell and for a detached process.
 */
export const watchStarters = async (isBound: boolean, end: () => void): Promise<void> => {
  const { ppid } = process
  const starters = await startersOf(process.pid)
  if (!isBound && starters.size === 0) return
  const isGone = async () => {
    // On Windows, the id of the parent stays when the parent ends.
    if (isBound && (process.ppid !== ppid || !await isRunning(ppid, ""))) return true
    for (const [pid, { began }] of starters) {
      if (!await isRunning(pid, began)) return true
    }
    return false
  }
  const check = async () => {
    if (!await isGone()) return
    clearInterval(timer)
    end()
  }
  const timer = setInterval(() => void check(), CHECK_MILLIS).unref()
}
