import { join } from "node:path"
import { runMeasured, script } from "../harness/child.ts"
import { interleave, withFewerRounds } from "../harness/rounds.ts"
import { type Sink, startSink } from "../harness/sink.ts"
import type { Table } from "../harness/Table.ts"
import { hashFile, makeFile } from "../harness/videoFile.ts"

const MiB = 1024 * 1024
const schemes = ["http", "https"] as const satisfies ReadonlyArray<keyof Sink["urls"]>

/** Whether an interrupted upload ends, and whether a slow receiver gets the right bytes. */
export const interruption: Table = {
  name: "interruption",
  title: "Interruption in the middle of an upload, and a receiver that stalls after every MiB",
  columns: [
    { key: "ended", label: "fiber ended, ms", digits: 1 },
    { key: "seen", label: "reset seen, ms", digits: 1 },
    { key: "descriptors", label: "descriptors left", digits: 0 },
    { key: "intact", label: "stalled uploads intact", digits: 2 }
  ],
  compare: { as: "growth" },
  measure: async (bench) => {
    const small = { file: join(bench.folder, "stalled.mp4"), size: 16 * MiB, chunkSize: 16 * MiB }
    // One chunk, because a connection that has sent another stays open for reuse.
    const large = { file: join(bench.folder, "interrupted.mp4"), size: 60 * MiB, chunkSize: 60 * MiB }
    await makeFile(small.file, small.size)
    await makeFile(large.file, large.size)
    const sha256 = await hashFile(small.file)
    const sink = await startSink(bench.folder)
    let uploads = 0

    const run = async (scheme: typeof schemes[number]) => {
      const options = { env: sink.env }
      const stalled = `${sink.urls[scheme]}/stall/${++uploads}`
      await runMeasured(script("ours/uploadNode.ts"), { ...small, url: stalled }, options)
      // Not a stalling receiver: it would have to read the kernel's buffers before it sees the end.
      const broken = `${sink.urls[scheme]}/discard/${++uploads}`
      const { descriptors = NaN, ended = NaN, interruptedAt = NaN } = await runMeasured(
        script("ours/interrupt.ts"),
        { ...large, url: broken },
        options
      )
      const { brokenAt = NaN } = await sink.take(broken)
      const intact = (await sink.take(stalled)).sha256 === sha256 ? 1 : 0
      return { ended, seen: brokenAt - interruptedAt, descriptors, intact }
    }

    try {
      return await interleave(
        withFewerRounds(bench),
        schemes.map((scheme) => ({ name: `ours, ${scheme}`, run: () => run(scheme) }))
      )
    } finally {
      await sink.stop()
    }
  }
}
