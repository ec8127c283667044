import type { JournalEntry, JournalMessage } from "./Journal.ts"

/** Texts of an exchange, as far as they are kept. */
interface Bodies {
  readonly request?: string | undefined
  readonly answer?: string | undefined
}

/** A request as the server has seen it. Most are never read, so its entry is written for the first who reads it. */
export interface Sighting {
  readonly bodies: Bodies
  /** Writes the entry, without secrets; `bodies` are empty when they had to make room. */
  readonly describe: (bodies: Bodies) => Omit<JournalEntry, "id">
}

/** The latest sightings, as many as there is room for. */
export interface Sightings {
  /** Keeps a sighting in place of the oldest one, and gives what reads it. */
  readonly add: (sighting: Sighting) => () => JournalEntry
  /** Oldest first. */
  readonly entries: () => ReadonlyArray<JournalEntry>
  /** Oldest first, so many at most. */
  readonly latest: (count: number) => ReadonlyArray<JournalEntry>
  readonly clear: () => void
}

/** Makes room for so many sightings, and for so many characters of bodies; the oldest bodies go first. */
export const makeSightings = (capacity: number, bodyCapacity: number): Sightings => {
  // The n-th is in place n % capacity, where it takes the room of one that is forgotten.
  let places: Array<Kept> = []
  let count = 0
  let length = 0
  // Those before this one have no bodies.
  let firstWithBodies = 0

  const isTooLong = () => length > bodyCapacity

  const dropBodies = (index: number) => {
    const kept = places[index % capacity]
    if (kept === undefined) return
    length -= kept.length
    kept.length = 0
    kept.bodies = NONE
    if (typeof kept.entry === "object") kept.entry = withoutBodies(kept.entry)
  }

  const latest = (wanted: number) => {
    const first = count - Math.min(wanted, places.length)
    return Array.from({ length: count - first }, (_, index) => places[(first + index) % capacity])
      .flatMap((kept) => kept === undefined ? [] : [read(kept)])
  }

  return {
    latest,
    entries: () => latest(Infinity),
    add: ({ bodies, describe }) => {
      const oldest = places[count % capacity]
      length -= oldest?.length ?? 0
      const kept: Kept = { number: count + 1, bodies, length: lengthOf(bodies), entry: describe }
      places[count % capacity] = kept
      count++
      length += kept.length
      firstWithBodies = Math.max(firstWithBodies, count - capacity)
      while (isTooLong() && firstWithBodies < count) dropBodies(firstWithBodies++)
      return () => read(kept)
    },
    clear: () => {
      places = []
      count = 0
      length = 0
      firstWithBodies = 0
    }
  }
}

interface Kept {
  readonly number: number
  bodies: Bodies
  /** Characters of the bodies. */
  length: number
  /** The entry, or what writes it. */
  entry: JournalEntry | Sighting["describe"]
}

const read = (kept: Kept): JournalEntry => {
  if (typeof kept.entry === "function") {
    // With what has written it go the secrets that it has left out.
    kept.entry = { id: `req_${kept.number}`, ...kept.entry(kept.bodies) }
    kept.bodies = NONE
  }
  return kept.entry
}

const NONE: Bodies = {}

const lengthOf = ({ answer, request }: Bodies): number => (request?.length ?? 0) + (answer?.length ?? 0)

const withoutBodies = ({ answer, request, ...entry }: JournalEntry): JournalEntry => ({
  ...entry,
  request: withoutBody(request),
  answer: answer && withoutBody(answer)
})

const withoutBody = ({ body, ...message }: JournalMessage): JournalMessage => ({
  ...message,
  isCut: message.isCut || body !== undefined
})
