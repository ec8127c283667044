import type { PrivacyLevel } from "../engine/privacyLevels.ts"

/** The labels of each privacy level: the option in a form, and the audience of a post that is not public. */
export const privacyLabels = {
  PUBLIC_TO_EVERYONE: { choice: "Everyone", audience: "In moderation, or hidden" },
  MUTUAL_FOLLOW_FRIENDS: { choice: "Friends", audience: "Visible to friends" },
  FOLLOWER_OF_CREATOR: { choice: "Followers", audience: "Visible to followers" },
  SELF_ONLY: { choice: "Only the creator", audience: "Visible only to the creator" }
} as const satisfies Readonly<Record<PrivacyLevel, { readonly choice: string; readonly audience: string }>>
