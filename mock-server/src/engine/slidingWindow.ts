/** A limit of events in any span of `window` milliseconds. */
export interface Window {
  readonly limit: number
  readonly window: number
}

/** Counts the times of a log inside the window before `now`. A log is in ascending order. */
export const countWithin = (log: ReadonlyArray<number>, now: number, window: number): number =>
  log.length - firstAfter(log, now - window)

/** Milliseconds until the window has room for one more event; 0 when it has room now. */
export const waitMillisFor = (log: ReadonlyArray<number>, now: number, { limit, window }: Window): number => {
  if (countWithin(log, now, window) < limit) return 0
  const leaving = log[log.length - limit]
  return leaving === undefined ? window : leaving + window - now
}

/** Adds a time to a log. Deletes the times before the window once they are more than half of the log. */
export const addTime = (log: Array<number>, now: number, window: number): void => {
  const left = log.length - countWithin(log, now, window)
  if (left > log.length / 2) log.splice(0, left)
  // After the clock was set back, `now` can be before times in the log.
  log.splice(firstAfter(log, now), 0, now)
}

/** Index of the first time after `time`. */
const firstAfter = (log: ReadonlyArray<number>, time: number): number => {
  let low = 0
  let high = log.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((log[middle] ?? Infinity) > time) high = middle
    else low = middle + 1
  }
  return low
}
