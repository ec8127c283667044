import * as Schema from "effect/Schema"
import { sourceText } from "../../coverage/Behavior.ts"
import { switches } from "../../coverage/switches.ts"
import type { Mock } from "../../Mock.ts"
import { operation } from "../operation.ts"
import { LifecycleShape, RuleChangesShape, SwitchesShape, SwitchValue } from "../schemas/ruleChanges.ts"
import { InfoShape } from "../schemas/views.ts"

const { lifetimes, limits } = InfoShape.fields

const SwitchShape = Schema.Struct({
  name: Schema.String,
  value: SwitchValue,
  default: SwitchValue,
  question: Schema.String,
  contracts: Schema.Array(Schema.String),
  values: Schema.Array(Schema.Struct({ value: SwitchValue, does: Schema.String, source: Schema.String }))
}).annotate({ identifier: "MockSwitch" })

const SwitchesResponse = Schema.Struct({ switches: Schema.Array(SwitchShape) })

const RulesResponse = Schema.Struct({ lifecycle: LifecycleShape, limits, lifetimes })

/** Operations on rules and switches. */
export const ruleOperations = [
  operation({
    method: "GET",
    path: "/_mock/switches",
    summary: "List the switches with their values, defaults and sources",
    response: SwitchesResponse,
    handle: (mock) => ({ switches: listSwitches(mock) })
  }),
  operation({
    method: "PATCH",
    path: "/_mock/switches",
    summary: "Change switches until a reset",
    body: SwitchesShape,
    response: SwitchesResponse,
    handle: (mock, { body }) => {
      mock.changeRules({ switches: body })
      return { switches: listSwitches(mock) }
    }
  }),
  operation({
    method: "GET",
    path: "/_mock/rules",
    summary: "Show when posts complete, the limits and the lifetimes",
    response: RulesResponse,
    handle: (mock) => rulesOf(mock)
  }),
  operation({
    method: "PATCH",
    path: "/_mock/rules",
    summary: "Change rules until a reset",
    body: RuleChangesShape,
    response: RulesResponse,
    handle: (mock, { body }) => {
      mock.changeRules(body)
      return rulesOf(mock)
    }
  })
]

/** The switches with their current values. */
export const listSwitches = (mock: Mock): ReadonlyArray<typeof SwitchShape.Type> => {
  const current = new Map<string, typeof SwitchValue.Type>(Object.entries(mock.settings().rules.switches))
  return Object.entries(switches).map(([name, { contracts, question, values: [first, ...others] }]) => ({
    name,
    value: current.get(name) ?? first.value,
    default: first.value,
    question,
    contracts,
    values: [first, ...others].map(({ does, source, value }) => ({ value, does, source: sourceText(source) }))
  }))
}

/** The rules as plain JSON, where null means no limit. */
export const rulesOf = (mock: Mock): typeof RulesResponse.Type => {
  const { rules } = mock.settings()
  const entries = Object.entries(rules.limits).map(([name, limit]) =>
    [name, limit === Infinity ? null : limit] as const
  )
  return { lifecycle: rules.lifecycle, limits: Object.fromEntries(entries), lifetimes: { ...rules.lifetimes } }
}
