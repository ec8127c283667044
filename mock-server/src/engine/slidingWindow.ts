/** A limit of so many events in any span of `window` milliseconds. */
export interface Window {
  readonly limit: number
  readonly window: number
}

/** The moments of a log that a window still sees at `now`. */
export const seen = (log: ReadonlyArray<number>, now: number, window: number): ReadonlyArray<number> =>
  log.filter((moment) => moment > now - window)

/** Milliseconds until one more event fits the window; 0 when it fits now. */
export const waitFor = (log: ReadonlyArray<number>, now: number, rule: Window): number => {
  const recent = seen(log, now, rule.window)
  if (recent.length < rule.limit) return 0
  const leaving = recent[recent.length - rule.limit]
  return leaving === undefined ? rule.window : leaving + rule.window - now
}
