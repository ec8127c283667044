import * as Result from "effect/Result"
import { readSwitches } from "../coverage/readSwitches.ts"
import { type RuleProblem, ruleProblems } from "../engine/ruleProblems.ts"
import type { RuleChanges, RuleOptions, ScenarioRules } from "../engine/Rules.ts"
import type { StoredChanges } from "../engine/Snapshot.ts"
import type { Switches } from "../engine/Switches.ts"

/** Checks the rules in the options of a mock. Throws a `RangeError` that names each wrong field and its rule. */
export const checkOptions = <Options extends RuleOptions>(options: Options): Options => {
  const { lifecycle, lifetimes, limits } = options
  const isNamed = limits === "documented" || limits === "off"
  refuse(
    typeof limits === "string" && !isNamed
      ? [{ field: "limits", rule: `must be documented, off or an object, is "${String(limits)}"` }]
      : ruleProblems({ lifecycle, lifetimes, limits: isNamed ? undefined : limits }, Infinity)
  )
  return { ...options, ...checkSwitches(options) }
}

/** Checks the rules of a scenario, as `checkOptions` does. */
export const checkScenario = <Scenario extends ScenarioRules>(scenario: Scenario): Scenario => {
  refuse(ruleProblems(scenario, Infinity))
  return { ...scenario, ...checkSwitches(scenario) }
}

/** Checks changes of rules, as `checkOptions` does. */
export const checkChanges = (changes: StoredChanges): RuleChanges => {
  const unknown = Object.keys(changes).filter((name) => !ruleNames.includes(name))
  refuse([
    ...unknown.map((field) => ({ field, rule: `is not a rule; the rules are ${ruleNames.join(", ")}` })),
    ...ruleProblems(changes, null)
  ])
  return { ...changes, ...checkSwitches(changes) }
}

const ruleNames: ReadonlyArray<string> = ["lifecycle", "limits", "lifetimes", "switches"]

const checkSwitches = (
  { switches }: { readonly switches?: Readonly<Record<string, unknown>> | undefined }
): { readonly switches?: Partial<Switches> } => {
  if (switches === undefined) return {}
  const read = Result.mapError(
    readSwitches(switches),
    (problems) => problems.map(({ name, rule }) => ({ field: `switches.${name}`, rule }))
  )
  return { switches: Result.getOrThrowWith(read, errorOf) }
}

const refuse = (problems: ReadonlyArray<RuleProblem>): void => {
  if (problems.length > 0) throw errorOf(problems)
}

const errorOf = (problems: ReadonlyArray<RuleProblem>): RangeError =>
  new RangeError(problems.map(({ field, rule }) => `${field}: ${rule}`).join("; "))
