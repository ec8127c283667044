/** What the header of a video says. */
export interface VideoHeader {
  /** Name of the sample entry; `avc1` by default. */
  readonly codec?: "avc1" | "av01" | undefined
  readonly width?: number | undefined
  readonly height?: number | undefined
  /** Pictures per second. */
  readonly rate?: number | undefined
  readonly seconds?: number | undefined
}

/** An MP4 file whose header is real, and whose pictures have one byte each. */
export const makeMp4 = (
  { codec = "avc1", height = 1_280, rate = 30, seconds = 1, width = 720 }: VideoHeader = {}
): Uint8Array<ArrayBuffer> => {
  const count = rate * seconds
  const millis = seconds * 1_000
  const fileType = box("ftyp", ascii("isom"), uint32(512), ascii("isommp42"))
  const headerAt = (offset: number) =>
    box(
      "moov",
      box("mvhd", uint32(0, 0, 0, 1_000, millis, 0x10000), uint16(0x0100), zeros(10), matrix, zeros(24), uint32(2)),
      box(
        "trak",
        box("tkhd", uint32(3, 0, 0, 1, 0, millis), zeros(16), matrix, uint32(width * 0x10000, height * 0x10000)),
        box(
          "mdia",
          box("mdhd", uint32(0, 0, 0, rate, count), uint16(0x55c4, 0)),
          box("hdlr", uint32(0, 0), ascii("vide"), zeros(13)),
          box(
            "minf",
            box("vmhd", uint32(1), zeros(8)),
            box("dinf", box("dref", uint32(0, 1), box("url ", uint32(1)))),
            box(
              "stbl",
              box("stsd", uint32(0, 1), sampleEntry(codec, width, height)),
              box("stts", uint32(0, 1, count, 1)),
              box("stsc", uint32(0, 1, 1, count, 1)),
              box("stsz", uint32(0, 1, count)),
              box("stco", uint32(0, 1, offset))
            )
          )
        )
      )
    )
  const pictures = fileType.length + headerAt(0).length + 8
  return Uint8Array.from([...fileType, ...headerAt(pictures), ...box("mdat", zeros(count))])
}

type Bytes = ReadonlyArray<number>

const uint32 = (...values: ReadonlyArray<number>): Bytes =>
  values.flatMap((value) => [value >>> 24, value >>> 16 & 0xff, value >>> 8 & 0xff, value & 0xff])

const uint16 = (...values: ReadonlyArray<number>): Bytes => values.flatMap((value) => [value >>> 8, value & 0xff])

const ascii = (text: string): Bytes => [...new TextEncoder().encode(text)]

const zeros = (count: number): Bytes => Array.from({ length: count }, () => 0)

const box = (name: string, ...parts: ReadonlyArray<Bytes>): Bytes => {
  const content = parts.flat()
  return [...uint32(content.length + 8), ...ascii(name), ...content]
}

/** No rotation. */
const matrix = uint32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)

const sampleEntry = (codec: "avc1" | "av01", width: number, height: number): Bytes =>
  box(
    codec,
    zeros(6),
    uint16(1),
    zeros(16),
    uint16(width, height),
    uint32(0x480000, 0x480000, 0),
    uint16(1),
    zeros(32),
    uint16(24, 0xffff),
    // The record of the decoder, without parameter sets.
    codec === "avc1" ? box("avcC", [1, 66, 0, 30, 255, 224, 0]) : box("av1C", [0x81, 4, 0x0c, 0])
  )
