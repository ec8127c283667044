import { Effect } from "effect"
import {
  BufferTarget,
  EncodedPacket,
  EncodedVideoPacketSource,
  MkvOutputFormat,
  MovOutputFormat,
  Mp4OutputFormat,
  Output,
  type VideoCodec,
  WebMOutputFormat
} from "mediabunny"

const formats = {
  mp4: () => new Mp4OutputFormat({ fastStart: "in-memory" }),
  /** With the header at the end, as cameras write it. */
  "late mp4": () => new Mp4OutputFormat({ fastStart: false }),
  mov: () => new MovOutputFormat(),
  webm: () => new WebMOutputFormat(),
  mkv: () => new MkvOutputFormat()
}

const codecs: Readonly<Partial<Record<VideoCodec, string>>> = {
  avc: "avc1.42001e",
  hevc: "hev1.1.6.L93.B0",
  vp8: "vp8",
  vp9: "vp09.00.10.08",
  av1: "av01.0.04M.08"
}

export interface VideoOptions {
  readonly container?: keyof typeof formats
  readonly codec?: VideoCodec
  readonly width?: number
  readonly height?: number
  readonly frameRate?: number
  readonly seconds?: number
  /** Bytes of each picture. */
  readonly picture?: number
}

/** A video whose header is real and whose pictures are nothing that a player could show. */
export const makeVideo = ({
  codec = "avc",
  container = "mp4",
  frameRate = 30,
  height = 640,
  picture = 40,
  seconds = 2,
  width = 360
}: VideoOptions = {}): Effect.Effect<Uint8Array<ArrayBuffer>> =>
  Effect.promise(async () => {
    const target = new BufferTarget()
    const output = new Output({ format: formats[container](), target })
    const source = new EncodedVideoPacketSource(codec)
    output.addVideoTrack(source, { frameRate })
    await output.start()
    const decoderConfig = {
      codec: codecs[codec] ?? codec,
      codedWidth: width,
      codedHeight: height,
      // A record of the decoder with no parameter sets.
      description: Uint8Array.of(1, 66, 0, 30, 255, 224, 0)
    }
    for (let index = 0; index < Math.round(seconds * frameRate); index++) {
      const bytes = new Uint8Array(picture).fill(index % 251)
      const packet = new EncodedPacket(bytes, index % 30 === 0 ? "key" : "delta", index / frameRate, 1 / frameRate)
      await source.add(packet, { decoderConfig })
    }
    await output.finalize()
    return new Uint8Array(target.buffer ?? new ArrayBuffer(0))
  })

/** The start of a JPEG file of this size, after a segment of another program. */
export const makeJpeg = (width: number, height: number): Buffer<ArrayBuffer> => {
  const frame = Buffer.from("ffc0000b0800000000011100", "hex")
  frame.writeUInt16BE(height, 5)
  frame.writeUInt16BE(width, 7)
  return Buffer.concat([Buffer.from("ffd8ffe10006000000c0", "hex"), frame, Buffer.from("ffd9", "hex")])
}

/** The start of a WebP file of this size, in one of its three formats. */
export const makeWebp = (
  width: number,
  height: number,
  format: "VP8 " | "VP8L" | "VP8X" = "VP8X"
): Buffer<ArrayBuffer> => {
  const file = Buffer.alloc(40)
  file.write("RIFF", 0, "latin1")
  file.write(`WEBP${format}`, 8, "latin1")
  if (format === "VP8X") {
    file.writeUIntLE(width - 1, 24, 3)
    file.writeUIntLE(height - 1, 27, 3)
  } else if (format === "VP8L") {
    file[20] = 0x2f
    file.writeUInt32LE((width - 1) | (height - 1) << 14, 21)
  } else {
    file.writeUInt16LE(width, 26)
    file.writeUInt16LE(height, 28)
  }
  return file
}
