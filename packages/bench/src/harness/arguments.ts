import { parseArgs } from "node:util"
import type { Table } from "./Table.ts"

/** The options of the command line. */
export interface Arguments {
  readonly chosen: ReadonlyArray<Table>
  readonly rounds: number
  readonly isQuick: boolean
  readonly json: boolean
}

const ROUNDS = 9
const QUICK_ROUNDS = 2

/** Parses the command line. Ends the process on a mistake. */
export const readArguments = (args: ReadonlyArray<string>, tables: ReadonlyArray<Table>): Arguments => {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      rounds: { type: "string" }
    }
  })
  const unknown = positionals.filter((word) => !tables.some(({ name }) => name === word))
  const rounds = Number(values.rounds ?? (values.quick ? QUICK_ROUNDS : ROUNDS))
  const isWrong = unknown.length > 0 || !Number.isSafeInteger(rounds) || rounds < 1
  if (values.help || isWrong) {
    const print = isWrong ? console.error : console.log
    print(`usage: npm run bench -- [--json] [--quick] [--rounds N] [TABLE ...]`)
    print(`tables: ${tables.map(({ name }) => name).join(", ")}`)
    process.exit(isWrong ? 2 : 0)
  }
  const chosen = positionals.length === 0 ? tables : tables.filter(({ name }) => positionals.includes(name))
  return { chosen, rounds, isQuick: values.quick, json: values.json }
}
