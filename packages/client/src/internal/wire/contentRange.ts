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
  const found = numbersOf(value)
  if (found === undefined) return undefined
  const { first, last, size } = found
  return first <= last && last < size ? { start: first, end: last + 1, size } : undefined
}

/**
 * How many bytes a progress header may mean, fewer first. TikTok's page calls
 * its number the bytes uploaded, where RFC 9110 has the index of the last, so
 * there are two readings, one byte apart (tiktok-live, section 5.2). Empty for a
 * header that tells nothing of a file of `size` bytes.
 *
 * @internal
 */
export const received = (value: string, size: number): ReadonlyArray<number> => {
  // RFC 9110 writes an asterisk where no byte is the last.
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
