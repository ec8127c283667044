import type { Contract } from "../engine/ContractRules.ts"
import { type Behavior, cases, file, type OpenPoint, type Tests } from "./Behavior.ts"
import { switches } from "./switches.ts"

/** What a value of a switch changes, for each value but the defaults. */
export const switchBehaviors = (contract: Contract): ReadonlyArray<Behavior> =>
  Object.entries<OpenPoint<string | number | boolean>>(switches)
    .filter(([, point]) => point.contracts.includes(contract))
    .flatMap(([name, { question, values: [, ...others] }]) =>
      others.map(({ does, source, value }): Behavior => ({
        contract,
        of: "switches",
        does: `With ${name} = ${String(value)}: ${question} ${does}`,
        source,
        tests: testsOf(name, value)
      }))
    )

const testsOf = (name: string, value: string | number | boolean): Tests => {
  const elsewhere = inFiles.get(name)
  return elsewhere === undefined ? cases(`switch/${name}/${String(value)}`) : file(elsewhere)
}

/** What a case cannot show: which note a request gets, and a connection that breaks. */
const inFiles: ReadonlyMap<string, string> = new Map([
  ["strict", "strict.test.ts"],
  ["partialChunks", "live/switches.test.ts"]
])
