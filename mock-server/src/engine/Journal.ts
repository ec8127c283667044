/** One request and what became of it. Secrets are masked. */
export interface JournalEntry {
  readonly id: string
  /** When the request arrived, in epoch milliseconds on the mock's clock. */
  readonly at: number
  readonly method: string
  /** Path and query. */
  readonly path: string
  /** Which operation of the API it was; `unknown` when no route took it. */
  readonly operation: string
  /** HTTP status of the answer; 0 when none was sent. */
  readonly status: number
  readonly logId: string
  /** Open id of the creator on whose behalf the request came. */
  readonly creator?: string | undefined
  readonly publishId?: string | undefined
  /** Error code of the answer. */
  readonly code?: string | undefined
  /** Id of the fault rule that was applied. */
  readonly fault?: string | undefined
  /** Why the request was refused: field and rule. */
  readonly hint?: string | undefined
  /** Remarks on use that is legal but odd. */
  readonly notes: ReadonlyArray<string>
  /** Milliseconds until the answer, on the mock's clock. */
  readonly duration: number
}

/** Fields an entry must have, or a question to ask of it. */
export type JournalFilter = Partial<Omit<JournalEntry, "notes">> | ((entry: JournalEntry) => boolean)

/** The latest requests, oldest first. */
export interface Journal {
  readonly entries: () => ReadonlyArray<JournalEntry>
  readonly find: (filter: JournalFilter) => ReadonlyArray<JournalEntry>
  readonly clear: () => void
}

/** The journal as the server writes it. */
export interface WritableJournal extends Journal {
  readonly record: (entry: Omit<JournalEntry, "id">) => void
}

/** Keeps the latest 10,000 requests unless told otherwise. */
export const makeJournal = (capacity = 10_000): WritableJournal => {
  let entries: Array<JournalEntry> = []
  let count = 0
  return {
    entries: () => [...entries],
    find: (filter) => entries.filter(typeof filter === "function" ? filter : hasFields(filter)),
    clear: () => {
      entries = []
      count = 0
    },
    record: (entry) => {
      entries.push({ id: `req_${++count}`, ...entry })
      if (entries.length > capacity) entries.shift()
    }
  }
}

const hasFields = (fields: object) => {
  const wanted = Object.entries(fields)
  return (entry: JournalEntry) => {
    const has = new Map<string, unknown>(Object.entries(entry))
    return wanted.every(([name, value]) => has.get(name) === value)
  }
}
