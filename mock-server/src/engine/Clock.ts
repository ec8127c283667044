/** A clock whose time the owner of the mock can move. */
export interface MockClock {
  /** The mock's time in epoch milliseconds. */
  readonly now: () => number
  /** Moves time forward by so many milliseconds. */
  readonly advance: (millis: number) => void
  /** Moves time to a moment in epoch milliseconds, back as well. What was made later stays as it is. */
  readonly set: (at: number) => void
  /** Stops time, at a moment when one is given; `advance` and `set` still move it. */
  readonly freeze: (at?: number) => void
  /** Lets time run on from where it stood. */
  readonly resume: () => void
  readonly isFrozen: () => boolean
}

/** Where time comes from, in epoch milliseconds. */
export interface ClockSource {
  readonly now: () => number
}

/** How far a clock is away from its source. */
export interface ClockPosition {
  readonly offset: number
  readonly frozenAt: number | null
}

/** The clock as the engine sees it: waits on it, stores its position and puts it back. */
export interface EngineClock extends MockClock {
  /** Waits until the clock has moved on by so many milliseconds, or the signal aborts. */
  readonly sleep: (millis: number, signal: AbortSignal) => Promise<void>
  readonly position: () => ClockPosition
  readonly restore: (position: ClockPosition) => void
}

/** The position of a new clock. */
export const unmoved: ClockPosition = { offset: 0, frozenAt: null }

// A source of the caller's may jump without telling us, so a sleeper looks at it this often.
const LOOK_MILLIS = 10

/** Makes a movable clock over a source, the system's time when none is given. */
export const makeClock = (source?: ClockSource, changed: () => void = () => {}): EngineClock => {
  const read = source?.now ?? Date.now
  let { frozenAt, offset } = unmoved
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
        timer = setTimeout(check, source === undefined ? left : Math.min(left, LOOK_MILLIS))
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
      if (!(millis >= 0)) throw new RangeError(`time moves forward only: ${millis}`)
      checkMoment(now() + millis)
      restore(frozenAt === null ? { offset: offset + millis, frozenAt } : { offset, frozenAt: frozenAt + millis })
    },
    set: (at) => {
      checkMoment(at)
      restore(frozenAt === null ? { offset: at - read(), frozenAt } : { offset, frozenAt: at })
    },
    freeze: (at = now()) => {
      checkMoment(at)
      restore({ offset, frozenAt: at })
    },
    isFrozen: () => frozenAt !== null,
    resume: () => {
      if (frozenAt !== null) restore({ offset: frozenAt - read(), frozenAt: null })
    }
  }
}

// Time goes on from here, and what lives longer than that has an end too: so it is far from the last moment of a `Date`.
const MAX_MOMENT = Date.UTC(10_000, 0, 1) - 1

const checkMoment = (at: number): void => {
  if (!(at >= 0 && at <= MAX_MOMENT)) {
    throw new RangeError(`a moment must be from 1970 to the end of 9999, in epoch milliseconds, and is ${at}`)
  }
}
