import { documentedLimits } from "./documentedLimits.ts"
import { documentedLifetimes, type RuleChanges } from "./Rules.ts"

/** A rule that is wrong, and why. */
export interface RuleProblem {
  readonly field: string
  readonly rule: string
}

/** Finds the wrong names and values in a life cycle, limits and lifetimes. `off` is the value for no limit. */
export const ruleProblems = (
  { lifecycle, lifetimes, limits }: Pick<RuleChanges, "lifecycle" | "lifetimes" | "limits">,
  off: null | typeof Infinity
): ReadonlyArray<RuleProblem> => [
  ...lifecycle === undefined ? [] : lifecycleProblems(new Map<string, unknown>(Object.entries(lifecycle))),
  ...numberProblems("limit", limits, documentedLimits, off),
  ...numberProblems("lifetime", lifetimes, documentedLifetimes, undefined)
]

const NUMBER = "must be a whole number of 0 or more"

const numberProblems = (
  what: "limit" | "lifetime",
  numbers: object | undefined,
  known: object,
  off: null | number | undefined
): ReadonlyArray<RuleProblem> =>
  Object.entries(numbers ?? {}).flatMap(([name, value]: [string, unknown]) => {
    const field = `${what}s.${name}`
    if (!Object.hasOwn(known, name)) {
      return [{ field, rule: `is not a ${what}; the ${what}s are ${Object.keys(known).join(", ")}` }]
    }
    if (value === undefined || isCount(value) || value === off) return []
    return [{ field, rule: `${NUMBER}${off === undefined ? "" : `, or ${off} for no limit`}, is ${String(value)}` }]
  })

/** The field that each mode of a life cycle needs. */
const amounts: ReadonlyMap<unknown, string | undefined> = new Map([
  ["immediate", undefined],
  ["after", "millis"],
  ["polls", "count"],
  ["manual", undefined]
])

const lifecycleProblems = (fields: ReadonlyMap<string, unknown>): ReadonlyArray<RuleProblem> => {
  const mode = fields.get("mode")
  if (!amounts.has(mode)) {
    return [{ field: "lifecycle.mode", rule: `must be ${[...amounts.keys()].join(", ")}, is ${String(mode)}` }]
  }
  const amount = amounts.get(mode)
  const reason = fields.get("failReason")
  const isReason = reason === undefined || (typeof reason === "string" && reason !== "")
  return [
    ...[amount, "pullMillis", "moderationMillis"].flatMap((name) => {
      const value = name === undefined ? undefined : fields.get(name)
      const isOptional = name !== amount || name === undefined
      return (isOptional && value === undefined) || isCount(value)
        ? []
        : [{ field: `lifecycle.${name}`, rule: `${NUMBER}, is ${String(value)}` }]
    }),
    ...isReason ? [] : [{ field: "lifecycle.failReason", rule: "must be a text that is not empty" }]
  ]
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0
