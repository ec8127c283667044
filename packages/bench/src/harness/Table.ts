/** The cost of one run of one candidate, by the key of a column. */
export type Sample = Readonly<Record<string, number>>

/** A candidate and its cost in every round, or why it has no numbers. */
export type Row =
  | { readonly name: string; readonly samples: ReadonlyArray<Sample> }
  | { readonly name: string; readonly skipped: string }

/** A number of a sample, as printed. */
export interface Column {
  readonly key: string
  /** Name and unit. */
  readonly label: string
  readonly digits?: number | undefined
  /** Whether the median is also printed as a ratio to another row. */
  readonly compared?: boolean | undefined
}

/** A question, and how to measure the answer. */
export interface Table {
  /** Its name on the command line. */
  readonly name: string
  readonly title: string
  readonly columns: ReadonlyArray<Column>
  /**
   * The row to compare with: "ours" divides ours by theirs, "growth" divides each row by the first.
   */
  readonly compare: { readonly as: "ours"; readonly row: string } | { readonly as: "growth" }
  readonly measure: (bench: Bench) => Promise<ReadonlyArray<Row>>
}

export interface Measured {
  readonly table: Table
  readonly rows: ReadonlyArray<Row>
  readonly seconds: number
}

/** The environment of every table. */
export interface Bench {
  /** How often each candidate runs. */
  readonly rounds: number
  /** Whether this run only checks that everything works. Its numbers mean nothing. */
  readonly isQuick: boolean
  /** A folder that is removed afterwards. */
  readonly folder: string
  /** Reports progress. */
  readonly say: (line: string) => void
}
