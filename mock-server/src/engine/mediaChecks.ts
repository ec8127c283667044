import { type Container, containerOf } from "./container.ts"

/** What the header of a video says. A value is undefined when it cannot be read. */
export interface VideoFacts {
  /** Undefined for a container that TikTok does not take, such as Matroska. */
  readonly container?: Container["extension"] | undefined
  /** Undefined when the file has no video, or one in an unknown codec. */
  readonly codec?: string | undefined
  /** Pictures per second, on average. */
  readonly frameRate?: number | undefined
  readonly width?: number | undefined
  readonly height?: number | undefined
  readonly seconds?: number | undefined
}

/** What the header of a picture says. */
export interface PhotoFacts {
  /** Undefined for a format that TikTok does not take. */
  readonly format: "jpeg" | "webp" | undefined
  readonly width: number
  readonly height: number
  readonly bytes: number
}

/** The check that a file fails. Each contract has a fail reason for it. */
export type MediaCheck = "format" | "frame-rate" | "picture-size" | "duration" | "video-pull" | "photo-pull"

/** A failed check, with the rule for a person. */
export interface MediaDefect {
  readonly check: MediaCheck
  readonly rule: string
}

/** TikTok's limits for media, from the media transfer guide. */
export const mediaLimits = {
  codecs: ["avc", "hevc", "vp8", "vp9"],
  /** Pictures per second. */
  frameRate: { min: 23, max: 60 },
  /** Pixels of each side of a video. */
  side: { min: 360, max: 4_096 },
  /** The longest draft in seconds. A direct post has the limit of its creator. */
  draftSeconds: 600,
  /** Pixels of the shorter side of a photo. The guide says "1080p", and production measures this side. */
  photoSide: 1_080,
  /** "20 MB" by its wider meaning. */
  photoBytes: 20 * 2 ** 20
} as const

// A header can round: 60 pictures per second can read as 60.02.
const FRAME_RATE_TOLERANCE = 0.5

/** The rule that a video breaks whose header cannot be read: only its first bytes count. */
export const headDefect = (head: Uint8Array): MediaDefect | undefined =>
  containerOf(head) === undefined ? { check: "format", rule: "the file must be MP4, MOV or WebM" } : undefined

/** The first rule that a video breaks. What cannot be read breaks none. */
export const videoDefect = (facts: VideoFacts, maxSeconds: number): MediaDefect | undefined => {
  const { codec, container, frameRate, height, seconds, width } = facts
  const { frameRate: rates, side } = mediaLimits
  if (container === undefined) return { check: "format", rule: "the container must be MP4, MOV or WebM" }
  if (codec === undefined || !mediaLimits.codecs.some((known) => known === codec)) {
    return { check: "format", rule: `the codec must be H.264, H.265, VP8 or VP9, is ${codec ?? "unknown"}` }
  }
  if (width !== undefined && height !== undefined && ![width, height].every((pixels) => isWithin(pixels, side))) {
    return {
      check: "picture-size",
      rule: `each side must have ${side.min} to ${side.max} pixels, the video has ${width} × ${height}`
    }
  }
  const { max, min } = { min: rates.min - FRAME_RATE_TOLERANCE, max: rates.max + FRAME_RATE_TOLERANCE }
  if (frameRate !== undefined && !isWithin(frameRate, { min, max })) {
    return {
      check: "frame-rate",
      rule: `the frame rate must be ${rates.min} to ${rates.max} per second, is ${round(frameRate)}`
    }
  }
  // The last picture or sound can reach into the next second.
  return seconds !== undefined && Math.floor(seconds) > maxSeconds
    ? { check: "duration", rule: `the video must have at most ${maxSeconds} seconds, has ${round(seconds)}` }
    : undefined
}

/** The first rule that a photo breaks. */
export const photoDefect = ({ bytes, format, height, width }: PhotoFacts): MediaDefect | undefined => {
  const { photoBytes, photoSide } = mediaLimits
  if (format === undefined) return { check: "format", rule: "the photo must be JPEG or WebP" }
  if (bytes > photoBytes) return { check: "picture-size", rule: `the photo must have at most ${photoBytes} bytes` }
  return Math.min(width, height) > photoSide
    ? {
      check: "picture-size",
      rule: `the shorter side must have at most ${photoSide} pixels, the photo has ${width} × ${height}`
    }
    : undefined
}

const isWithin = (value: number, { max, min }: { readonly min: number; readonly max: number }) =>
  value >= min && value <= max

const round = (value: number) => Math.round(value * 10) / 10
