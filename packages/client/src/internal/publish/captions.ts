/** What of a post can be recognized among the creator's public videos. @internal */
export interface Captioned {
  readonly _tag: string
  readonly privacyLevel?: string | undefined
  readonly title?: string | undefined
  readonly description?: string | undefined
}

/**
 * The caption by which a public post can be recognized, as it was sent; a draft
 * has none.
 *
 * @internal
 */
export const captionOf = ({ description, privacyLevel, title }: Captioned): string | undefined => {
  if (privacyLevel !== "PUBLIC_TO_EVERYONE") return undefined
  const caption = title ?? description
  return caption === undefined || caption.trim() === "" ? undefined : caption
}

/**
 * Whether a video may show this caption: the whole of it, or what TikTok may
 * have cut it to (tiktok-live, section 18, row 1).
 *
 * @internal
 */
export const mayShow = (shown: string | undefined, caption: string): boolean =>
  shown !== undefined && spellings(caption).has(comparable(shown))

/** Whether this is the beginning of a caption, which others may share. @internal */
export const isCut = (shown: string | undefined, caption: string): boolean =>
  shown !== undefined && comparable(shown) !== comparable(caption)

// Whether its characters are UTF-16 units or code points is not said.
const maxLength = 150

const spellings = (caption: string): ReadonlySet<string> =>
  new Set(
    [caption, caption.trim()].flatMap((
      text
    ) => [text, text.slice(0, maxLength), Array.from(text).slice(0, maxLength).join("")])
      .map(comparable)
  )

/** Half of a surrogate pair does not survive JSON; spaces at the ends may not either. */
const comparable = (text: string): string => text.replace(/[\ud800-\udbff\ufffd]$/, "").trim()
