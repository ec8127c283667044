/**
 * What is known about a chunk that TikTok did not simply take.
 *
 * @internal
 */
export interface Evidence {
  /** First byte of the range that was sent. */
  readonly sentFrom: number
  /** Whether TikTok refused the range because it expects another byte next. */
  readonly refused: boolean
  /** How many bytes it may have by the answer's headers, the likelier reading first. */
  readonly reported: ReadonlyArray<number>
  /** How many bytes it has by the status. */
  readonly status: number | undefined
}

/**
 * The byte to go on from; undefined when nothing tells, and the same range is
 * due again.
 *
 * TikTok does not forget what it has confirmed, so less than that is a status
 * that lags behind, unless the range was refused as well.
 *
 * @internal
 */
export const offsetAfter = ({ refused, reported, sentFrom, status }: Evidence): number | undefined => {
  // The status names bytes, where the header's number may be an index: they settle each other.
  if (status !== undefined && reported.includes(status)) return status
  const candidates = (status === undefined ? reported : [status, ...reported]).filter((count) =>
    !refused || count !== sentFrom
  )
  return candidates.find((count) => count >= sentFrom) ?? (refused ? candidates[0] : undefined)
}
