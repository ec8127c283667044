import { Effect } from "effect"
import {
  BufferTarget,
  EncodedAudioPacketSource,
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
  "fragmented mp4": () => new Mp4OutputFormat({ fastStart: "fragmented" }),
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
  /** Whether pictures are shown in another order than they are stored. */
  readonly reordered?: boolean
  /** Whether the video has sound, without compression. */
  readonly sound?: boolean
}

const SOUND_RATE = 8_000

/** A video whose header is real and whose pictures are nothing that a player could show. */
export const makeVideo = ({
  codec = "avc",
  container = "mp4",
  frameRate = 30,
  height = 640,
  picture = 40,
  reordered = false,
  seconds = 2,
  sound = false,
  width = 360
}: VideoOptions = {}): Effect.Effect<Uint8Array<ArrayBuffer>> =>
  Effect.promise(async () => {
    const target = new BufferTarget()
    const output = new Output({ format: formats[container](), target })
    const source = new EncodedVideoPacketSource(codec)
    output.addVideoTrack(source, { frameRate })
    const audio = new EncodedAudioPacketSource("pcm-s16")
    if (sound) output.addAudioTrack(audio)
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
      // Pairs that are swapped, after each key picture.
      const place = reordered && index % 30 > 0 && index % 30 < 29 ? index + (index % 30 % 2 === 1 ? 1 : -1) : index
      const packet = new EncodedPacket(bytes, index % 30 === 0 ? "key" : "delta", place / frameRate, 1 / frameRate)
      await source.add(packet, { decoderConfig })
    }
    for (let second = 0; second < (sound ? seconds : 0); second++) {
      const packet = new EncodedPacket(new Uint8Array(2 * SOUND_RATE), "key", second, 1)
      await audio.add(packet, { decoderConfig: { codec: "pcm-s16", sampleRate: SOUND_RATE, numberOfChannels: 1 } })
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
