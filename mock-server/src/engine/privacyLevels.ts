/** The audience of a post. */
export type PrivacyLevel = (typeof privacyLevels)[number]

/** The privacy levels of the live contract, from everyone to the creator alone. */
export const privacyLevels = [
  "PUBLIC_TO_EVERYONE",
  "MUTUAL_FOLLOW_FRIENDS",
  "FOLLOWER_OF_CREATOR",
  "SELF_ONLY"
] as const
