import type { PrivacyLevel } from "./privacyLevels.ts"

/** An account of the mock. */
export interface Creator {
  readonly openId: string
  readonly username: string
  readonly displayName: string
  readonly privateAccount: boolean
  /** A banned creator's posts and drafts are refused. */
  readonly banned: boolean
  /** The creator has no posts left today, regardless of the mock's own count. */
  readonly atPostCap: boolean
  readonly commentsOff: boolean
  readonly duetsOff: boolean
  readonly stitchesOff: boolean
  /** The longest video the creator may post, in seconds. */
  readonly maxVideoSeconds: number
  /** Version of the TikTok app on the creator's phone. */
  readonly appVersion: string
  readonly verified: boolean
  readonly bio: string
  readonly bioLink: string
  readonly avatarUrl: string
  /** Width and height of the avatar in pixels. */
  readonly avatarSize: number
  readonly followers: number
  readonly following: number
  readonly videos: number
  readonly likes: number
}

/** The most characters of a username. */
export const MAX_USERNAME = 64

/** Throws a `RangeError` that names an invalid field. */
export const checkCreator = (creator: Creator): void => {
  if (creator.username === "" || creator.username.length > MAX_USERNAME) {
    throw new RangeError(`username: must have 1 to ${MAX_USERNAME} characters`)
  }
  for (const name of counts) {
    if (!Number.isSafeInteger(creator[name]) || creator[name] < 0) {
      throw new RangeError(`${name}: must be a whole number of 0 or more`)
    }
  }
}

const counts = ["maxVideoSeconds", "avatarSize", "followers", "following", "videos", "likes"] as const

/** The privacy levels of an account. Only a public account can post to everyone. */
export const privacyOptions = (creator: Creator): ReadonlyArray<PrivacyLevel> => [
  creator.privateAccount ? "FOLLOWER_OF_CREATOR" : "PUBLIC_TO_EVERYONE",
  "MUTUAL_FOLLOW_FRIENDS",
  "SELF_ONLY"
]

/** Whether duets are off. A private account has none. */
export const duetsOff = (creator: Creator): boolean => creator.duetsOff || creator.privateAccount

/** Whether stitches are off. A private account has none. */
export const stitchesOff = (creator: Creator): boolean => creator.stitchesOff || creator.privateAccount

/** Compares two versions, number by number. */
export const isAtLeast = (version: string, needed: string): boolean =>
  version.localeCompare(needed, "en", { numeric: true }) >= 0

/** URL of a creator's profile page. */
export const profileUrl = (creator: Creator): string => `https://www.tiktok.com/@${creator.username}`
