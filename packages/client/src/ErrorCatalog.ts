/**
 * Everything TikTok is documented to refuse or fail with, as data: for admin
 * pages, alerts and documentation of one's own.
 *
 * @since 0.1.0
 */
import type { Contract } from "./Contract.ts"
import * as Catalog from "./internal/errorCatalog.ts"
import { type Retry, rows } from "./internal/errorRows.ts"
import { type FailRow, failRows } from "./internal/failReasons.ts"
import type { Refusal, Scope } from "./TikTokError.ts"

/**
 * One code of one contract.
 *
 * @category models
 * @since 0.1.0
 */
export interface Entry {
  readonly contract: Contract["name"]
  readonly code: string
  /** HTTP status it is documented with. */
  readonly status: number
  /** Tag of the reason that a `TikTokError` carries for it. */
  readonly reason: Refusal["_tag"]
  /** What happened, in one phrase. */
  readonly what: string
  /** Whom it concerns. */
  readonly scope: Scope
  /** `passing` may be repeated soon, `later` when a daily limit has moved on (within 24 hours), `never` not at all. */
  readonly retry: Retry
  /** One sentence on what a person can do about it. */
  readonly remedy: string
  /** Where it is documented. */
  readonly source: string
}

/**
 * Codes that calls are refused with.
 *
 * @category data
 * @since 0.1.0
 */
export const entries: ReadonlyArray<Entry> = rows.map(
  ({ code, contract, reason, retry, source, status, what, whenMessage }) => {
    const answer = { status, headers: {}, text: "" }
    const { remedy, scope } = Catalog.refusal(contract, answer, { code, detail: whenMessage?.source ?? "" })
    return { contract, code, status, reason, what, scope, retry, remedy, source }
  }
)

/**
 * Reasons that accepted posts fail with.
 *
 * @category data
 * @since 0.1.0
 */
export const failReasons: ReadonlyArray<FailRow> = failRows
