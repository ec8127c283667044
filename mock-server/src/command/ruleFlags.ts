import * as Result from "effect/Result"
import { readSwitches, switchNames } from "../coverage/readSwitches.ts"
import { documentedLimits } from "../engine/documentedLimits.ts"
import { documentedLifetimes, mergeChanges, type RuleChanges } from "../engine/Rules.ts"

/** Flags for switches and rules. */
export const ruleFlags = {
  strict: { type: "boolean", default: false },
  switch: { type: "string", multiple: true, default: [] as Array<string> }
} as const

/** The names of `--switch`: the switches, and the rules that are numbers. */
const settingNames: ReadonlyArray<string> = [
  ...switchNames,
  ...Object.keys(documentedLimits).map((name) => `limits.${name}`),
  ...Object.keys(documentedLifetimes).map((name) => `lifetimes.${name}`)
]

/** Reads the values of `--strict` and `--switch`. */
export const readRuleFlags = (values: {
  readonly strict: boolean
  readonly switch: ReadonlyArray<string>
}): Result.Result<RuleChanges, string> =>
  Result.gen(function*() {
    let changes: RuleChanges = values.strict ? { switches: { strict: true } } : {}
    for (const text of values.switch) changes = mergeChanges(changes, yield* readSetting(text))
    return changes
  })

const readSetting = (text: string): Result.Result<RuleChanges, string> => {
  const [, name = "", value] = /^([^=]*)=(.*)$/s.exec(text) ?? []
  if (value === undefined) return Result.fail(`--switch must be NAME=VALUE like strict=true, is "${text}"`)
  if (!settingNames.includes(name)) {
    return Result.fail(`--switch ${name} is unknown; the names are ${settingNames.join(", ")}`)
  }
  const [, group, rule] = /^(limits|lifetimes)\.(\w+)$/.exec(name) ?? []
  if (group === undefined || rule === undefined) {
    return Result.match(readSwitches({ [name]: value }), {
      onSuccess: (switches) => Result.succeed({ switches }),
      onFailure: ([problem]) => Result.fail(`--switch ${name} ${problem?.rule}`)
    })
  }
  const isOff = group === "limits" && value === "off"
  if (!isOff && !/^\d{1,15}$/.test(value)) {
    const wanted = group === "limits" ? "a number or off" : "a number of milliseconds"
    return Result.fail(`--switch ${name} must be ${wanted}, is "${value}"`)
  }
  return Result.succeed({ [group]: { [rule]: isOff ? null : Number(value) } })
}
