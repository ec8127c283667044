/**
 * A post that waits for its time, and what happened to it.
 *
 * @since 0.1.0
 */
import * as Outcome from "effect-tiktok/Outcome"
import * as Post from "effect-tiktok/Post"
import * as Publisher from "effect-tiktok/Publisher"
import * as Schema from "effect/Schema"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * The scheduler's own name for a post. Ids grow with time.
 *
 * **Example** (An id from a URL)
 *
 * ```ts
 * import { ScheduledPost } from "effect-tiktok-scheduler"
 *
 * export const idOf = (segment: string) => ScheduledPost.ScheduledPostId.make(segment)
 * ```
 *
 * @category identifiers
 * @since 0.1.0
 */
export const ScheduledPostId = Schema.NonEmptyString.pipe(Schema.brand("effect-tiktok-scheduler/ScheduledPostId"))

/**
 * @category identifiers
 * @since 0.1.0
 */
export type ScheduledPostId = typeof ScheduledPostId.Type

/**
 * States that only a person changes.
 *
 * @category models
 * @since 0.1.0
 */
export const endedStates = [
  "Published",
  "SentToInbox",
  "Failed",
  "NeedsAttention",
  "Unknown",
  "Canceled",
  "Skipped"
] as const

/**
 * Where a post is.
 *
 * - `Scheduled`: waits for its time, or for what `waits` says.
 * - `AwaitingLogin`: its creator has to log in. It continues after that by itself.
 * - `Publishing`: a runner has it. It can no longer be canceled or moved.
 * - `Processing`: TikTok has all of it, and its outcome is not known yet.
 * - `Published`: it is on the creator's profile.
 * - `SentToInbox`: the draft is in the creator's inbox.
 * - `Failed`: there is no post. TikTok gave up on it, or a person found none.
 * - `NeedsAttention`: there is no post. `problem` says what a person has to change.
 * - `Unknown`: TikTok may have the post. A person has to look, and then `settle`s it.
 * - `Canceled`: a person canceled it before it began.
 * - `Skipped`: it was too late for the overdue policy.
 *
 * @category models
 * @since 0.1.0
 */
export const State = Schema.Literals([
  "Scheduled",
  "AwaitingLogin",
  "Publishing",
  "Processing",
  ...endedStates
])

/**
 * @category models
 * @since 0.1.0
 */
export type State = typeof State.Type

/**
 * Why a post begins later than it was asked for: the creator's other posts fill
 * TikTok's limit of a minute or a day.
 *
 * @category models
 * @since 0.1.0
 */
export const Moved = Schema.Literals(["PerMinute", "PerDay"])

/**
 * @category models
 * @since 0.1.0
 */
export type Moved = typeof Moved.Type

/**
 * What a due post waits for.
 *
 * - `MinuteLimit`, `DailyLimit`: TikTok's limits of the creator.
 * - `App`: TikTok refuses every creator of the app for now.
 * - `Retry`: the last attempt failed with an error that ends by itself.
 * - `Upgrade`: a newer version of this package wrote the post, and this runner cannot read it.
 *
 * @category models
 * @since 0.1.0
 */
export const Waits = Schema.Struct({
  for: Schema.Literals(["MinuteLimit", "DailyLimit", "App", "Retry", "Upgrade"]),
  /** One sentence for people. */
  because: Schema.String
})

/**
 * @category models
 * @since 0.1.0
 */
export type Waits = typeof Waits.Type

/**
 * What keeps a post from being published, for a person who can change it.
 *
 * @category models
 * @since 0.1.0
 */
export const Problem = Schema.Struct({
  /** The reason's tag, such as `PrivacyLevelRefused` or `MediaUnreadable`. */
  reason: Schema.String,
  /** What breaks the rule, such as `privacyLevel`, where one value does. */
  field: Schema.optional(Schema.String),
  /** What is wrong. */
  rule: Schema.String,
  /** One sentence on what to do. */
  remedy: Schema.String
})

/**
 * @category models
 * @since 0.1.0
 */
export type Problem = typeof Problem.Type

/**
 * A scheduled post.
 *
 * @category models
 * @since 0.1.0
 */
export const ScheduledPost = Schema.Struct({
  id: ScheduledPostId,
  /** The caller's name for the post. The same key is the same post. */
  key: Schema.NonEmptyString,
  creator: Post.CreatorId,
  /** Absent if a newer version of this package wrote it. */
  post: Schema.optional(Post.Schema),
  state: State,
  /** Grows with each change. */
  revision: Schema.Int,
  /** The time that was asked for. */
  dueAt: Schema.DateTimeUtcFromMillis,
  /** The time that the post begins, which is later than `dueAt` if it was moved. */
  startsAt: Schema.DateTimeUtcFromMillis,
  /** Why `startsAt` is later than `dueAt`. */
  moved: Schema.optional(Moved),
  /** When the scheduler looks at the post next. Absent if only a person can continue it, or nothing is left to do. */
  nextAt: Schema.optional(Schema.DateTimeUtcFromMillis),
  waits: Schema.optional(Waits),
  problem: Schema.optional(Problem),
  outcome: Schema.optional(Outcome.Outcome),
  publishId: Schema.optional(Post.PublishId),
  /** How often a runner has begun to publish it. */
  attempts: Schema.Int,
  createdAt: Schema.DateTimeUtcFromMillis,
  changedAt: Schema.DateTimeUtcFromMillis,
  /** When a runner last began to send it. */
  startedAt: Schema.optional(Schema.DateTimeUtcFromMillis),
  /** When it came into a state that only a person can change. */
  endedAt: Schema.optional(Schema.DateTimeUtcFromMillis)
})

/**
 * @category models
 * @since 0.1.0
 */
export type ScheduledPost = typeof ScheduledPost.Type

// -----------------------------------------------------------------------------
// events
// -----------------------------------------------------------------------------

/**
 * The post has come into a state, or waits for something else.
 *
 * @category events
 * @since 0.1.0
 */
export const StateChanged = Schema.TaggedStruct("StateChanged", {
  state: State,
  revision: Schema.Int,
  /** One sentence for people, where there is something to say. */
  because: Schema.optional(Schema.String)
})

/**
 * @category events
 * @since 0.1.0
 */
export type StateChanged = typeof StateChanged.Type

/**
 * Schema for every event of a scheduled post. Of a publish these are `Planned`, `Initialized`,
 * `StatusReceived` when the status is a new one, and `Finished`.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Event = Schema.Union([StateChanged, Publisher.PublishEvent])

/**
 * @category events
 * @since 0.1.0
 */
export type Event = typeof Event.Type

/**
 * An event with its time.
 *
 * @category events
 * @since 0.1.0
 */
export const HistoryEntry = Schema.Struct({ at: Schema.DateTimeUtcFromMillis, event: Event })

/**
 * @category events
 * @since 0.1.0
 */
export type HistoryEntry = typeof HistoryEntry.Type
