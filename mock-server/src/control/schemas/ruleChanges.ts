/** Schemas of the rules that a scenario sets. */
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { switchNames, valuesOf } from "../../coverage/readSwitches.ts"
import { documentedLimits, type Limits } from "../../engine/documentedLimits.ts"
import { documentedLifetimes, type Lifecycle, type Lifetimes } from "../../engine/Rules.ts"
import { Count } from "./accounts.ts"

const ending = {
  failReason: Schema.optional(Schema.NonEmptyString),
  pullMillis: Schema.optional(Count),
  moderationMillis: Schema.optional(Count)
}

/** When and how posts end. */
export const LifecycleShape = Schema.Union([
  Schema.Struct({ mode: Schema.Literal("immediate"), ...ending }),
  Schema.Struct({ mode: Schema.Literal("after"), millis: Count, ...ending }),
  Schema.Struct({ mode: Schema.Literal("polls"), count: Count, ...ending }),
  Schema.Struct({ mode: Schema.Literal("manual"), ...ending })
]).annotate({ identifier: "MockLifecycle" }) satisfies Schema.Codec<Lifecycle, unknown>

/** A limit; null means none. */
const Limit = Schema.NullOr(Count)

/** Lists the right names for a wrong one. */
const listNames = (what: string, names: object) => ({
  messageUnexpectedKey: `is not a ${what}; the ${what}s are ${Object.keys(names).join(", ")}`
})

/** Rate limits and caps. */
export const LimitsShape = Schema.Struct(Struct.map(
  {
    initsPerMinute: Limit,
    postsPerDay: Limit,
    creatorCallsPerMinute: Limit,
    statusCallsPerMinute: Limit,
    displayCallsPerMinute: Limit,
    pendingDrafts: Limit,
    unauditedActiveCreators: Limit
  } satisfies { readonly [Name in keyof Limits]: unknown },
  Schema.optionalKey
)).annotate(listNames("limit", documentedLimits))

/** Lifetimes of codes, tokens and upload URLs, in milliseconds. */
export const LifetimesShape = Schema.Struct(Struct.map(
  {
    code: Count,
    accessToken: Count,
    firstAccessToken: Count,
    refreshToken: Count,
    clientToken: Count,
    uploadUrl: Count
  } satisfies { readonly [Name in keyof Lifetimes]: unknown },
  Schema.optionalKey
)).annotate(listNames("lifetime", documentedLifetimes))

/** The value of a switch. */
export const SwitchValue = Schema.Union([Schema.String, Schema.Finite, Schema.Boolean])

/** Settings of switches. Names and values are checked later, because the errors list the right ones. */
export const SwitchesShape = Schema.Record(Schema.String, SwitchValue).annotate({
  description: switchNames.map((name) => `${name}: ${valuesOf(name)?.join(" or ")}`).join("; ")
})

export const RuleChangesShape = Schema.Struct({
  lifecycle: Schema.optional(LifecycleShape),
  limits: Schema.optional(LimitsShape),
  lifetimes: Schema.optional(LifetimesShape)
}).annotate(listNames("rule", { lifecycle: {}, limits: {}, lifetimes: {} }))
