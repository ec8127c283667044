import type { JournalEntry, JournalMessage } from "./JournalEntry.ts"

/** The kept bodies of a request and its response. */
export interface Bodies {
  readonly request?: string | undefined
  readonly response?: string | undefined
}

/** Makes the entry of a recorded request, without secrets. `bodies` are empty when they were dropped. */
export type Describe<Recorded> = (recorded: Recorded, bodies: Bodies) => Omit<JournalEntry, "id">

/** The latest requests. Most are never read, so an entry is made on its first read. */
export interface RequestLog<Recorded> {
  /** Adds a request. Drops the oldest one when the log is full. */
  readonly add: (recorded: Recorded, bodies: Bodies) => void
  /** Oldest first. */
  readonly entries: () => ReadonlyArray<JournalEntry>
  /** The latest `count` entries, oldest first. */
  readonly latest: (count: number) => ReadonlyArray<JournalEntry>
  readonly clear: () => void
}

/** Makes a log of at most `capacity` requests and `bodyCapacity` bytes of bodies. The oldest bodies are dropped first. */
export const makeRequestLog = <Recorded>(
  describe: Describe<Recorded>,
  capacity: number,
  bodyCapacity: number
): RequestLog<Recorded> => {
  // Oldest first.
  const log: Array<Row<Recorded>> = []
  let count = 0
  let bytes = 0
  /** Rows at the start of the log that have lost their bodies. */
  let withoutBodiesCount = 0

  const isTooMuch = () => bytes > bodyCapacity && withoutBodiesCount < log.length

  const dropBodies = () => {
    const row = log[withoutBodiesCount++]
    if (row === undefined) return
    bytes -= row.bytes
    row.bodies = {}
    row.bytes = 0
    if (row.entry !== undefined) row.entry = withoutBodies(row.entry)
  }

  const dropOldest = () => {
    if (withoutBodiesCount === 0) dropBodies()
    withoutBodiesCount--
    log.shift()
  }

  const read = (row: Row<Recorded>): ReadonlyArray<JournalEntry> => {
    if (row.recorded !== undefined) {
      row.entry = { id: `req_${row.number}`, ...describe(row.recorded, row.bodies) }
      // The entry has no secrets, but the recorded headers and bodies do.
      row.recorded = undefined
      row.bodies = {}
    }
    return row.entry === undefined ? [] : [row.entry]
  }

  const latest = (wanted: number) => log.slice(Math.max(0, log.length - wanted)).flatMap(read)

  return {
    latest,
    entries: () => log.flatMap(read),
    add: (recorded, bodies) => {
      if (log.length === capacity) dropOldest()
      const row = { number: ++count, recorded, bodies, bytes: bytesOf(bodies), entry: undefined }
      log.push(row)
      bytes += row.bytes
      while (isTooMuch()) dropBodies()
    },
    clear: () => {
      log.length = 0
      count = 0
      bytes = 0
      withoutBodiesCount = 0
    }
  }
}

interface Row<Recorded> {
  readonly number: number
  recorded: Recorded | undefined
  bodies: Bodies
  /** Bytes of the bodies. */
  bytes: number
  /** Set by the first read. */
  entry: JournalEntry | undefined
}

const bytesOf = ({ response = "", request = "" }: Bodies): number =>
  Buffer.byteLength(request) + Buffer.byteLength(response)

const withoutBodies = ({ response, request, ...entry }: JournalEntry): JournalEntry => ({
  ...entry,
  request: withoutBody(request),
  response: response && withoutBody(response)
})

const withoutBody = ({ body, ...message }: JournalMessage): JournalMessage => ({
  ...message,
  isCut: message.isCut || body !== undefined
})
