/** What a process has used so far. */
export interface Usage {
  /** Seconds of processor time, of user and system together. */
  readonly cpu: number
  /** Peak of resident memory, in MiB. */
  readonly rss: number
}

/** What this process has used so far. */
export const usage = (): Usage => {
  const { maxRSS, systemCPUTime, userCPUTime } = process.resourceUsage()
  return { cpu: (userCPUTime + systemCPUTime) / 1e6, rss: maxRSS / 1024 }
}
