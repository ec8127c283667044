/**
 * Publishes that earlier runs left unfinished, and what happens to them.
 *
 * **Example** (Recovery that notifies a person)
 *
 * ```ts
 * import { Effect, Layer } from "effect"
 * import { Publisher, type Recovery } from "effect-tiktok"
 *
 * declare const notify: (text: string) => Effect.Effect<void>
 *
 * const report = (report: Recovery.Report) =>
 *   report._tag === "NeedsPerson" ? notify(`${report.key}: ${report.remedy}`) : Effect.void
 *
 * export const layer = Layer.effectDiscard(Publisher.Publisher.use(({ recover }) => recover({ report })))
 * ```
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Checkpoint from "./Checkpoint.ts"
import type { ResumeOptions } from "./model/publishing.ts"
import type * as Outcome from "./Outcome.ts"
import { CreatorId, PublishId } from "./Post.ts"
import { StoreFailed, type TikTokError } from "./TikTokError.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

const about = {
  key: Schema.String,
  creator: CreatorId,
  kind: Checkpoint.Checkpoint.fields.kind,
  /** Name of the contract that the publish started with. */
  contract: Schema.String,
  /** Title, or description of photos without one. */
  caption: Schema.optional(Schema.String),
  phase: Checkpoint.Phase,
  startedAt: Schema.DateTimeUtcFromMillis,
  publishId: Schema.optional(PublishId)
}

/**
 * A publish that can resume without help. It may be running now.
 *
 * @category models
 * @since 0.1.0
 */
export const Resumable = Schema.TaggedStruct("Resumable", about)

/**
 * @category models
 * @since 0.1.0
 */
export type Resumable = typeof Resumable.Type

/**
 * TikTok may or may not have accepted the post, so a person must check. If there
 * is no post, free the key with `Checkpoint.free`.
 *
 * @category models
 * @since 0.1.0
 */
export const NeedsPerson = Schema.TaggedStruct("NeedsPerson", {
  ...about,
  /** What happened to TikTok's response. */
  detail: Schema.String,
  /** One sentence on where to look. */
  remedy: Schema.String
})

/**
 * @category models
 * @since 0.1.0
 */
export type NeedsPerson = typeof NeedsPerson.Type

/**
 * The bytes to send are only in the memory of the process that started the
 * publish. If it has ended, only a publish with the same key and the same bytes
 * can resume. Nothing was published.
 *
 * @category models
 * @since 0.1.0
 */
export const NeedsMedia = Schema.TaggedStruct("NeedsMedia", about)

/**
 * @category models
 * @since 0.1.0
 */
export type NeedsMedia = typeof NeedsMedia.Type

/**
 * A record that is not a checkpoint, or cannot be opened.
 *
 * @category models
 * @since 0.1.0
 */
export const Unreadable = Schema.TaggedStruct("Unreadable", {
  key: Schema.String,
  /** Name of the record, or its file. */
  record: Schema.String,
  because: StoreFailed
})

/**
 * @category models
 * @since 0.1.0
 */
export type Unreadable = typeof Unreadable.Type

/**
 * Schema for every publish without a known outcome.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Pending = Schema.Union([Resumable, NeedsPerson, NeedsMedia, Unreadable])

/**
 * A publish without a known outcome.
 *
 * @category models
 * @since 0.1.0
 */
export type Pending = typeof Pending.Type

/**
 * What happened to an unfinished publish.
 *
 * - `Ended`: it has an outcome, or none before its deadline (`StillProcessing`).
 * - `Refused`: TikTok has none of it, and its key is free.
 * - `Stuck`: it failed with a permanent error, and TikTok may have the post. Recovery retries it now and then.
 * - `Postponed`: it failed with a transient error. Recovery retries it after a while.
 * - A publish that needs a person is reported once, as in `Publisher.pending`.
 *
 * @category models
 * @since 0.1.0
 */
export type Report =
  | { readonly _tag: "Ended"; readonly pending: Resumable; readonly outcome: Outcome.Outcome }
  | { readonly _tag: "Refused"; readonly pending: Resumable; readonly error: TikTokError }
  | { readonly _tag: "Stuck"; readonly pending: Resumable; readonly error: TikTokError }
  | {
    readonly _tag: "Postponed"
    readonly pending: Resumable
    readonly error: TikTokError
    readonly after: Duration.Duration
  }
  | NeedsPerson
  | NeedsMedia
  | Unreadable

/**
 * How `Publisher.recover` searches and reports, and how each publish resumes.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options extends ResumeOptions {
  /**
   * How often to look for unfinished publishes.
   *
   * @default "30 seconds", the lease of a claim
   */
  readonly every?: Duration.Input | undefined
  /**
   * How many posts to send at a time. The posts of one creator are sent one by one, the oldest first.
   *
   * @default 4
   */
  readonly concurrency?: number | undefined
  /**
   * Receives what happens to each publish.
   *
   * @default a line in the log
   */
  readonly report?: ((report: Report) => Effect.Effect<void>) | undefined
}

// -----------------------------------------------------------------------------
// conversions
// -----------------------------------------------------------------------------

/**
 * Turns a record without a known outcome into a pending publish.
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromListed = (listed: Checkpoint.Listed): Pending => {
  if (listed._tag === "Unreadable") {
    const { because: { reason }, key } = listed
    return { _tag: "Unreadable", key, record: reason.record ?? key, because: reason }
  }
  const { contract, creator, key, kind, outcome, phase, post, publishId, startedAt } = listed.checkpoint
  const caption = post === undefined || post._tag === "VideoDraft"
    ? undefined
    : post.title ?? (post._tag === "Video" ? undefined : post.description)
  const about = { key, creator, kind, contract, caption, phase, startedAt, publishId }
  if (outcome?._tag === "OutcomeUnknown") {
    const { detail, remedy } = outcome
    return { _tag: "NeedsPerson", ...about, detail, remedy }
  }
  const isSent = publishId !== undefined && (phase === "Finishing" || phase === "Following")
  return post === undefined && !isSent ? { _tag: "NeedsMedia", ...about } : { _tag: "Resumable", ...about }
}
