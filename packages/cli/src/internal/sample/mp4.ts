import { pictureParameterSet, profileAndLevel, sequenceParameterSet } from "./parameterSets.ts"
import type { VideoFormat } from "./videoFormat.ts"

/** An encoded picture, in the order they are shown. */
export interface EncodedPicture {
  readonly nal: Uint8Array
  readonly isKey: boolean
}

/**
 * Wraps encoded pictures as an MP4 file with one video track (ISO/IEC 14496-12 and -15).
 *
 * The index comes before the pictures, so that a player can start while it still downloads.
 */
export const mp4 = (format: VideoFormat, pictures: ReadonlyArray<EncodedPicture>): Uint8Array => {
  const fileType = box("ftyp", ascii("isom"), u32(0x200), ascii("isomiso2avc1mp41"))
  const media = pictures.flatMap(({ nal }) => [u32(nal.length), nal])
  const mediaHeader = concat([u32(8 + lengthOf(media)), ascii("mdat")])
  // The index is as long with one offset in it as with another.
  const mediaStart = fileType.length + movie(format, pictures, 0).length + mediaHeader.length
  return concat([fileType, movie(format, pictures, mediaStart), mediaHeader, ...media])
}

// -----------------------------------------------------------------------------
// boxes
// -----------------------------------------------------------------------------

const movie = (format: VideoFormat, pictures: ReadonlyArray<EncodedPicture>, mediaStart: number): Uint8Array =>
  box(
    "moov",
    fullBox("mvhd", 0, unknownTimes, u32(timescale, format.durationSeconds * timescale), playback, matrix, nextTrackId),
    box(
      "trak",
      trackHeader(format),
      box(
        "mdia",
        fullBox("mdhd", 0, unknownTimes, u32(mediaTimescale(format), pictures.length * ticks), undetermined),
        fullBox("hdlr", 0, u32(0), ascii("vide"), zeros(12), ascii("Video\0")),
        box(
          "minf",
          fullBox("vmhd", 1, zeros(8)),
          box("dinf", fullBox("dref", 0, u32(1), fullBox("url ", selfContained))),
          sampleTable(format, pictures, mediaStart)
        )
      )
    )
  )

const trackHeader = (format: VideoFormat): Uint8Array =>
  fullBox(
    "tkhd",
    enabledInMovieAndPreview,
    unknownTimes,
    u32(1, 0, format.durationSeconds * timescale),
    zeros(16),
    matrix,
    u32(format.width << 16, format.height << 16)
  )

const sampleTable = (
  format: VideoFormat,
  pictures: ReadonlyArray<EncodedPicture>,
  mediaStart: number
): Uint8Array => {
  const count = pictures.length
  const sizes = pictures.map(({ nal }) => nal.length + 4)
  const keys = pictures.flatMap(({ isKey }, index) => isKey ? [index + 1] : [])
  return box(
    "stbl",
    fullBox("stsd", 0, u32(1), sampleEntry(format)),
    fullBox("stts", 0, u32(1, count, ticks)),
    fullBox("stss", 0, u32(keys.length, ...keys)),
    fullBox("stsc", 0, u32(1, 1, count, 1)),
    fullBox("stsz", 0, u32(0, count, ...sizes)),
    fullBox("stco", 0, u32(1, mediaStart))
  )
}

const sampleEntry = (format: VideoFormat): Uint8Array =>
  box(
    "avc1",
    zeros(6),
    u16(1), // data_reference_index
    zeros(16),
    u16(format.width, format.height),
    u32(dotsPerInch << 16, dotsPerInch << 16, 0),
    u16(1), // frame_count: one picture a sample
    zeros(32), // compressorname
    u16(24, 0xffff), // depth, pre_defined
    decoderConfiguration(format),
    box("colr", ascii("nclx"), u16(1, 1, 1), Uint8Array.of(0)) // BT.709, limited range
  )

const decoderConfiguration = (format: VideoFormat): Uint8Array => {
  const sps = sequenceParameterSet(format)
  const pps = pictureParameterSet()
  const { constraints, level, profile } = profileAndLevel
  return box(
    "avcC",
    Uint8Array.of(1, profile, constraints, level, 0xff), // lengths of NAL units take four bytes
    Uint8Array.of(0xe1), // one sequence parameter set
    u16(sps.length),
    sps,
    Uint8Array.of(1), // one picture parameter set
    u16(pps.length),
    pps
  )
}

// -----------------------------------------------------------------------------
// bytes
// -----------------------------------------------------------------------------

const lengthOf = (parts: ReadonlyArray<Uint8Array>): number => parts.reduce((length, part) => length + part.length, 0)

const concat = (parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const bytes = new Uint8Array(lengthOf(parts))
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}

const u16 = (...values: ReadonlyArray<number>): Uint8Array =>
  Uint8Array.from(values.flatMap((value) => [value >>> 8, value]))

const u32 = (...values: ReadonlyArray<number>): Uint8Array =>
  Uint8Array.from(values.flatMap((value) => [value >>> 24, value >>> 16, value >>> 8, value]))

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))

const zeros = (count: number): Uint8Array => new Uint8Array(count)

const box = (type: string, ...parts: ReadonlyArray<Uint8Array>): Uint8Array =>
  concat([u32(8 + lengthOf(parts)), ascii(type), ...parts])

const fullBox = (type: string, flags: number, ...parts: ReadonlyArray<Uint8Array>): Uint8Array =>
  box(type, u32(flags), ...parts)

// -----------------------------------------------------------------------------
// constants
// -----------------------------------------------------------------------------

/** Ticks a second of the movie as a whole. */
const timescale = 1000

/** Length of a picture in media ticks: enough of them for players that round times. */
const ticks = 1000

const mediaTimescale = (format: VideoFormat): number => format.frameRate * ticks

const dotsPerInch = 72

const selfContained = 1

const enabledInMovieAndPreview = 7

/** Creation and modification time: zero keeps the file the same whenever it is made. */
const unknownTimes = zeros(8)

/** Normal rate, full volume. */
const playback = concat([u32(0x10000), u16(0x100), zeros(10)])

/** The unity transformation. */
const matrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)

const nextTrackId = concat([zeros(24), u32(2)])

/** Language "und", packed as three letters of five bits. */
const undetermined = u16(0x55c4, 0)
