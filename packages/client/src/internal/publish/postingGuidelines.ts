import type { PrivacyLevel } from "../../Post.ts"

/**
 * Who may see branded content: the public or friends. Read literally, the
 * guidelines exclude followers too, but no page says that TikTok refuses them
 * (tiktok-live, section 13).
 *
 * @internal
 */
export const brandedContentFor: { readonly [Level in PrivacyLevel]: "Allowed" | "Discouraged" | "Refused" } = {
  PUBLIC_TO_EVERYONE: "Allowed",
  MUTUAL_FOLLOW_FRIENDS: "Allowed",
  FOLLOWER_OF_CREATOR: "Discouraged",
  SELF_ONLY: "Refused"
}

const musicUsage = {
  phrase: "Music Usage Confirmation",
  url: "https://www.tiktok.com/legal/page/global/music-usage-confirmation/en"
} as const

const brandedContentPolicy = {
  phrase: "Branded Content Policy",
  url: "https://www.tiktok.com/legal/page/global/bc-policy/en"
} as const

/**
 * The declarations to show the creator before the button that posts. TikTok's
 * reviewers compare them word for word.
 *
 * @internal
 */
export const declarations = {
  standard: {
    text: "By posting, you agree to TikTok's Music Usage Confirmation.",
    links: [musicUsage]
  },
  brandedContent: {
    text: "By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation.",
    links: [brandedContentPolicy, musicUsage]
  }
} as const

/**
 * The disclosure of commercial content, in TikTok's words.
 *
 * @internal
 */
export const disclosure = {
  default: false,
  yourBrand: {
    label: "Promotional content",
    notice: "Your photo/video will be labeled as 'Promotional content'."
  },
  brandedContent: {
    label: "Paid partnership",
    notice: "Your photo/video will be labeled as 'Paid partnership'."
  },
  incompleteNotice: "You need to indicate if your content promotes yourself, a third party, or both.",
  privacyNotice: "Branded content visibility cannot be set to private."
} as const

/** @internal */
export const processingNotice =
  "After publishing, it may take a few minutes for the content to process and be visible on your profile."
