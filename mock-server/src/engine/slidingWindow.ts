/** A limit of so many events in any span of `window` milliseconds. */
export interface Window {
  readonly limit: number
  readonly window: number
}

/** How many moments of a log a window still sees at `now`. A log is in the order of time. */
export const countSeen = (log: ReadonlyArray<number>, now: number, window: number): number =>
  log.length - firstAfter(log, now - window)

/** Milliseconds until one more event fits the window; 0 when it fits now. */
export const waitFor = (log: ReadonlyArray<number>, now: number, { limit, window }: Window): number => {
  if (countSeen(log, now, window) < limit) return 0
  const leaving = log[log.length - limit]
  return leaving === undefined ? window : leaving + window - now
}

/** Puts a moment into a log, and lets go of those that the window has left once they are the larger part of it. */
export const addMoment = (log: Array<number>, now: number, window: number): void => {
  const left = log.length - countSeen(log, now, window)
  if (left > log.length / 2) log.splice(0, left)
  // A clock that was set back comes before moments that are in the log.
  log.splice(firstAfter(log, now), 0, now)
}

/** Place of the first moment after another one. */
const firstAfter = (log: ReadonlyArray<number>, moment: number): number => {
  let low = 0
  let high = log.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((log[middle] ?? Infinity) > moment) high = middle
    else low = middle + 1
  }
  return low
}
