import type * as Post from "effect-tiktok/Post"
import type * as Webhook from "effect-tiktok/Webhook"
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { Event, HistoryEntry, ScheduledPost, ScheduledPostId } from "../ScheduledPost.ts"
import type {
  AlreadyPublishing,
  InvalidInput,
  KeyConflict,
  NotFound,
  OutcomeUnsettled,
  SchedulerError,
  StoreFailed,
  WrongState
} from "../SchedulerError.ts"
import type { At, Filter, Health, Page } from "./options.ts"

/**
 * What `Scheduler` can do.
 *
 * @category models
 * @since 0.1.0
 */
export interface Service {
  /**
   * Schedules a post. The same key is the same post: a repeated call returns it as it is, also if it has been moved. Fails
   * with `KeyConflict` if creator or post differ. If the limits of the creator have no room at the time, the post begins
   * later, as `startsAt` and `moved` of the result say.
   */
  readonly schedule: (
    creator: Post.CreatorId,
    post: Post.Data,
    options: {
      /** The caller's name for the post, of up to 500 characters. */
      readonly key: string
      readonly at: At
    }
  ) => Effect.Effect<ScheduledPost, SchedulerError<InvalidInput | KeyConflict | StoreFailed>>

  /** Gives another time to a post that has not begun, has a problem, or was skipped. */
  readonly reschedule: (
    id: ScheduledPostId,
    at: At
  ) => Effect.Effect<
    ScheduledPost,
    SchedulerError<InvalidInput | NotFound | AlreadyPublishing | WrongState | StoreFailed>
  >

  /** Cancels a post that has not begun or has a problem. One that is canceled stays so. */
  readonly cancel: (
    id: ScheduledPostId
  ) => Effect.Effect<ScheduledPost, SchedulerError<NotFound | AlreadyPublishing | WrongState | StoreFailed>>

  readonly get: (id: ScheduledPostId) => Effect.Effect<ScheduledPost, SchedulerError<NotFound | StoreFailed>>

  /** The post of a key. */
  readonly find: (key: string) => Effect.Effect<ScheduledPost | undefined, SchedulerError<StoreFailed>>

  /** Posts in the order of the times that they begin, read in pages. */
  readonly list: (filter?: Filter) => Stream.Stream<ScheduledPost, SchedulerError<InvalidInput | StoreFailed>>

  /** One page of `list`. */
  readonly page: (filter?: Filter, options?: {
    /** The `cursor` of the page before. */
    readonly cursor?: string | undefined
    /** At most 1,000. @default 50 */
    readonly limit?: number | undefined
  }) => Effect.Effect<Page, SchedulerError<InvalidInput | StoreFailed>>

  /** What has happened to a post, the oldest first. */
  readonly history: (
    id: ScheduledPostId
  ) => Effect.Effect<ReadonlyArray<HistoryEntry>, SchedulerError<NotFound | StoreFailed>>

  /** What has happened and what happens to a post, until it comes into a state that only a person can change. */
  readonly watch: (id: ScheduledPostId) => Stream.Stream<Event, SchedulerError<NotFound | StoreFailed>>

  /**
   * Publishes a post again that failed, has a problem or was skipped, now or as soon as the limits allow. `post` takes
   * the place of the first one. Never while the outcome is unknown.
   */
  readonly retry: (id: ScheduledPostId, options?: { readonly post?: Post.Data | undefined }) => Effect.Effect<
    ScheduledPost,
    SchedulerError<InvalidInput | NotFound | OutcomeUnsettled | AlreadyPublishing | WrongState | StoreFailed>
  >

  /** What a person found out about an unknown outcome. After `NotPublished`, the post has `Failed` and can be retried. */
  readonly settle: (
    id: ScheduledPostId,
    as: "Published" | "NotPublished"
  ) => Effect.Effect<ScheduledPost, SchedulerError<InvalidInput | NotFound | WrongState | StoreFailed>>

  /**
   * Settles the outcome that a webhook reports, in any process. Returns whether it is about a scheduled
   * post. Pass only events that `Webhook.receive` has checked.
   */
  readonly receive: (event: Webhook.Event) => Effect.Effect<boolean, SchedulerError<StoreFailed>>

  /**
   * Continues the posts of a creator after a new login, at once. Without it they continue within half an hour. Returns
   * their number.
   */
  readonly resume: (creator: Post.CreatorId) => Effect.Effect<number, SchedulerError<InvalidInput | StoreFailed>>

  /** How the scheduler is doing. If it fails, the database is down. */
  readonly health: Effect.Effect<Health, SchedulerError<StoreFailed>>
}
