import { availableParallelism, cpus } from "node:os"
import { peerVersions } from "./peers.ts"
import { median, medianRatio, spread } from "./statistics.ts"
import type { Column, Measured, Row } from "./Table.ts"

/** A budget and its result. */
export interface Outcome {
  readonly what: string
  readonly budget: string
  readonly measured: number | undefined
  readonly isMet: boolean | undefined
}

/** The values of a column, round by round; undefined where the row has none. */
export const valuesOf = (row: Row | undefined, key: string): ReadonlyArray<number> | undefined => {
  if (row === undefined || "skipped" in row) return undefined
  const values = row.samples.map((sample) => sample[key] ?? NaN)
  return values.length === 0 || values.some(Number.isNaN) ? undefined : values
}

/** A row of a table, by name. */
export const rowOf = ({ rows }: Measured, name: string): Row | undefined => rows.find((row) => row.name === name)

/** Whether a candidate failed. */
export const isFailed = ({ rows }: Measured): boolean =>
  rows.some((row) => "skipped" in row && row.skipped.startsWith("failed"))

/** How a row compares in one column: ours divided by it, or it divided by the first row. */
const comparisonOf = (measured: Measured, row: Row, key: string): number | undefined => {
  const { compare } = measured.table
  const here = valuesOf(row, key)
  const there = valuesOf(compare.as === "ours" ? rowOf(measured, compare.row) : measured.rows[0], key)
  if (here === undefined || there === undefined) return undefined
  return compare.as === "ours" ? medianRatio(there, here) : medianRatio(here, there)
}

/** Formats a measured table as text. */
export const format = (measured: Measured): string => {
  const { rows, seconds, table } = measured
  const ratio = table.compare.as === "ours" ? "ours ÷ this" : "÷ first"
  const header = ["", ...table.columns.flatMap(({ compared, label }) => compared === true ? [label, ratio] : [label])]
  const body = rows.map((row) =>
    [row.name].concat(
      "skipped" in row ? row.skipped : table.columns.flatMap((column) => cells(measured, row, column))
    )
  )
  const footer = `(npm run bench -- ${table.name}: ${seconds.toFixed(0)} s)`
  return [`## ${table.title}`, "", ...align([header, ...body]), "", footer, ""].join("\n")
}

const cells = (
  measured: Measured,
  row: Row,
  { compared, digits = 2, key }: Column
): ReadonlyArray<string> => {
  const values = valuesOf(row, key)
  if (values === undefined) return compared === true ? ["-", "-"] : ["-"]
  const share = spread(values)
  const value = median(values).toFixed(digits) +
    (Number.isFinite(share) && share >= 0.005 ? ` ±${(share * 100).toFixed(0)} %` : "")
  return compared === true ? [value, comparisonOf(measured, row, key)?.toFixed(2) ?? "-"] : [value]
}

const verdicts = new Map([[true, "met"], [false, "MISSED"]])

/** Formats the results of the budgets as text. */
export const formatOutcomes = (outcomes: ReadonlyArray<Outcome>): string => {
  const body = outcomes.map(({ isMet, measured, budget, what }) => [
    what,
    budget,
    measured === undefined ? "-" : Number(measured.toPrecision(3)).toString(),
    isMet === undefined ? "not measured" : verdicts.get(isMet) ?? ""
  ])
  return ["## Budgets", "", ...align([["", "budget", "measured", ""], ...body]), ""].join("\n")
}

/** The conditions of a run. */
export interface Settings {
  readonly rounds: number
  readonly isQuick: boolean
}

const machine = () => ({
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  processors: `${availableParallelism()} x ${cpus()[0]?.model ?? "unknown"}`,
  peers: peerVersions()
})

/** Formats the conditions of a run as text. */
export const formatSettings = ({ isQuick, rounds }: Settings): string => {
  const { node, peers, platform, processors } = machine()
  const names = Object.entries(peers).map(([name, version]) => `${name} ${version}`)
  return [
    `Node ${node} on ${platform}, ${processors}; ${rounds} rounds (short ones twice as many, others fewer), medians ± half the interquartile range`,
    names.join(", "),
    ...isQuick ? ["QUICK: these numbers only show that everything works"] : [],
    ""
  ].join("\n")
}

/** Formats everything as JSON. */
export const toJson = (
  settings: Settings,
  measured: ReadonlyArray<Measured>,
  outcomes: ReadonlyArray<Outcome>
): object => ({
  ...settings,
  ...machine(),
  tables: measured.map((one) => ({
    name: one.table.name,
    title: one.table.title,
    seconds: one.seconds,
    columns: one.table.columns.map(({ key, label }) => ({ key, label })),
    compare: one.table.compare,
    rows: one.rows.map((row) =>
      "skipped" in row ? row : {
        ...row,
        medians: Object.fromEntries(
          one.table.columns.map(({ key }) => [key, medianOrNull(valuesOf(row, key))])
        ),
        ratios: Object.fromEntries(
          one.table.columns.filter(({ compared }) => compared === true)
            .map(({ key }) => [key, comparisonOf(one, row, key) ?? null])
        )
      }
    )
  })),
  budgets: outcomes.map((outcome) => ({ ...outcome, measured: outcome.measured ?? null, isMet: outcome.isMet ?? null }))
})

const medianOrNull = (values: ReadonlyArray<number> | undefined): number | null =>
  values === undefined ? null : median(values)

/** Aligns the cells of lines. A line with fewer cells has text instead of numbers. */
const align = (lines: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const [header = []] = lines
  const widths = header.map((_, column) =>
    Math.max(...lines.map((line) => column > 0 && line.length < header.length ? 0 : line[column]?.length ?? 0))
  )
  return lines.map(([first = "", ...cells]) =>
    [first.padEnd(widths[0] ?? 0), ...cells.map((cell, index) => cell.padStart(widths[index + 1] ?? 0))]
      .join("  ")
      .trimEnd()
  )
}
