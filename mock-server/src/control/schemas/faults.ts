/** Schemas of faults. */
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import type { ActiveFault, FaultEffect, FaultRule } from "../../engine/Faults.ts"
import { operations } from "../../engine/operationNames.ts"
import { Count, Moment } from "./accounts.ts"

const Positive = Schema.Int.check(Schema.isGreaterThan(0))

const kind = <Kind extends FaultEffect["kind"]>(name: Kind) => ({ kind: Schema.Literal(name) })

const effects = [
  Schema.Struct({ ...kind("code"), code: Schema.NonEmptyString }),
  Schema.Struct({
    ...kind("status"),
    status: Schema.Int.check(Schema.isBetween({ minimum: 200, maximum: 599 })),
    body: Schema.optional(Schema.String),
    contentType: Schema.optional(Schema.String)
  }),
  Schema.Struct(kind("html")),
  Schema.Struct(kind("truncated-json")),
  Schema.Struct({ ...kind("delay"), millis: Count }),
  Schema.Struct(kind("reset")),
  Schema.Struct({ ...kind("break-body"), after: Count }),
  Schema.Struct(kind("hang")),
  Schema.Struct(kind("cut")),
  Schema.Struct(kind("lose-response"))
]

const Effect = Schema.Union(effects).annotate({
  identifier: "MockFaultEffect",
  message: `Expected an object whose kind is ${effects.map(({ fields }) => fields.kind.literal).join(", ")}`
})

const matchFields = {
  operation: Schema.Literals(operations),
  creator: Schema.String,
  nth: Positive,
  first: Positive
}

const ruleFields = {
  probability: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 })),
  seed: Schema.String,
  times: Positive,
  until: Moment
}

/** A fault to inject. */
export const FaultRuleShape = Schema.Struct({
  match: Schema.optionalKey(Schema.Struct(Struct.map(matchFields, Schema.optionalKey))),
  effect: Effect,
  ...Struct.map(ruleFields, Schema.optionalKey)
}).annotate({ identifier: "MockFaultRule" }) satisfies Schema.Codec<FaultRule, unknown>

/** An active rule. */
export const ActiveFaultShape = Schema.Struct({
  match: Schema.optional(Schema.Struct(Struct.map(matchFields, Schema.optional))),
  effect: Effect,
  ...Struct.map(ruleFields, Schema.optional),
  id: Schema.String.check(Schema.isPattern(/^fault_\d+$/)),
  matched: Count,
  hits: Count
}).annotate({ identifier: "MockFault" }) satisfies Schema.Codec<ActiveFault, unknown>
