/** Median of the values, or NaN without values. */
export const median = (values: ReadonlyArray<number>): number => quantile(values, 0.5)

/** The value below which a share of the values lies, interpolated between two of them. */
export const quantile = (values: ReadonlyArray<number>, share: number): number => {
  const sorted = [...values].toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)] ?? NaN
  const above = sorted[Math.ceil(place)] ?? NaN
  return below + (above - below) * (place - Math.floor(place))
}

/** Half the range of the middle half of the values, as a share of their median. */
export const spread = (values: ReadonlyArray<number>): number =>
  (quantile(values, 0.75) - quantile(values, 0.25)) / 2 / median(values)

/**
 * Median of the ratios within each round that has both values. Anything that slows a whole round down, such as
 * other load on the machine, is in both halves of a ratio and cancels out.
 */
export const medianRatio = (numerators: ReadonlyArray<number>, denominators: ReadonlyArray<number>): number =>
  median(numerators.slice(0, denominators.length).map((numerator, round) => numerator / (denominators[round] ?? NaN)))
