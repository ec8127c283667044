import { constants, PerformanceObserver } from "node:perf_hooks"
import { setImmediate } from "node:timers/promises"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import type { Sample } from "./Table.ts"
import { usage } from "./usage.ts"

/** Node's record of a garbage collection. */
interface Collection {
  readonly detail: { readonly kind: number }
}

setFlagsFromString("--expose-gc")
const collectGarbage: () => void = runInNewContext("gc")

/**
 * Measures one piece of work: seconds, processor seconds, peak memory of the process in MiB, mark-compact collections.
 * Garbage from the start of the process is collected before.
 */
export const measure = async (work: () => Promise<unknown>): Promise<Sample> => {
  let markCompacts = 0
  const observer = new PerformanceObserver((list) => count(list.getEntries()))
  const count = (entries: ReadonlyArray<any>) => {
    markCompacts += entries.filter(isMarkCompact).length
  }
  collectGarbage()
  await setImmediate()
  observer.observe({ entryTypes: ["gc"] })
  const before = usage()
  const startedAt = performance.now()
  await work()
  const wall = (performance.now() - startedAt) / 1000
  const after = usage()
  // Node reports collections in a later turn.
  await setImmediate()
  count(observer.takeRecords())
  observer.disconnect()
  return { wall, cpu: after.cpu - before.cpu, rss: after.rss, markCompacts }
}

const isMarkCompact = ({ detail }: Collection): boolean => detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR

/** Reports a sample to the bench, on the last line that this process prints. */
export const report = (sample: Sample): void => {
  process.stdout.write(`${JSON.stringify(sample)}\n`)
}
