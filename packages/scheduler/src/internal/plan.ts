import type { Moved } from "../ScheduledPost.ts"

/** How many posts of one creator may begin in a minute and in a day. @internal */
export interface Limits {
  readonly perMinute: number
  readonly perDay: number
}

/** @internal */
export interface Plan {
  /** Milliseconds since 1970. */
  readonly at: number
  /** The limit that moved it. */
  readonly moved: Moved | undefined
}

/**
 * The first time from `at` on at which one more post leaves both limits kept, in every window of a minute and of a day.
 * `taken` has the times of the creator's other posts, in order.
 *
 * @internal
 */
export const plan = (taken: ReadonlyArray<number>, at: number, limits: Limits): Plan => {
  const windows: ReadonlyArray<Window> = [
    { name: "PerMinute", limit: limits.perMinute, size: minute + margin },
    { name: "PerDay", limit: limits.perDay, size: day + margin }
  ]
  const broken = (time: number) => windows.findLast((window) => !fits(taken, time, window))
  let moved = broken(at)
  if (moved === undefined) return { at, moved: undefined }
  // A window gets room only where one of the others leaves it.
  const candidates = windows.flatMap(({ size }) => taken.map((time) => time + size)).filter((time) => time > at)
  for (const time of candidates.toSorted((a, b) => a - b)) {
    const next = broken(time)
    if (next === undefined) return { at: time, moved: moved.name }
    moved = next
  }
  return { at, moved: undefined }
}

interface Window {
  readonly name: Moved
  readonly limit: number
  /** Milliseconds. */
  readonly size: number
}

/** Whether no window of this size that includes `time` has more than `limit` posts. */
const fits = (taken: ReadonlyArray<number>, time: number, { limit, size }: Window): boolean => {
  const position = positionOf(taken, time)
  const at = (index: number) => index < position ? taken[index] : index === position ? time : taken[index - 1]
  for (let first = Math.max(0, position - limit); first <= position; first++) {
    const last = at(first + limit)
    if (last !== undefined && last - (at(first) ?? 0) < size) return false
  }
  return true
}

/** How many times are at or before this one. */
const positionOf = (taken: ReadonlyArray<number>, time: number): number => {
  let [low, high] = [0, taken.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((taken[middle] ?? 0) <= time) low = middle + 1
    else high = middle
  }
  return low
}

/** The longest window. @internal */
export const day = 86_400_000
const minute = 60_000

// TikTok counts a call when it arrives, the scheduler when it begins.
const margin = 1000
