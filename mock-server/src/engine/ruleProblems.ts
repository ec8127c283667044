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
  ...lifecycle === undefined ? [] : lifecycleProblems(new Map<string, unknown>(Object.entries(Object(lifecycle)))),
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
    return [{ field, rule: `${NUMBER}${off === undefined ? "" : `, or ${off} for no limit`}, ${found(value)}` }]
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
    return [{ field: "lifecycle.mode", rule: `must be ${[...amounts.keys()].join(", ")}, ${found(mode)}` }]
  }
  const amount = amounts.get(mode)
  const reason = fields.get("failReason")
  const isReason = reason === undefined || (typeof reason === "string" && reason !== "")
  const names = [...amount === undefined ? [] : [amount], "pullMillis", "moderationMillis"]
  const wrong = names.filter((name) =>
    !isCount(fields.get(name)) && (name === amount || fields.get(name) !== undefined)
  )
  return [
    ...wrong.map((name) => ({ field: `lifecycle.${name}`, rule: `${NUMBER}, ${found(fields.get(name))}` })),
    ...isReason ? [] : [{ field: "lifecycle.failReason", rule: `must be a text that is not empty, ${found(reason)}` }]
  ]
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0

const found = (value: unknown): string => value === undefined ? "is missing" : `is ${JSON.stringify(value)}`
