import { setTimeout } from "node:timers/promises"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

setFlagsFromString("--expose-gc")
const collect: () => void = runInNewContext("gc")

/** Bytes that this process cannot give back: what is left after a full collection. */
export const heldMemory = (): number => {
  collect()
  collect()
  const { external, heapUsed } = process.memoryUsage()
  return heapUsed + external
}

/** Waits until something holds that nobody tells of. */
export const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await setTimeout(10)
}
