import { readFile } from "node:fs/promises"

/** A process as Linux describes it in `/proc/PID/stat`. */
export interface ProcessStat {
  readonly name: string
  readonly parent: number
  /** Equal to the id of the process when it leads a group of its own, as a detached one does. */
  readonly group: number
  /** Start time. A later process can have the same id, but not the same time. */
  readonly began: string
}

/** Reads a process; undefined when it has ended, and on other systems. */
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
