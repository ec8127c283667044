/** A request or a response, as far as the journal keeps it. Secrets are masked. */
export interface JournalMessage {
  readonly headers: Readonly<Record<string, string>>
  /** The first 4,096 characters of a text body; undefined for media, pages and unread bodies. */
  readonly body?: string | undefined
  /** Number of body bytes that were read. */
  readonly bytes: number
  /** Whether the body was longer than the kept text. */
  readonly isCut: boolean
}

/** One request and its response. Secrets are masked. */
export interface JournalEntry {
  readonly id: string
  /** When the request arrived, in epoch milliseconds on the mock's clock. */
  readonly at: number
  readonly method: string
  /** Path and query, without the prefix of a tenant. */
  readonly path: string
  /** The operation; `unknown` when no route matched. */
  readonly operation: string
  /** HTTP status of the response; 0 when none was sent. */
  readonly status: number
  readonly logId: string
  /** Open id of the creator whose token the request had. */
  readonly creator?: string | undefined
  readonly publishId?: string | undefined
  /** Error code of the response. */
  readonly code?: string | undefined
  /** Ids of the faults that hit the request, separated by commas. */
  readonly fault?: string | undefined
  /** Why the request was refused: the field and its rule. */
  readonly hint?: string | undefined
  /** Notes about use that is legal but unusual. */
  readonly notes: ReadonlyArray<string>
  /** Milliseconds until the response, on the mock's clock. */
  readonly duration: number
  /** Media type of the request's body. */
  readonly contentType?: string | undefined
  readonly userAgent?: string | undefined
  readonly request: JournalMessage
  /** The response; undefined when the connection was ended instead. */
  readonly response?: JournalMessage | undefined
}

/** The fields of an entry that a filter can name. */
export type JournalFields = Omit<JournalEntry, "notes" | "request" | "response">

/** Fields that an entry must have, or a predicate. */
export type JournalFilter = Partial<JournalFields> | ((entry: JournalEntry) => boolean)
