/** @internal */
export interface ContentRange {
  /** First byte. */
  readonly start: number
  /** First byte after the range. */
  readonly end: number
  readonly size: number
}

/**
 * Writes a range. Both ends are inclusive, so the last byte is `end - 1` (RFC 9110, section 14.4).
 *
 * @internal
 */
export const format = ({ end, size, start }: ContentRange): string => `bytes ${start}-${end - 1}/${size}`

/** @internal */
export const parse = (value: string): ContentRange | undefined => {
  const found = numbersOf(value)
  if (found === undefined) return undefined
  const { first, last, size } = found
  return first <= last && last < size ? { start: first, end: last + 1, size } : undefined
}

/**
 * The two readings of a progress header, fewer bytes first. TikTok's page calls the
 * number the bytes uploaded; in RFC 9110 it is the index of the last byte
 * (tiktok-live, section 5.2). Empty for a header that does not describe a file of
 * `size` bytes.
 *
 * @internal
 */
export const received = (value: string, size: number): ReadonlyArray<number> => {
  // In RFC 9110 an asterisk means that there is no last byte.
  if (value.trim().toLowerCase() === `bytes */${size}`) return [0]
  const found = numbersOf(value)
  if (found === undefined || found.first !== 0 || found.size !== size) return []
  return [found.last, found.last + 1].filter((count) => count <= size)
}

const numbersOf = (
  value: string
): { readonly first: number; readonly last: number; readonly size: number } | undefined => {
  const { first, last, size } = /^bytes (?<first>\d+)-(?<last>\d+)\/(?<size>\d+)$/i.exec(value.trim())?.groups ?? {}
  return first === undefined || last === undefined || size === undefined
    ? undefined
    : { first: Number(first), last: Number(last), size: Number(size) }
}
