import type { JournalEntry, JournalFilter } from "./JournalEntry.ts"
import { describeEntry, describeFilter, differences } from "./nearest.ts"
import { type Bodies, type Describe, makeRequestLog } from "./requestLog.ts"

/** Options of `waitFor`. */
export interface WaitOptions {
  /** Number of matching entries, with the earlier ones; 1 by default. */
  readonly count?: number | undefined
  /** Milliseconds of real time, 5,000 by default. */
  readonly timeout?: number | undefined
  /** Ends the wait early. */
  readonly signal?: AbortSignal | undefined
}

/** Assertions on the entries that match a filter. A failed one throws an `Error` that lists the nearest entries. */
export interface JournalExpectation {
  readonly times: (count: number) => ReadonlyArray<JournalEntry>
  readonly atLeast: (count: number) => ReadonlyArray<JournalEntry>
  readonly never: () => void
}

/** The latest requests to the mock, oldest first. */
export interface Journal {
  readonly entries: () => ReadonlyArray<JournalEntry>
  readonly find: (filter: JournalFilter) => ReadonlyArray<JournalEntry>
  /** Requests to an unknown path, or with a method that the path does not have. */
  readonly unmatched: () => ReadonlyArray<JournalEntry>
  /** Requests that no `expect` has matched so far, without preflights. */
  readonly unclaimed: () => ReadonlyArray<JournalEntry>
  /**
   * Resolves with the entries that match as soon as there are enough. Rejects with an `Error` that lists the nearest
   * entries when the time is up or the mock is disposed.
   */
  readonly waitFor: (filter: JournalFilter, options?: WaitOptions) => Promise<ReadonlyArray<JournalEntry>>
  readonly expect: (filter: JournalFilter) => JournalExpectation
  /**
   * Returns an entry for each filter, each later than the one before; others may be between them. Throws an `Error` that lists
   * the nearest entries when one is missing.
   */
  readonly expectInOrder: (filters: ReadonlyArray<JournalFilter>) => ReadonlyArray<JournalEntry>
  /** Calls the listener with each new entry. Returns a function that removes the listener. */
  readonly on: (listener: (entry: JournalEntry) => void) => () => void
  readonly clear: () => void
}

/** The journal inside the server. */
export interface WritableJournal<Recorded> extends Journal {
  /** Records a request. Its entry is written when it is first read. */
  readonly record: (recorded: Recorded, bodies: Bodies) => void
  /** Rejects every `waitFor` that is pending. */
  readonly close: () => void
}

export interface JournalOptions<Recorded> {
  readonly describe: Describe<Recorded>
  /** The most entries; 10,000 by default. */
  readonly capacity?: number | undefined
  /** The most bytes of all bodies together; 8 million by default. The oldest bodies are dropped first, without their entries. */
  readonly bodyCapacity?: number | undefined
  /** Called after each request. */
  readonly changed?: (() => void) | undefined
  /** Called with an error that a listener throws. */
  readonly onDefect?: ((error: unknown) => void) | undefined
}

const DEFAULT_TIMEOUT_MILLIS = 5_000

/** Makes a journal that drops the oldest entries first. */
export const makeJournal = <Recorded>(
  { bodyCapacity = 8_000_000, capacity = 10_000, changed = () => {}, describe, onDefect = () => {} }: JournalOptions<
    Recorded
  >
): WritableJournal<Recorded> => {
  const requestLog = makeRequestLog(describe, capacity, bodyCapacity)
  const expectedIds = new Set<string>()
  const listeners = new Set<(entry: JournalEntry) => void>()
  const closing = new AbortController()

  const find = (filter: JournalFilter) => requestLog.entries().filter(matcherOf(filter))

  const markExpected = (found: ReadonlyArray<JournalEntry>) => {
    for (const { id } of found) expectedIds.add(id)
    if (expectedIds.size <= capacity) return
    // Dropped entries need no mark.
    const known = new Set(requestLog.entries().map(({ id }) => id))
    for (const id of expectedIds) if (!known.has(id)) expectedIds.delete(id)
  }

  const problemOf = (filter: JournalFilter, wanted: string, found: number) =>
    withNearest(filter, `${wanted} of ${describeFilter(filter)}, but the journal has ${found}`)

  const withNearest = (filter: JournalFilter, problem: string) =>
    new Error([problem, ...nearestTo(filter).map((line) => `  ${line}`)].join("\n"))

  const nearestTo = (filter: JournalFilter): ReadonlyArray<string> => {
    const latest = requestLog.latest(MAX_COMPARED).toReversed()
    if (latest.length === 0) return ["there was no request at all"]
    if (typeof filter === "function") return latest.slice(0, MAX_LISTED).map((entry) => describeEntry(entry))
    return latest
      .map((entry) => ({ entry, off: differences(filter, entry) }))
      .toSorted((left, right) => left.off.length - right.off.length)
      .slice(0, MAX_LISTED)
      .map(({ entry, off }) => describeEntry(entry, off))
  }

  const expect = (filter: JournalFilter): JournalExpectation => {
    const check = (wanted: string, holds: (found: number) => boolean) => {
      const found = find(filter)
      if (!holds(found.length)) throw problemOf(filter, wanted, found.length)
      markExpected(found)
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

  const expectInOrder: Journal["expectInOrder"] = (filters) => {
    const entries = requestLog.entries()
    const found: Array<JournalEntry> = []
    let start = 0
    for (const filter of filters) {
      const index = entries.findIndex((entry, at) => at >= start && matcherOf(filter)(entry))
      const entry = entries[index]
      if (entry === undefined) {
        const before = found.at(-1)
        const place = before === undefined ? "" : ` after ${before.id}`
        throw withNearest(filter, `expected ${describeFilter(filter)}${place}, but the journal has none`)
      }
      found.push(entry)
      start = index + 1
    }
    markExpected(found)
    return found
  }

  const waitFor: Journal["waitFor"] = (
    filter,
    { count: wanted = 1, signal, timeout = DEFAULT_TIMEOUT_MILLIS } = {}
  ) => {
    const { promise, reject, resolve } = Promise.withResolvers<ReadonlyArray<JournalEntry>>()
    const ended = AbortSignal.any([closing.signal, ...(signal === undefined ? [] : [signal])])
    const end = () => {
      clearTimeout(timer)
      listeners.delete(check)
      ended.removeEventListener("abort", fail)
    }
    const check = (latest?: JournalEntry) => {
      if (latest !== undefined && !matcherOf(filter)(latest)) return
      const found = find(filter)
      if (found.length < wanted) return
      end()
      resolve(found)
    }
    const fail = () => {
      end()
      const reason = closing.signal.aborted ? " (the mock was disposed)" : ""
      reject(problemOf(filter, `waited for ${wanted}${reason}`, find(filter).length))
    }
    const timer = setTimeout(fail, timeout)
    listeners.add(check)
    ended.addEventListener("abort", fail)
    if (ended.aborted) fail()
    else check()
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
    unclaimed: () => find(({ id, operation }) => operation !== "preflight" && !expectedIds.has(id)),
    waitFor,
    expect,
    expectInOrder,
    on: (listener) => {
      // The same function may listen twice.
      const own = (entry: JournalEntry) => listener(entry)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    clear: () => {
      requestLog.clear()
      expectedIds.clear()
    },
    record: (recorded, bodies) => {
      requestLog.add(recorded, bodies)
      changed()
      notifyListeners()
    },
    close: () => closing.abort()
  }
}

// A person reads a few lines, and comparing costs time.
const MAX_LISTED = 5
const MAX_COMPARED = 200

/** Makes the predicate of a filter. */
export const matcherOf = (filter: JournalFilter): (entry: JournalEntry) => boolean => {
  if (typeof filter === "function") return filter
  const wanted = Object.entries(filter)
  return (entry) => {
    const has = new Map<string, unknown>(Object.entries(entry))
    return wanted.every(([name, value]) => has.get(name) === value)
  }
}
