/** What one run of one candidate has cost, by the key of a column. */
export type Sample = Readonly<Record<string, number>>

/** A candidate and what it has cost in every round, or why it has no numbers. */
export type Row =
  | { readonly name: string; readonly samples: ReadonlyArray<Sample> }
  | { readonly name: string; readonly skipped: string }

/** One number of a sample, as it is printed. */
export interface Column {
  readonly key: string
  /** Name and unit. */
  readonly label: string
  readonly digits?: number | undefined
  /** Whether the median is also printed in proportion to another row's. */
  readonly compared?: boolean | undefined
}

/** A question, and how it is answered. */
export interface Table {
  /** What it is called on the command line. */
  readonly name: string
  readonly title: string
  readonly columns: ReadonlyArray<Column>
  /**
   * Which row the others are compared with: "ours" divides ours by theirs, "growth" divides each row by the first.
   */
  readonly compare: { readonly as: "ours"; readonly row: string } | { readonly as: "growth" }
  readonly measure: (bench: Bench) => Promise<ReadonlyArray<Row>>
}

/** A table that was measured. */
export interface Measured {
  readonly table: Table
  readonly rows: ReadonlyArray<Row>
  readonly seconds: number
}

/** What every table works with. */
export interface Bench {
  /** How often each candidate runs. */
  readonly rounds: number
  /** Whether this run is only to see that everything works; its numbers mean nothing. */
  readonly isQuick: boolean
  /** A folder that is deleted in the end. */
  readonly folder: string
  /** Tells whoever watches how far the run is. */
  readonly say: (line: string) => void
}
