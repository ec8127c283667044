/** One side of an exchange, as far as it is kept. Secrets are masked. */
export interface JournalMessage {
  readonly headers: Readonly<Record<string, string>>
  /** The first 4,096 characters of a text; undefined for media, pages and unread bodies. */
  readonly body?: string | undefined
  /** Bytes of the whole body, as many as were read. */
  readonly bytes: number
  /** Whether the body was longer than what is kept of it. */
  readonly isCut: boolean
}

/** One request and what became of it. Secrets are masked. */
export interface JournalEntry {
  readonly id: string
  /** When the request arrived, in epoch milliseconds on the mock's clock. */
  readonly at: number
  readonly method: string
  /** Path and query, without the prefix of a tenant. */
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
  /** Media type of the request's body. */
  readonly contentType?: string | undefined
  readonly userAgent?: string | undefined
  readonly request: JournalMessage
  /** Undefined when the connection was ended instead. */
  readonly answer?: JournalMessage | undefined
}

/** The fields of an entry that a filter can name. */
export type JournalFields = Omit<JournalEntry, "notes" | "request" | "answer">

/** Fields an entry must have, or a question to ask of it. */
export type JournalFilter = Partial<JournalFields> | ((entry: JournalEntry) => boolean)
