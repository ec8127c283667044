/**
 * Failures of publishing to TikTok.
 *
 * Every operation fails with one `TikTokError`. It has the operation and a `reason`:
 * what happened, with the data that a program needs to act.
 * Handle the family with `Effect.catchTag("TikTokError", ...)`, or one case with
 * `Effect.catchReason("TikTokError", "RateLimited", ...)`.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import * as failures from "./reasons/failures.ts"
import type { Category, Scope } from "./reasons/reason.ts"
import * as refusals from "./reasons/refusals.ts"

export * from "./reasons/failures.ts"
export type { Category, Retry, Scope } from "./reasons/reason.ts"
export * from "./reasons/refusals.ts"

// -----------------------------------------------------------------------------
// wrapper
// -----------------------------------------------------------------------------

/**
 * Schema for every reason.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Reason = Schema.Union([...Object.values(refusals), ...Object.values(failures)])

/**
 * Every reason a `TikTokError` can carry.
 *
 * @category reasons
 * @since 0.1.0
 */
export type Reason = typeof Reason.Type

/**
 * Refusals that any call of the API may receive.
 *
 * @category reasons
 * @since 0.1.0
 */
export type Refusal = InstanceType<(typeof refusals)[keyof typeof refusals]>

/**
 * Failures of any call over the network.
 *
 * @category reasons
 * @since 0.1.0
 */
export type CallFailure =
  | Refusal
  | failures.Unreachable
  | failures.Redirected
  | failures.MalformedResponse
  | failures.InvalidInput

/**
 * The one error of the public API. Its type parameter lists the reasons that
 * can occur.
 *
 * @category errors
 * @since 0.1.0
 */
export class TikTokError<out R extends Reason = Reason>
  extends Schema.TaggedError<TikTokError>("effect-tiktok/TikTokError")("TikTokError", {
    /** The operation that failed, such as `Publisher.publish` or `video.init`. */
    operation: Schema.String,
    reason: Reason,
    /** The publish that failed, if TikTok has accepted it. Ask for its status before you publish again. */
    publishId: Schema.optional(Schema.String),
    /** Why the checkpoint store lacks this failure. A later run may resume from the checkpoint of the key. */
    unsaved: Schema.optional(Schema.Union([failures.StoreFailed, failures.KeyInUse]))
  })
{
  declare readonly reason: R

  constructor(
    props: {
      readonly operation: string
      readonly reason: R
      readonly publishId?: string | undefined
      readonly unsaved?: failures.StoreFailed | failures.KeyInUse | undefined
    },
    options?: Schema.MakeOptions
  ) {
    super(props, options)
  }

  override readonly cause = (this as { readonly reason: Reason }).reason

  /** Whether the same call may succeed later. */
  get retryable(): boolean {
    return this.reason.retryable
  }

  /** How long to wait before repeating, if known. */
  get retryAfter(): Duration.Duration | undefined {
    return "retryAfter" in this.reason ? this.reason.retryAfter : undefined
  }

  /** What kind of failure it is. */
  get category(): Category {
    return this.reason.category
  }

  /** How far the failure reaches. */
  get scope(): Scope {
    return this.reason.scope
  }

  /** The log id for TikTok's support, if TikTok responded. */
  get logId(): string | undefined {
    return "logId" in this.reason ? this.reason.logId : undefined
  }

  /** TikTok's code, unchanged, if TikTok responded. */
  get code(): string | undefined {
    return "code" in this.reason ? this.reason.code : undefined
  }

  /** One sentence on what a person can do about it. */
  get remedy(): string {
    return this.reason.remedy
  }

  override get message(): string {
    return `${this.operation}: ${this.reason.message}`
  }
}

/**
 * Returns `true` when a value is a `TikTokError`.
 *
 * @category guards
 * @since 0.1.0
 */
export const isTikTokError: (u: unknown) => u is TikTokError = Schema.is(TikTokError)

/**
 * Wraps a reason with its operation and, if there is one, its publish.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromReason = (operation: string, publishId?: string) => <R extends Reason>(reason: R): TikTokError<R> =>
  new TikTokError({ operation, reason, publishId })
