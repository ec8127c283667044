/** The fields of a post that identify it among the creator's public videos. @internal */
export interface Captioned {
  readonly _tag: string
  readonly privacyLevel?: string | undefined
  readonly title?: string | undefined
  readonly description?: string | undefined
}

/**
 * The caption that identifies a public post, as it was sent. A draft has none.
 *
 * @internal
 */
export const captionOf = ({ description, privacyLevel, title }: Captioned): string | undefined => {
  if (privacyLevel !== "PUBLIC_TO_EVERYONE") return undefined
  const caption = title ?? description
  return caption === undefined || caption.trim() === "" ? undefined : caption
}

/**
 * Whether a video may show this caption, in full or cut as TikTok may cut it
 * (tiktok-live, section 18, row 1).
 *
 * @internal
 */
export const mayShow = (shown: string | undefined, caption: string): boolean =>
  shown !== undefined && spellings(caption).has(comparable(shown))

/** Whether a shown text is only a part of a caption, which other captions may share. @internal */
export const isCut = (shown: string | undefined, caption: string): boolean =>
  shown !== undefined && comparable(shown) !== comparable(caption)

// TikTok does not say whether it counts UTF-16 units or code points.
const maxLength = 150

const spellings = (caption: string): ReadonlySet<string> =>
  new Set(
    [caption, caption.trim()].flatMap((
      text
    ) => [text, text.slice(0, maxLength), Array.from(text).slice(0, maxLength).join("")])
      .map(comparable)
  )

/** JSON may lose half of a surrogate pair, and spaces at the ends. */
const comparable = (text: string): string => text.replace(/[\ud800-\udbff\ufffd]$/, "").trim()
