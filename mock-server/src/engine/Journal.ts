import type { JournalEntry, JournalFilter } from "./JournalEntry.ts"
import { describeEntry, describeFilter, differences } from "./nearest.ts"
import { type Bodies, type Describe, makeRequestLog } from "./requestLog.ts"

/** How long and for how many entries to wait. */
export interface WaitOptions {
  /** As many as there must be, those of the past included; 1 by default. */
  readonly count?: number | undefined
  /** Milliseconds of real time, 5,000 by default. */
  readonly timeout?: number | undefined
  /** Ends the waiting early. */
  readonly signal?: AbortSignal | undefined
}

/** What must be true of the requests that fit a filter. Throws an `Error` that lists the nearest ones when it is not. */
export interface JournalExpectation {
  readonly times: (count: number) => ReadonlyArray<JournalEntry>
  readonly atLeast: (count: number) => ReadonlyArray<JournalEntry>
  readonly never: () => void
}

/** The latest requests, oldest first. */
export interface Journal {
  readonly entries: () => ReadonlyArray<JournalEntry>
  readonly find: (filter: JournalFilter) => ReadonlyArray<JournalEntry>
  /** Requests that no route took: an unknown path, or a method that the path does not have. */
  readonly unmatched: () => ReadonlyArray<JournalEntry>
  /** Requests that no `expect` has asked for so far, preflights left out. */
  readonly unclaimed: () => ReadonlyArray<JournalEntry>
  /**
   * Resolves with the requests that fit, as soon as there are enough, at once when there are already. Rejects with an
   * `Error` that lists the nearest ones when time is up or the mock is disposed of.
   */
  readonly waitFor: (filter: JournalFilter, options?: WaitOptions) => Promise<ReadonlyArray<JournalEntry>>
  readonly expect: (filter: JournalFilter) => JournalExpectation
  /** Calls the listener with every request to come, after its answer was made; gives what ends that. */
  readonly on: (listener: (entry: JournalEntry) => void) => () => void
  readonly clear: () => void
}

/** The journal as the server writes it. */
export interface WritableJournal<Recorded> extends Journal {
  /** Records a request. Its entry is written when it is first read. */
  readonly record: (recorded: Recorded, bodies: Bodies) => void
  /** Rejects everybody who waits. */
  readonly close: () => void
}

/** How much a journal keeps, and of what. */
export interface JournalOptions<Recorded> {
  readonly describe: Describe<Recorded>
  /** Requests, 10,000 by default. */
  readonly capacity?: number | undefined
  /** Bytes of all bodies together, 8 million by default; the oldest bodies go first, their entries stay. */
  readonly bodyCapacity?: number | undefined
  /** Told of every request. */
  readonly changed?: (() => void) | undefined
  /** Told what a listener throws. */
  readonly onDefect?: ((error: unknown) => void) | undefined
}

const DEFAULT_TIMEOUT_MILLIS = 5_000

/** Makes a journal that forgets the oldest requests first. */
export const makeJournal = <Recorded>(
  { bodyCapacity = 8_000_000, capacity = 10_000, changed = () => {}, describe, onDefect = () => {} }: JournalOptions<
    Recorded
  >
): WritableJournal<Recorded> => {
  const requestLog = makeRequestLog(describe, capacity, bodyCapacity)
  const claimed = new Set<string>()
  const listeners = new Set<(entry: JournalEntry) => void>()
  const closing = new AbortController()

  const find = (filter: JournalFilter) => requestLog.entries().filter(fits(filter))

  const claim = (found: ReadonlyArray<JournalEntry>) => {
    for (const { id } of found) claimed.add(id)
    if (claimed.size <= capacity) return
    // Forgotten entries need no claim.
    const known = new Set(requestLog.entries().map(({ id }) => id))
    for (const id of claimed) if (!known.has(id)) claimed.delete(id)
  }

  const problemOf = (filter: JournalFilter, wanted: string, found: number) =>
    new Error(
      [
        `${wanted} of ${describeFilter(filter)}, the journal has ${found}`,
        ...nearestTo(filter).map((line) => `  ${line}`)
      ].join("\n")
    )

  const nearestTo = (filter: JournalFilter): ReadonlyArray<string> => {
    const latest = requestLog.latest(LOOKED_AT).toReversed()
    if (latest.length === 0) return ["there was no request at all"]
    if (typeof filter === "function") return latest.slice(0, SHOWN).map((entry) => describeEntry(entry))
    return latest
      .map((entry) => ({ entry, off: differences(filter, entry) }))
      .toSorted((left, right) => left.off.length - right.off.length)
      .slice(0, SHOWN)
      .map(({ entry, off }) => describeEntry(entry, off))
  }

  const expect = (filter: JournalFilter): JournalExpectation => {
    const check = (wanted: string, holds: (found: number) => boolean) => {
      const found = find(filter)
      if (!holds(found.length)) throw problemOf(filter, wanted, found.length)
      claim(found)
      return found
    }
    return {
      times: (wanted) => check(`expected ${wanted}`, (found) => found === wanted),
      atLeast: (wanted) => check(`expected ${wanted} or more`, (found) => found >= wanted),
      never: () => {
        check("expected none", (found) => found === 0)
      }
    }
  }

  const waitFor: Journal["waitFor"] = (
    filter,
    { count: wanted = 1, signal, timeout = DEFAULT_TIMEOUT_MILLIS } = {}
  ) => {
    const { promise, reject, resolve } = Promise.withResolvers<ReadonlyArray<JournalEntry>>()
    const ended = AbortSignal.any([closing.signal, ...(signal === undefined ? [] : [signal])])
    const end = () => {
      clearTimeout(timer)
      listeners.delete(look)
      ended.removeEventListener("abort", giveUp)
    }
    const look = (latest?: JournalEntry) => {
      if (latest !== undefined && !fits(filter)(latest)) return
      const found = find(filter)
      if (found.length < wanted) return
      end()
      resolve(found)
    }
    const giveUp = () => {
      end()
      const reason = closing.signal.aborted ? " (the mock was disposed of)" : ""
      reject(problemOf(filter, `waited for ${wanted}${reason}`, find(filter).length))
    }
    const timer = setTimeout(giveUp, timeout)
    listeners.add(look)
    ended.addEventListener("abort", giveUp)
    if (ended.aborted) giveUp()
    else look()
    return promise
  }

  const notifyListeners = () => {
    for (const listener of listeners) {
      try {
        requestLog.latest(1).forEach(listener)
      } catch (error) {
        onDefect(error)
      }
    }
  }

  return {
    entries: requestLog.entries,
    find,
    unmatched: () => find({ operation: "unknown" }),
    unclaimed: () => find(({ id, operation }) => operation !== "preflight" && !claimed.has(id)),
    waitFor,
    expect,
    on: (listener) => {
      // The same function may listen twice.
      const own = (entry: JournalEntry) => listener(entry)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    clear: () => {
      requestLog.clear()
      claimed.clear()
    },
    record: (recorded, bodies) => {
      requestLog.add(recorded, bodies)
      changed()
      notifyListeners()
    },
    close: () => closing.abort()
  }
}

// As many as a person reads, out of as many as are cheap to compare.
const SHOWN = 5
const LOOKED_AT = 200

const fits = (filter: JournalFilter): (entry: JournalEntry) => boolean => {
  if (typeof filter === "function") return filter
  const wanted = Object.entries(filter)
  return (entry) => {
    const has = new Map<string, unknown>(Object.entries(entry))
    return wanted.every(([name, value]) => has.get(name) === value)
  }
}
