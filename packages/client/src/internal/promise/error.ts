import type { Category, KeyInUse, Reason, Scope, StoreFailed } from "./reasons.ts"

/**
 * What a `TikTokError` is made of.
 *
 * @category errors
 * @since 0.1.0
 */
export interface TikTokErrorFields {
  /** The operation that failed, such as `Publisher.publish` or `video.init`. */
  readonly operation: string
  /** What happened. */
  readonly reason: Reason
  readonly message: string
  /** What kind of failure it is. */
  readonly category: Category
  /** How far the failure reaches. */
  readonly scope: Scope
  /** Whether the same call may succeed later. */
  readonly retryable: boolean
  /** One sentence on what a person can do about it. */
  readonly remedy: string
  /** The publish that failed, if TikTok has accepted it. Ask for its status before you publish again. */
  readonly publishId?: string | undefined
  /** Why the checkpoint store lacks this failure. A later run may resume from the checkpoint of the key. */
  readonly unsaved?: StoreFailed | KeyInUse | undefined
}

/**
 * The one error of this module. `reason._tag` says what happened.
 *
 * **Example** (A refusal that ends)
 *
 * ```ts
 * import { TikTokError } from "effect-tiktok/promise"
 *
 * export const waitFor = (error: unknown): number | undefined =>
 *   error instanceof TikTokError && error.retryable ? error.retryAfter ?? 60_000 : undefined
 * ```
 *
 * @category errors
 * @since 0.1.0
 */
export class TikTokError extends Error implements TikTokErrorFields {
  readonly _tag = "TikTokError"
  override readonly name = "TikTokError"
  declare readonly cause: Reason
  readonly operation: string
  readonly category: Category
  readonly scope: Scope
  readonly retryable: boolean
  readonly remedy: string
  declare readonly publishId?: string | undefined
  declare readonly unsaved?: StoreFailed | KeyInUse | undefined

  constructor({ message, ...fields }: TikTokErrorFields) {
    super(message, { cause: fields.reason })
    const { category, operation, publishId, remedy, retryable, scope, unsaved } = fields
    this.operation = operation
    this.category = category
    this.scope = scope
    this.retryable = retryable
    this.remedy = remedy
    if (publishId !== undefined) this.publishId = publishId
    if (unsaved !== undefined) this.unsaved = unsaved
  }

  get reason(): Reason {
    return this.cause
  }

  /** Milliseconds to wait before repeating, if known. */
  get retryAfter(): number | undefined {
    return "retryAfter" in this.reason ? this.reason.retryAfter : undefined
  }

  /** The log id for TikTok's support, if TikTok responded. */
  get logId(): string | undefined {
    return "logId" in this.reason ? this.reason.logId : undefined
  }

  /** TikTok's code, unchanged, if TikTok responded. */
  get code(): string | undefined {
    return "code" in this.reason ? this.reason.code : undefined
  }

  /** Each thing once, and no secret. What the message says is in `reason`. */
  toJSON(): object {
    const { _tag, category, operation, publishId, reason, remedy, retryable, scope, unsaved } = this
    const traits = { category, scope, retryable, remedy, publishId, unsaved }
    return { _tag, operation, reason, ...("scope" in reason ? { ...traits, scope: undefined } : traits) }
  }
}

/**
 * Thrown by a call of your own to say that TikTok rejected its token.
 *
 * **Example** (Another API of TikTok)
 *
 * ```ts
 * import { type TikTok, TokenRejected } from "effect-tiktok/promise"
 *
 * export const ask = (tiktok: TikTok, creator: string, url: string) =>
 *   tiktok.auth.withToken(creator, async (token, signal) => {
 *     const response = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal })
 *     if (response.status === 401) throw new TokenRejected()
 *     return response.json()
 *   })
 * ```
 *
 * @category errors
 * @since 0.1.0
 */
export class TokenRejected extends Error {
  readonly _tag = "TokenRejected"
  override readonly name = "TokenRejected"
}
