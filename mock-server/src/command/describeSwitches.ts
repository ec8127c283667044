import { listSwitches, rulesOf } from "../control/operations/rulesAndSwitches.ts"
import { sourceText } from "../coverage/Behavior.ts"
import { lifetimes, limits, type NumberRule } from "../coverage/numbers.ts"
import { documentedLimits } from "../engine/documentedLimits.ts"
import { documentedLifetimes } from "../engine/Rules.ts"
import type { Mock } from "../Mock.ts"

/** Switches and rules with their values, defaults and sources: as text, or as one JSON object per line. */
export const describeSwitches = (mock: Mock, json: boolean): string => {
  const switches = listSwitches(mock)
  const rules = rulesOf(mock)
  const numbers = [
    ...numbersOf("limits", limits, rules.limits, documentedLimits),
    ...numbersOf("lifetimes", lifetimes, rules.lifetimes, documentedLifetimes)
  ]
  if (json) return [...switches, ...numbers].map((setting) => JSON.stringify(setting)).join("\n")
  return [
    ...switches.map(({ default: byDefault, name, question, value, values }) =>
      [
        `${name}=${value} (default ${byDefault})`,
        `  ${question}`,
        ...values.map((known) =>
          `  ${known.value === value ? "*" : "-"} ${known.value}: ${known.does} (${known.source})`
        )
      ].join("\n")
    ),
    numbers.map(({ default: byDefault, name, source, title, value }) =>
      `${name}=${value} (default ${byDefault})\n  ${title}${
        name.startsWith("lifetimes") ? ", in milliseconds" : ""
      } (${source})`
    ).join("\n")
  ].join("\n\n")
}

const numbersOf = <Name extends string>(
  group: string,
  rules: Readonly<Record<Name, NumberRule>>,
  values: Readonly<Record<string, number | null>>,
  defaults: Readonly<Record<Name, number>>
) =>
  Object.entries<NumberRule>(rules).map(([name, { source, title }]) => ({
    name: `${group}.${name}`,
    value: values[name] ?? "off",
    default: new Map<string, number>(Object.entries(defaults)).get(name),
    title,
    source: sourceText(source)
  }))
