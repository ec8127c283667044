/** Shapes of the rules that a scenario sets. */
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import type { Lifecycle, Lifetimes, Limits } from "../../engine/Rules.ts"
import { Count } from "./accounts.ts"

const ending = {
  failReason: Schema.optional(Schema.NonEmptyString),
  pullMillis: Schema.optional(Count),
  moderationMillis: Schema.optional(Count)
}

/** How a post goes on. */
export const LifecycleShape = Schema.Union([
  Schema.Struct({ mode: Schema.Literal("immediate"), ...ending }),
  Schema.Struct({ mode: Schema.Literal("after"), millis: Count, ...ending }),
  Schema.Struct({ mode: Schema.Literal("polls"), count: Count, ...ending }),
  Schema.Struct({ mode: Schema.Literal("manual"), ...ending })
]).annotate({ identifier: "MockLifecycle" }) satisfies Schema.Codec<Lifecycle, unknown>

/** How often a client may ask. */
export const LimitsShape = Schema.Struct(Struct.map({
  initsPerMinute: Count,
  postsPerDay: Count,
  creatorCallsPerMinute: Count,
  statusCallsPerMinute: Count,
  displayCallsPerMinute: Count,
  pendingDrafts: Count,
  unauditedActiveCreators: Count
}, Schema.optionalKey)) satisfies Schema.Codec<Partial<Limits>, unknown>

/** How long what is handed out stays valid, in milliseconds. */
export const LifetimesShape = Schema.Struct(Struct.map({
  code: Count,
  accessToken: Count,
  firstAccessToken: Count,
  refreshToken: Count,
  clientToken: Count,
  uploadUrl: Count
}, Schema.optionalKey)) satisfies Schema.Codec<Partial<Lifetimes>, unknown>
