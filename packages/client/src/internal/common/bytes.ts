/**
 * Joins pieces. A single piece is not copied.
 *
 * @internal
 */
export const concat = (pieces: ReadonlyArray<Uint8Array>): Uint8Array => {
  const [first, ...others] = pieces
  if (first !== undefined && others.length === 0) return first
  const whole = new Uint8Array(pieces.reduce((size, { length }) => size + length, 0))
  let offset = 0
  for (const piece of pieces) {
    whole.set(piece, offset)
    offset += piece.length
  }
  return whole
}
