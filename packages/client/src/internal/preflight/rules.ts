import * as Duration from "effect/Duration"
import type { CreatorInfo } from "../../model/creator.ts"
import type { Facts, Finding, Limit, PhotoFacts, VideoFacts } from "../../model/preflight.ts"

/**
 * How media are judged.
 *
 * @internal
 */
export interface Purpose {
  /** What the post needs. Unless it is given, the content decides. */
  readonly kind?: "Video" | "Photo" | undefined
  readonly isDraft: boolean
  readonly info?: Pick<CreatorInfo, "maxVideoDuration"> | undefined
  /** The type that the upload names, unless TikTok fetches the media itself. */
  readonly contentType?: string | undefined
}

/**
 * A rule that media break, without their place among others.
 *
 * @internal
 */
export type Broken = Omit<Finding, "index" | "field">

/**
 * Every rule that media break.
 *
 * @internal
 */
export const judge = (facts: Facts, isComplete: boolean, purpose: Purpose): ReadonlyArray<Broken> => {
  if (facts._tag === "Unread") return []
  if (facts.bytes === 0) return [incomplete("must not be empty")]
  const ofKind = facts._tag === "Video" ? ofVideo(facts, purpose) : ofPhoto(facts, purpose)
  return isComplete
    ? ofKind
    : [incomplete("must have all its bytes, and ends too early"), ...ofKind.filter(({ value }) => value !== undefined)]
}

const incomplete = (sentence: string): Broken => ({ rule: "complete", source: "File", severity: "Refused", sentence })

const guide = { source: "MediaTransferGuide", severity: "Refused" } as const

// -----------------------------------------------------------------------------
// videos
// -----------------------------------------------------------------------------

const containers = ["MP4", "QuickTime", "WebM"]

const codecs = ["H.264", "H.265", "VP8", "VP9"]

const contentTypes: Readonly<Record<string, string>> = {
  MP4: "video/mp4",
  QuickTime: "video/quicktime",
  WebM: "video/webm"
}

const ofVideo = (facts: VideoFacts, purpose: Purpose): ReadonlyArray<Broken> => {
  const { bytes, codec, container, frameRate, height, width } = facts
  if (purpose.kind === "Photo") return [wrongFormat(container)]
  const ofContainer = listed("container", container, containers)
  // Nothing else is known of what has no container.
  if (container === undefined) return ofContainer
  const ofFile = [
    ...ofContainer,
    ...ofContentType(container, purpose.contentType),
    ...listed("codec", codec, codecs),
    ...ofSize(bytes, 4, "GB", 1e9, 2 ** 30)
  ]
  if (codec === undefined) return ofFile
  return [
    ...ofFile,
    ...within("frameRate", frameRate && Math.round(frameRate * 10) / 10, { min: 23, max: 60 }, "frames a second"),
    ...within("pixels", width && height && Math.min(width, height), { min: 360 }, "pixels on the shorter side"),
    ...within("pixels", width && height && Math.max(width, height), { max: 4096 }, "pixels on the longer side"),
    ...ofDuration(facts.seconds, purpose),
    ...ofSound(facts.audio)
  ]
}

const listed = (rule: "container" | "codec", value: string | undefined, oneOf: ReadonlyArray<string>) =>
  value !== undefined && oneOf.includes(value) ? [] : [{
    ...guide,
    rule,
    value,
    limit: { oneOf },
    sentence: `must be one of ${oneOf.join(", ")}, ${
      value === undefined ? "and the file has none of them" : `was ${value}`
    }`
  }]

const ofContentType = (container: string, named: string | undefined): ReadonlyArray<Broken> => {
  const expected = contentTypes[container]
  return named === undefined || expected === undefined || named === expected ? [] : [{
    rule: "contentType",
    value: named,
    limit: { oneOf: [expected] },
    source: "File",
    severity: "Doubtful",
    sentence: `should be ${expected} for ${container}, was ${named}`
  }]
}

const within = (
  rule: "frameRate" | "pixels",
  value: number | undefined,
  limit: Limit,
  unit: string
): ReadonlyArray<Broken> => {
  if (value === undefined) {
    return [{
      ...guide,
      rule,
      limit,
      severity: "Doubtful",
      sentence: `should be ${rangeOf(limit)} ${unit}, and cannot be read`
    }]
  }
  return isWithin(value, limit)
    ? []
    : [{ ...guide, rule, value, limit, sentence: `must be ${rangeOf(limit)} ${unit}, was ${value}` }]
}

const isWithin = (value: number, { max = Infinity, min = 0 }: Limit): boolean => value >= min && value <= max

const rangeOf = ({ max, min }: Limit): string => {
  if (min === undefined) return `at most ${max}`
  return max === undefined ? `at least ${min}` : `${min} to ${max}`
}

/** The longest video of any creator, and the longest draft. */
const LONGEST_SECONDS = 600

const ofDuration = (given: number | undefined, { info, isDraft }: Purpose): ReadonlyArray<Broken> => {
  const own = isDraft ? undefined : info?.maxVideoDuration
  const max = own === undefined ? LONGEST_SECONDS : Duration.toSeconds(own)
  const source = own === undefined ? "MediaTransferGuide" : "CreatorInfo"
  const rule = "duration"
  if (given === undefined) {
    return [{
      rule,
      source,
      limit: { max },
      severity: "Doubtful",
      sentence: `should be at most ${max} seconds, and cannot be read`
    }]
  }
  const value = Math.round(given * 1000) / 1000
  if (value <= max) return []
  // The sound of a video often lasts a moment longer than its frames.
  const severity = value < max + 1 ? "Doubtful" : "Refused"
  return [{ rule, value, limit: { max }, source, severity, sentence: `must be at most ${max} seconds, was ${value}` }]
}

const sounds: ReadonlyArray<string> = ["aac", "mp3", "opus", "vorbis"]

const ofSound = (audio: string | undefined): ReadonlyArray<Broken> =>
  audio === undefined || sounds.includes(audio) ? [] : [{
    rule: "audio",
    value: audio,
    limit: { oneOf: sounds },
    source: "File",
    severity: "Doubtful",
    sentence: `should be one of ${sounds.join(", ")}, was ${audio}`
  }]

// TikTok does not say whether its units are decimal or binary.
const ofSize = (value: number, max: number, unit: string, decimal: number, binary: number): ReadonlyArray<Broken> =>
  value <= max * decimal ? [] : [{
    ...guide,
    rule: "size",
    value,
    limit: { max: max * decimal },
    severity: value <= max * binary ? "Doubtful" : "Refused",
    sentence: `must be at most ${max} ${unit}, was ${value} bytes`
  }]

// -----------------------------------------------------------------------------
// photos
// -----------------------------------------------------------------------------

const formats = ["JPEG", "WebP"]

const wrongFormat = (value: string | undefined): Broken => ({
  ...guide,
  rule: "format",
  value,
  limit: { oneOf: formats },
  sentence: `must be JPEG or WebP, was ${value ?? "neither"}`
})

const ofPhoto = ({ bytes, format, height, width }: PhotoFacts, { kind }: Purpose): ReadonlyArray<Broken> => {
  if (kind === "Video") return listed("container", format, containers)
  if (!formats.includes(format)) return [wrongFormat(format)]
  return [...ofShorterSide(width && height && Math.min(width, height)), ...ofSize(bytes, 20, "MB", 1e6, 2 ** 20)]
}

const ofShorterSide = (value: number | undefined): ReadonlyArray<Broken> => {
  const limit = { max: 1080 }
  if (value === undefined || value === 0) {
    const sentence = "must be at most 1080 pixels, and cannot be read"
    return [{ rule: "shorterSide", limit, source: "File", severity: "Refused", sentence }]
  }
  return value <= limit.max ? [] : [{
    rule: "shorterSide",
    value,
    limit,
    source: "RefusedPosts",
    severity: "Refused",
    sentence: `must be at most 1080 pixels, was ${value}`
  }]
}
