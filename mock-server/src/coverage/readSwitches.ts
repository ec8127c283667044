import * as Result from "effect/Result"
import type { Switches } from "../engine/Switches.ts"
import { switches } from "./switches.ts"

/** A setting that is wrong, and the rule that it breaks. */
export interface SwitchProblem {
  readonly name: string
  readonly rule: string
}

export const switchNames: ReadonlyArray<string> = Object.keys(switches)

/** The values of a switch, the default first; undefined for an unknown name. */
export const valuesOf = (name: string): ReadonlyArray<string | number | boolean> | undefined =>
  Object.entries(switches).find(([known]) => known === name)?.[1].values.map(({ value }) => value)

/** Reads settings of switches, also as text. Fails with each wrong name and value, and the right ones. */
export const readSwitches = (
  settings: Readonly<Record<string, unknown>>
): Result.Result<Partial<Switches>, ReadonlyArray<SwitchProblem>> => {
  const problems: Array<SwitchProblem> = []
  const read = Object.entries(settings).flatMap(([name, given]) => {
    if (given === undefined) return []
    const values = valuesOf(name)
    const value = values?.find((known) => known === given || String(known) === given)
    if (value !== undefined) return [[name, value] as const]
    const rule = values === undefined
      ? `is not a switch; the switches are ${switchNames.join(", ")}`
      : `must be ${values.join(" or ")}, is ${JSON.stringify(given)}`
    problems.push({ name, rule })
    return []
  })
  return problems.length > 0 ? Result.fail(problems) : Result.succeed(Object.fromEntries(read))
}
