/** @internal */
export interface ContentRange {
  /** First byte. */
  readonly start: number
  /** First byte after the range. */
  readonly end: number
  readonly size: number
}

/**
 * RFC 9110, section 14.4: both ends inclusive, so the last byte is `end - 1`.
 *
 * @internal
 */
export const format = ({ end, size, start }: ContentRange): string => `bytes ${start}-${end - 1}/${size}`

/** @internal */
export const parse = (value: string): ContentRange | undefined => {
  const match = /^bytes (?<first>\d+)-(?<last>\d+)\/(?<size>\d+)$/.exec(value.trim())
  const { first, last, size } = match?.groups ?? {}
  if (first === undefined || last === undefined || size === undefined) return undefined
  const range = { start: Number(first), end: Number(last) + 1, size: Number(size) }
  // One past the size is let through: TikTok's progress header may carry a count where RFC syntax has the last index.
  return range.start < range.end && range.end <= range.size + 1 ? range : undefined
}
