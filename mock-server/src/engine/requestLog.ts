import type { JournalEntry, JournalMessage } from "./JournalEntry.ts"
import { type Bodies, emptySlot, makeShelf, type Slot } from "./shelf.ts"

/** Writes the entry of what was seen, without secrets; `bodies` are empty when they had to make room. */
export type Describe<Recorded> = (recorded: Recorded, bodies: Bodies) => Omit<JournalEntry, "id">

/** The latest requests, as many as there is room for. Most are never read, so an entry is written for the first who reads it. */
export interface RequestLog<Recorded> {
  /** Keeps what the server has seen of a request, in place of the oldest one. */
  readonly add: (recorded: Recorded, bodies: Bodies) => void
  /** Oldest first. */
  readonly entries: () => ReadonlyArray<JournalEntry>
  /** Oldest first, so many at most. */
  readonly latest: (count: number) => ReadonlyArray<JournalEntry>
  readonly clear: () => void
}

/** Makes room for so many requests, and for so many bytes of bodies; the oldest bodies go first. */
export const makeRequestLog = <Recorded>(
  describe: Describe<Recorded>,
  capacity: number,
  bodyCapacity: number
): RequestLog<Recorded> => {
  // The n-th is in place n % capacity. A place is used again, since what is new costs a collection more than what is old.
  let places: Array<Place<Recorded>> = []
  let count = 0
  let bytes = 0
  // Those before this one have no bodies.
  let firstWithBodies = 0
  let shelf = makeShelf()

  const isTooMuch = () => bytes > bodyCapacity && firstWithBodies < count

  const dropBodies = () => {
    const place = places[firstWithBodies % capacity]
    firstWithBodies++
    if (place === undefined) return
    bytes -= bytesOf(place)
    shelf.drop(place, places[firstWithBodies % capacity])
    if (place.entry !== undefined) place.entry = withoutBodies(place.entry)
  }

  const read = (place: Place<Recorded>): ReadonlyArray<JournalEntry> => {
    if (place.recorded !== undefined) {
      place.entry = { id: `req_${place.number}`, ...describe(place.recorded, shelf.read(place)) }
      // With what was seen go the secrets of its headers; those of bodies lie on the shelf until it is used again.
      place.recorded = undefined
    }
    return place.entry === undefined ? [] : [place.entry]
  }

  const latest = (wanted: number) => {
    const first = count - Math.min(wanted, places.length)
    return Array.from({ length: count - first }, (_, index) => places[(first + index) % capacity])
      .flatMap((place) => place === undefined ? [] : read(place))
  }

  return {
    latest,
    entries: () => latest(Infinity),
    add: (recorded, bodies) => {
      if (firstWithBodies === count - capacity) dropBodies()
      const place = places[count % capacity] ?? makePlace()
      places[count % capacity] = place
      count++
      place.number = count
      place.recorded = recorded
      place.entry = undefined
      shelf.put(place, bodies)
      bytes += bytesOf(place)
      while (isTooMuch()) dropBodies()
    },
    clear: () => {
      places = []
      count = 0
      bytes = 0
      firstWithBodies = 0
      shelf = makeShelf()
    }
  }
}

interface Place<Recorded> extends Slot {
  number: number
  recorded: Recorded | undefined
  /** Set by the first read. */
  entry: JournalEntry | undefined
}

const makePlace = <Recorded>(): Place<Recorded> => ({
  ...emptySlot(),
  number: 0,
  recorded: undefined,
  entry: undefined
})

const bytesOf = ({ answered, asked }: Slot): number => asked + answered

const withoutBodies = ({ answer, request, ...entry }: JournalEntry): JournalEntry => ({
  ...entry,
  request: withoutBody(request),
  answer: answer && withoutBody(answer)
})

const withoutBody = ({ body, ...message }: JournalMessage): JournalMessage => ({
  ...message,
  isCut: message.isCut || body !== undefined
})
