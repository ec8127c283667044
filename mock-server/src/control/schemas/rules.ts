/** Schemas of the rules that a scenario sets. */
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import type { Lifecycle, Lifetimes, Limits } from "../../engine/Rules.ts"
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

/** Rate limits and caps. */
export const LimitsShape = Schema.Struct(Struct.map(
  {
    initsPerMinute: Count,
    postsPerDay: Count,
    creatorCallsPerMinute: Count,
    statusCallsPerMinute: Count,
    displayCallsPerMinute: Count,
    pendingDrafts: Count,
    unauditedActiveCreators: Count
  } satisfies { readonly [Name in keyof Limits]: unknown },
  Schema.optionalKey
))

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
))
