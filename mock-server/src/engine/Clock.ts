/** A clock whose time the owner of the mock can move. */
export interface MockClock {
  /** The mock's time in epoch milliseconds. */
  readonly now: () => number
  /** Moves time forward by so many milliseconds. */
  readonly advance: (millis: number) => void
  /** Stops time; `advance` still moves it. */
  readonly freeze: () => void
  /** Lets time run on from where it stood. */
  readonly resume: () => void
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

/** Where a clock stands that nobody has moved. */
export const unmoved: ClockPosition = { offset: 0, frozenAt: null }

// A source of the caller's may jump without telling us, so a sleeper looks at it this often.
const LOOK_MILLIS = 10

/** Makes a movable clock over a source, the system's time when none is given. */
export const makeClock = (source?: ClockSource): EngineClock => {
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
      restore(frozenAt === null ? { offset: offset + millis, frozenAt } : { offset, frozenAt: frozenAt + millis })
    },
    freeze: () => {
      frozenAt ??= now()
    },
    resume: () => {
      if (frozenAt !== null) restore({ offset: frozenAt - read(), frozenAt: null })
    }
  }
}
