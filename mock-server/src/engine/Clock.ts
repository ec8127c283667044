/** A clock whose time the owner of the mock can move. */
export interface MockClock {
  /** The mock's time in epoch milliseconds. */
  readonly now: () => number
  /** Moves time forward by a number of milliseconds. */
  readonly advance: (millis: number) => void
  /** Sets the time in epoch milliseconds, also to an earlier one. State that is newer than that stays as it is. */
  readonly set: (at: number) => void
  /** Stops time, now or at the given time. `advance` and `set` still move it. */
  readonly freeze: (at?: number) => void
  /** Lets time run again from where it stopped. */
  readonly resume: () => void
  readonly isFrozen: () => boolean
}

/** Where time comes from, in epoch milliseconds. */
export interface ClockSource {
  readonly now: () => number
}

/** The difference between a clock and its source. */
export interface ClockPosition {
  readonly offset: number
  readonly frozenAt: number | null
}

/** The clock inside the engine: it can also sleep, and its position can be stored and restored. */
export interface EngineClock extends MockClock {
  /** Waits until the clock has advanced by a number of milliseconds, or the signal aborts. */
  readonly sleep: (millis: number, signal: AbortSignal) => Promise<void>
  readonly position: () => ClockPosition
  readonly restore: (position: ClockPosition) => void
}

/** The position of a new clock. */
export const initialPosition: ClockPosition = { offset: 0, frozenAt: null }

// A caller's clock can jump at any time, so a sleeper reads it this often.
const POLL_MILLIS = 10

/** Makes a movable clock over a source, the system's time when none is given. */
export const makeClock = (source?: ClockSource, changed: () => void = () => {}): EngineClock => {
  const read = source?.now ?? Date.now
  let { frozenAt, offset } = initialPosition
  const sleepers = new Set<() => void>()

  const now = () => Math.floor(frozenAt ?? read() + offset)
  const wake = () => {
    for (const check of sleepers) check()
  }
  const restore = (position: ClockPosition) => {
    offset = position.offset
    frozenAt = position.frozenAt
    wake()
    changed()
  }

  const sleep = (millis: number, signal: AbortSignal) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const until = now() + millis
    let timer: NodeJS.Timeout | undefined
    const check = () => {
      clearTimeout(timer)
      const left = until - now()
      if (left <= 0 || signal.aborted) {
        sleepers.delete(check)
        signal.removeEventListener("abort", check)
        resolve()
      } else if (frozenAt === null) {
        timer = setTimeout(check, source === undefined ? left : Math.min(left, POLL_MILLIS))
      }
    }
    sleepers.add(check)
    signal.addEventListener("abort", check)
    check()
    return promise
  }

  return {
    now,
    sleep,
    restore,
    position: () => ({ offset, frozenAt }),
    advance: (millis) => {
      if (!(millis >= 0)) throw new RangeError(`millis: must not be negative, is ${millis}`)
      checkTime(now() + millis)
      restore(frozenAt === null ? { offset: offset + millis, frozenAt } : { offset, frozenAt: frozenAt + millis })
    },
    set: (at) => {
      checkTime(at)
      restore(frozenAt === null ? { offset: at - read(), frozenAt } : { offset, frozenAt: at })
    },
    freeze: (at = now()) => {
      checkTime(at)
      restore({ offset, frozenAt: at })
    },
    isFrozen: () => frozenAt !== null,
    resume: () => {
      if (frozenAt !== null) restore({ offset: frozenAt - read(), frozenAt: null })
    }
  }
}

// Far below the largest `Date`, because lifetimes are added to it.
const MAX_TIME = Date.UTC(10_000, 0, 1) - 1

const checkTime = (at: number): void => {
  if (!(at >= 0 && at <= MAX_TIME)) {
    throw new RangeError(`time: must be epoch milliseconds from 1970 to the end of 9999, is ${at}`)
  }
}
