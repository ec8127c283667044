import type { PrivacyLevel } from "../engine/Creator.ts"

/** What the pages say about each privacy level: as a choice in a form, and about a post that is not public. */
export const privacyLabels = {
  PUBLIC_TO_EVERYONE: { choice: "for everyone", audience: "In moderation, or taken from the public" },
  MUTUAL_FOLLOW_FRIENDS: { choice: "for friends", audience: "Friends see it" },
  FOLLOWER_OF_CREATOR: { choice: "for followers", audience: "Followers see it" },
  SELF_ONLY: { choice: "for the creator alone", audience: "Only the creator sees it" }
} as const satisfies Readonly<Record<PrivacyLevel, { readonly choice: string; readonly audience: string }>>
