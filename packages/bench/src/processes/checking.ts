/** Checks a video of this length again and again, and reports the median time of a check. */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { Effect } from "effect"
import { Media } from "effect-tiktok"
import * as Preflight from "effect-tiktok/Preflight"
import {
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
  StreamTarget,
  type StreamTargetChunk
} from "mediabunny"
import { open, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import { report } from "../harness/measured.ts"
import { readTask } from "../harness/uploadTask.ts"

const CHECKS = 21

const { folder, seconds }: { readonly folder: string; readonly seconds: number } = readTask()

const path = join(folder, `checked-${process.pid}.mp4`)

/** Writes an MP4 with its header at the end, whose frames cannot be shown. */
const write = async () => {
  const file = await open(path, "w")
  const target = new StreamTarget(
    new WritableStream<StreamTargetChunk>({
      write: async ({ data, position }) => {
        await file.write(data, 0, data.length, position)
      }
    })
  )
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: false }), target })
  const source = new EncodedVideoPacketSource("avc")
  output.addVideoTrack(source, { frameRate: 60 })
  await output.start()
  const decoderConfig = {
    codec: "avc1.42001e",
    codedWidth: 360,
    codedHeight: 640,
    description: Uint8Array.of(1, 66, 0, 30, 255, 224, 0)
  }
  const frame = new Uint8Array(4_000)
  for (let index = 0; index < seconds * 60; index++) {
    await source.add(new EncodedPacket(frame, index % 60 === 0 ? "key" : "delta", index / 60, 1 / 60), {
      decoderConfig
    })
  }
  await output.finalize()
  await file.close()
}

await write()
const check = Preflight.check(Media.file(path)).pipe(Effect.provide(NodeFileSystem.layer))
const millis: Array<number> = []
// The first check also loads the package that reads videos.
for (let round = 0; round <= CHECKS; round++) {
  const startedAt = performance.now()
  const { findings } = await Effect.runPromise(check)
  if (findings.length > 0) throw new Error(findings[0]?.sentence)
  millis.push(performance.now() - startedAt)
}
const [first = NaN, ...others] = millis
const { size } = await stat(path)
await rm(path)
report({ size: size / 2 ** 20, first, median: others.toSorted((a, b) => a - b)[CHECKS >> 1] ?? NaN })
