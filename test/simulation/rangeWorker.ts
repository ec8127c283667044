/** Runs ranges of seeds for another process. */
import { type Range, runRange } from "./ranges.ts"

process.on("message", async (range: Range) => {
  process.send?.(await runRange(range))
})
