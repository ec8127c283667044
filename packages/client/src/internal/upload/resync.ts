/**
 * What is known about a chunk that TikTok did not confirm.
 *
 * @internal
 */
export interface Evidence {
  /** First byte of the range that was sent. */
  readonly sentFrom: number
  /** Whether TikTok refused the range because it expects another byte next. */
  readonly refused: boolean
  /** How many bytes TikTok may have by the headers of its response, the likelier reading first. */
  readonly reported: ReadonlyArray<number>
  /** How many bytes TikTok has by the status. */
  readonly status: number | undefined
}

/**
 * The byte to continue from. Undefined when there is no evidence, and the same
 * range must be sent again.
 *
 * TikTok keeps the bytes that it has confirmed, so a lower number comes from a
 * status that lags, unless TikTok also refused the range.
 *
 * @internal
 */
export const offsetAfter = ({ refused, reported, sentFrom, status }: Evidence): number | undefined => {
  // The status counts bytes, and the number in the header may be an index. A number that both allow is right.
  if (status !== undefined && reported.includes(status)) return status
  const candidates = (status === undefined ? reported : [status, ...reported]).filter((count) =>
    !refused || count !== sentFrom
  )
  return candidates.find((count) => count >= sentFrom) ?? (refused ? candidates[0] : undefined)
}
