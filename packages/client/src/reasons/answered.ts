import * as Schema from "effect/Schema"

/**
 * Whom a failure concerns: this request, every request of this creator, or
 * every creator of the app.
 *
 * @category models
 * @since 0.1.0
 */
export type Scope = "request" | "creator" | "app"

/** @internal */
export const answered = {
  /** The code as TikTok sent it. */
  code: Schema.String,
  /** TikTok's message. */
  detail: Schema.String,
  /** HTTP status of the answer. */
  status: Schema.Int,
  /** Identifier TikTok's support asks for. */
  logId: Schema.optional(Schema.String)
}

/** @internal */
export const described = (
  reason: { readonly code: string; readonly detail: string; readonly status: number }
): string => `TikTok answered ${reason.code} (HTTP ${reason.status})${reason.detail === "" ? "" : `: ${reason.detail}`}`
