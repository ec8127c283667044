/**
 * All documented error codes and fail reasons of TikTok, as data: for admin pages,
 * alerts and your own documentation.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import type { Contract } from "./Contract.ts"
import { rows } from "./internal/wire/errorCodes.ts"
import { type FailRow, failRows } from "./internal/wire/failReasons.ts"
import * as RefusalOf from "./internal/wire/refusalOf.ts"
import type { Refusal, Retry, Scope } from "./TikTokError.ts"

/**
 * One code of one contract.
 *
 * @category models
 * @since 0.1.0
 */
export interface Entry {
  readonly contract: Contract["name"]
  readonly code: string
  /** Documented HTTP status. */
  readonly status: number
  /** Tag of the reason that a `TikTokError` carries for it. */
  readonly reason: Refusal["_tag"]
  /** What happened, in one phrase. */
  readonly what: string
  /** How far the error reaches. */
  readonly scope: Scope
  /** `transient` may be repeated soon, `later` when a daily limit has moved on (within 24 hours), `never` not at all. */
  readonly retry: Retry
  /** The longest useful wait before a repeat, if known. A response may name a shorter one. */
  readonly wait?: Duration.Duration | undefined
  /** One sentence on what a person can do about it. */
  readonly remedy: string
  /** Where it is documented. */
  readonly source: string
}

/**
 * One reason why TikTok gives up on a post that it had accepted. `retry` is about
 * publishing the same post again.
 *
 * @category models
 * @since 0.1.0
 */
export interface FailEntry extends FailRow {
  /** The longest useful wait before publishing again, if known. */
  readonly wait?: Duration.Duration | undefined
  /** Where it is documented. */
  readonly source: string
}

// Limits of the day slide over 24 hours, those of the minute over 60 seconds (tiktok-live, section 10.3).
const waits: { readonly [Class in Retry]?: Duration.Duration } = { later: Duration.hours(24) }

/**
 * The error codes of refused calls.
 *
 * @category data
 * @since 0.1.0
 */
export const entries: ReadonlyArray<Entry> = rows.map(
  ({ code, contract, reason, source, status, what, whenMessage }) => {
    const response = { status, headers: {}, text: "" }
    const { remedy, retry, scope } = RefusalOf.refusal(contract, response, { code, detail: whenMessage?.source ?? "" })
    const wait = RefusalOf.windowOf(reason)
    return { contract, code, status, reason, what, scope, retry, wait, remedy, source }
  }
)

/**
 * The fail reasons of accepted posts.
 *
 * @category data
 * @since 0.1.0
 */
export const failReasons: ReadonlyArray<FailEntry> = failRows.map((
  { failReason, remedy, retry, scope, source, what }
) => ({
  failReason,
  what,
  scope,
  retry,
  wait: waits[retry],
  remedy,
  source: source ?? "tiktok-live, section 8"
}))
