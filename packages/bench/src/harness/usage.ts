import process from "node:process"

/** The resources that a process has used. */
export interface Usage {
  /** Seconds of processor time, user and system together. */
  readonly cpu: number
  /** Peak resident memory, in MiB. */
  readonly rss: number
}

/** The resources that this process has used, on Node, Bun or Deno. */
export const usage = (): Usage => {
  const { maxRSS } = process.resourceUsage()
  const { system, user } = process.cpuUsage()
  return { cpu: (user + system) / 1e6, rss: maxRSS / 1024 }
}
