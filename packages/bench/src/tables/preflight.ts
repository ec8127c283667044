import { runMeasured, script } from "../harness/child.ts"
import { interleave, withFewerRounds } from "../harness/rounds.ts"
import type { Table } from "../harness/Table.ts"

/** The time of a check of a local MP4, by its length. */
export const preflight: Table = {
  name: "preflight",
  title: "Checking a local MP4 of 60 frames a second before it is sent",
  columns: [
    { key: "size", label: "MiB", digits: 0 },
    { key: "median", label: "ms, median", digits: 1, compared: true },
    { key: "first", label: "ms, with loading mediabunny", digits: 0 }
  ],
  compare: { as: "growth" },
  measure: (bench) =>
    interleave(
      withFewerRounds(bench),
      [1, 60, 600].map((seconds) => ({
        name: `${seconds} s`,
        run: () => runMeasured(script("processes/checking.ts"), { folder: bench.folder, seconds })
      }))
    )
}
