import { setTimeout } from "node:timers/promises"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

setFlagsFromString("--expose-gc")
const collect: () => void = runInNewContext("gc")

/** Memory that this process cannot free, in bytes: the rest after a full collection. */
export const heldMemory = (): number => {
  collect()
  collect()
  const { external, heapUsed } = process.memoryUsage()
  return heapUsed + external
}

/** Polls until a condition holds. */
export const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await setTimeout(10)
}
