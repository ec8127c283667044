import { readFile } from "node:fs/promises"
import { basename } from "node:path"
import { systemCode } from "../media/systemCode.ts"

/** A running process. */
export interface ProcessStat {
  readonly name: string
  readonly parent: number
  /** Equal to the id of the process when it leads a group of its own, as a detached one does. */
  readonly group: number
  /** Start time. A later process can have the same id, but not the same time. Empty on systems other than Linux. */
  readonly began: string
}

/** Reads a process from `/proc/PID/stat`; undefined when it has ended, and on systems other than Linux. */
export const statOf = async (pid: number): Promise<ProcessStat | undefined> => {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")
  // The name is in parentheses and can have spaces.
  const end = text.lastIndexOf(")")
  const [state, parent, group, ...rest] = text.slice(end + 2).split(" ")
  // A zombie has ended, although its parent has not noticed.
  if (end < 0 || state === "Z") return undefined
  return {
    name: text.slice(text.indexOf("(") + 1, end),
    parent: Number(parent),
    group: Number(group),
    began: rest[16] ?? ""
  }
}

/** Reads a process with the command `ps`, which macOS and BSD have; undefined when it has ended, and without the command. */
export const psOf = async (pid: number): Promise<ProcessStat | undefined> => {
  const { execFile } = await import("node:child_process")
  const { promise, resolve } = Promise.withResolvers<ProcessStat | undefined>()
  execFile("ps", ["-o", "state=,ppid=,pgid=,comm=", "-p", String(pid)], (error, text) => {
    const [, parent, group, command] = /^\s*[^Z\s]\S*\s+(\d+)\s+(\d+)\s+(.*\S)/.exec(error === null ? text : "") ?? []
    const isRead = parent !== undefined && group !== undefined && command !== undefined
    resolve(isRead ? { name: basename(command), parent: Number(parent), group: Number(group), began: "" } : undefined)
  })
  return promise
}

/** Whether a process still runs. Without a start time, a later process with the same id counts too. */
export const isRunning = async (pid: number, began: string): Promise<boolean> => {
  if (began !== "") return (await statOf(pid))?.began === began
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It belongs to another user.
    return systemCode(error) === "EPERM"
  }
}
