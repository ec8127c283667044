/** The table "what works where", made from a run. */
import { journeys } from "./journeys.ts"
import type { Result } from "./run.ts"

/** One row for each journey, one column for each runtime, in Markdown. */
export const tableOf = (runtimes: ReadonlyArray<string>, results: ReadonlyArray<Result>): string => {
  const cell = (journey: string, runtime: string): string => {
    const found = results.find((result) => result.journey === journey && result.runtime === runtime)
    if (found === undefined) return "–"
    return found.failed === undefined ? "yes" : "no"
  }
  const rows = Object.entries(journeys).map(([journey, { title }]) =>
    [title].concat(runtimes.map((runtime) => cell(journey, runtime)))
  )
  const all = [["", ...runtimes], ...rows]
  const widths = all[0]?.map((_, column) => Math.max(3, ...all.map((row) => row[column]?.length ?? 0))) ?? []
  const line = (row: ReadonlyArray<string>) =>
    `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(" | ")} |`
  const [head = [], ...body] = all
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n")
}
