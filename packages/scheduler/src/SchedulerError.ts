/**
 * Failures of the scheduler.
 *
 * Every operation fails with one `SchedulerError`. It has the operation and a `reason`:
 * what happened, with the data that a program needs to act. Handle one case with
 * `Effect.catchReason("SchedulerError", "NotFound", ...)`.
 *
 * @since 0.1.0
 */
import { InvalidInput, KeyConflict, StoreFailed } from "effect-tiktok/TikTokError"
import * as Schema from "effect/Schema"
import { State } from "./ScheduledPost.ts"

export {
  /**
   * A value breaks a rule. Nothing was scheduled or changed.
   *
   * @category reasons
   * @since 0.1.0
   */
  InvalidInput,
  /**
   * The key is another post's.
   *
   * @category reasons
   * @since 0.1.0
   */
  KeyConflict,
  /**
   * The database could not be read or written.
   *
   * @category reasons
   * @since 0.1.0
   */
  StoreFailed
}

// -----------------------------------------------------------------------------
// reasons
// -----------------------------------------------------------------------------

/**
 * There is no such post. It may have been removed after its retention.
 *
 * @category reasons
 * @since 0.1.0
 */
export class NotFound extends Schema.TaggedError<NotFound>("effect-tiktok-scheduler/SchedulerError/NotFound")(
  "NotFound",
  { id: Schema.String }
) {
  readonly field = "id"
  readonly rule = "belongs to no scheduled post"
  readonly retryable = false
  readonly remedy = "Check the id. A post is removed some time after it ended; see the option retention."

  override get message(): string {
    return `id ${this.id} ${this.rule}`
  }
}

const stateFields = { id: Schema.String, state: State }

/**
 * A runner has the post, and TikTok may have parts of it. Wait until it has ended.
 *
 * @category reasons
 * @since 0.1.0
 */
export class AlreadyPublishing
  extends Schema.TaggedError<AlreadyPublishing>("effect-tiktok-scheduler/SchedulerError/AlreadyPublishing")(
    "AlreadyPublishing",
    stateFields
  )
{
  readonly field = "state"
  readonly rule = "must be before the first request to TikTok"
  readonly retryable = false
  readonly remedy = "Wait until the post has ended. Nothing was changed."

  override get message(): string {
    return `post ${this.id} is ${this.state}: its ${this.field} ${this.rule}`
  }
}

/**
 * The post is in a state that the operation does not apply to.
 *
 * @category reasons
 * @since 0.1.0
 */
export class WrongState extends Schema.TaggedError<WrongState>("effect-tiktok-scheduler/SchedulerError/WrongState")(
  "WrongState",
  { ...stateFields, expected: Schema.Array(State) }
) {
  readonly field = "state"
  readonly retryable = false
  readonly remedy = "Read the post again. Nothing was changed."

  get rule(): string {
    return `must be ${this.expected.join(" or ")}`
  }

  override get message(): string {
    return `post ${this.id} is ${this.state}: its ${this.field} ${this.rule}`
  }
}

/**
 * TikTok may have the post. To publish it again could post twice.
 *
 * @category reasons
 * @since 0.1.0
 */
export class OutcomeUnsettled
  extends Schema.TaggedError<OutcomeUnsettled>("effect-tiktok-scheduler/SchedulerError/OutcomeUnsettled")(
    "OutcomeUnsettled",
    stateFields
  )
{
  readonly field = "state"
  readonly rule = "must be settled first, by a person who has looked for the post"
  readonly retryable = false
  readonly remedy = "Look for the post in TikTok, settle it as Published or NotPublished, and retry it then."

  override get message(): string {
    return `post ${this.id} is ${this.state}: its ${this.field} ${this.rule}`
  }
}

/**
 * A newer version of this package has changed the tables.
 *
 * @category reasons
 * @since 0.1.0
 */
export class SchemaTooNew
  extends Schema.TaggedError<SchemaTooNew>("effect-tiktok-scheduler/SchedulerError/SchemaTooNew")("SchemaTooNew", {
    /** The version of the tables. */
    found: Schema.Int,
    /** The newest version that this program knows. */
    known: Schema.Int
  })
{
  readonly field = "schema"
  readonly retryable = false
  readonly remedy = "Update this program. It has read nothing and changed nothing."

  get rule(): string {
    return `must have at most version ${this.known}, was ${this.found}`
  }

  override get message(): string {
    return `${this.field} ${this.rule}`
  }
}

/**
 * A runner cannot join the cluster, for example because its port is in use.
 *
 * @category reasons
 * @since 0.1.0
 */
export class RunnerFailed
  extends Schema.TaggedError<RunnerFailed>("effect-tiktok-scheduler/SchedulerError/RunnerFailed")("RunnerFailed", {
    /** Host and port of the runner. */
    address: Schema.String,
    detail: Schema.String
  })
{
  readonly field = "address"
  readonly retryable = true
  readonly remedy = "Give each runner a host and a port of its own, which the other runners can reach."

  get rule(): string {
    return `must be free and reachable: ${this.detail}`
  }

  override get message(): string {
    return `runner ${this.address}: ${this.detail}`
  }
}

// -----------------------------------------------------------------------------
// wrapper
// -----------------------------------------------------------------------------

/**
 * Schema for every reason.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Reason = Schema.Union([
  InvalidInput,
  KeyConflict,
  StoreFailed,
  NotFound,
  AlreadyPublishing,
  WrongState,
  OutcomeUnsettled,
  SchemaTooNew,
  RunnerFailed
])

/**
 * Every reason that a `SchedulerError` can carry.
 *
 * @category reasons
 * @since 0.1.0
 */
export type Reason = typeof Reason.Type

/**
 * The one error of the scheduler. Its type parameter lists the reasons that can occur.
 *
 * @category errors
 * @since 0.1.0
 */
export class SchedulerError<out R extends Reason = Reason>
  extends Schema.TaggedError<SchedulerError>("effect-tiktok-scheduler/SchedulerError")("SchedulerError", {
    /** The operation that failed, such as `Scheduler.schedule`. */
    operation: Schema.String,
    reason: Reason
  })
{
  declare readonly reason: R

  constructor(props: { readonly operation: string; readonly reason: R }, options?: Schema.MakeOptions) {
    super(props, options)
  }

  override readonly cause = (this as { readonly reason: Reason }).reason

  /** Whether the same call may succeed later. */
  get retryable(): boolean {
    return this.reason.retryable
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
 * Returns `true` when a value is a `SchedulerError`.
 *
 * @category guards
 * @since 0.1.0
 */
export const isSchedulerError: (u: unknown) => u is SchedulerError = Schema.is(SchedulerError)

/**
 * Wraps a reason with its operation.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromReason = (operation: string) => <R extends Reason>(reason: R): SchedulerError<R> =>
  new SchedulerError({ operation, reason })
