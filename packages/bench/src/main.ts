/**
 * `npm run bench`: measures the library and the mock beside alternatives, and prints how they compare.
 *
 * `npm run bench -- TABLE ...` measures some tables only, `--json` prints one JSON document, `--rounds N` sets the number
 * of rounds, and `--quick` only checks that everything works: its numbers mean nothing.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { judge } from "./budgets.ts"
import { readArguments } from "./harness/arguments.ts"
import { format, formatOutcomes, formatSettings, isFailed, toJson } from "./harness/format.ts"
import { installPeers } from "./harness/peers.ts"
import type { Bench, Measured } from "./harness/Table.ts"
import { tables } from "./tables/index.ts"

const { chosen, isQuick, json, rounds } = readArguments(process.argv.slice(2), tables)

installPeers((line) => console.error(line))

/** Shows progress on a terminal. */
const say = (line: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[2K${line.slice(0, process.stderr.columns - 1)}`)
}

const folder = mkdtempSync(join(tmpdir(), "effect-tiktok-bench-"))
process.once("exit", () => rmSync(folder, { recursive: true, force: true }))
process.once("SIGINT", () => process.exit(130))

if (!json) console.log(formatSettings({ rounds, isQuick }))
const measured: Array<Measured> = []
for (const table of chosen) {
  const startedAt = performance.now()
  const bench: Bench = { rounds, isQuick, folder, say: (line) => say(`${table.name}: ${line}`) }
  const rows = await table.measure(bench)
  const one = { table, rows, seconds: (performance.now() - startedAt) / 1000 }
  measured.push(one)
  say("")
  if (!json) console.log(format(one))
}

// With selected tables, only their own budgets are of interest.
const outcomes = judge(measured).filter(({ isMet }) => isMet !== undefined || chosen.length === tables.length)
if (json) console.log(JSON.stringify(toJson({ rounds, isQuick }, measured, outcomes), null, 2))
else console.log(formatOutcomes(outcomes))

// A missed budget is a result. A failed candidate is a mistake.
if (measured.some(isFailed)) process.exitCode = 1
