/** Who may see a post. */
export type PrivacyLevel = "PUBLIC_TO_EVERYONE" | "MUTUAL_FOLLOW_FRIENDS" | "FOLLOWER_OF_CREATOR" | "SELF_ONLY"

/** An account of the mock. */
export interface Creator {
  readonly openId: string
  readonly username: string
  readonly displayName: string
  readonly privateAccount: boolean
  /** A banned creator's posts and drafts are refused. */
  readonly banned: boolean
  readonly verified: boolean
  readonly bio: string
  readonly bioLink: string
  readonly avatarUrl: string
  /** Edge of the avatar in pixels. */
  readonly avatarSize: number
  readonly followers: number
  readonly following: number
  readonly videos: number
  readonly likes: number
}

/** The levels a creator's account offers: only a public account can post to everyone. */
export const privacyOptions = (creator: Creator): ReadonlyArray<PrivacyLevel> => [
  creator.privateAccount ? "FOLLOWER_OF_CREATOR" : "PUBLIC_TO_EVERYONE",
  "MUTUAL_FOLLOW_FRIENDS",
  "SELF_ONLY"
]

/** Address of a creator's profile page. */
export const profileUrl = (creator: Creator): string => `https://www.tiktok.com/@${creator.username}`
