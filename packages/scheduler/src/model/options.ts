import type * as Media from "effect-tiktok/Media"
import type * as Post from "effect-tiktok/Post"
import type * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type { ScheduledPost, State } from "../ScheduledPost.ts"

/**
 * When a post begins: an instant, or what a clock on the wall of a place says. A local
 * time that the place skips means the same time after the gap, and one that it has twice
 * means the first.
 *
 * @category models
 * @since 0.1.0
 */
export type At = DateTime.DateTime | {
  /** Such as `2026-12-24T18:00`. */
  readonly local: string
  /** An IANA time zone, such as `Europe/Berlin`. */
  readonly timeZone: string
}

/**
 * Which posts a list has. All of it must hold.
 *
 * @category models
 * @since 0.1.0
 */
export interface Filter {
  readonly creator?: Post.CreatorId | undefined
  /** @default all states */
  readonly states?: ReadonlyArray<State> | undefined
  /** The first time that a post may begin. */
  readonly from?: DateTime.DateTime | undefined
  /** The time before which a post must begin. */
  readonly to?: DateTime.DateTime | undefined
}

/**
 * A part of a list, in the order of the times that posts begin.
 *
 * @category models
 * @since 0.1.0
 */
export interface Page {
  readonly posts: ReadonlyArray<ScheduledPost>
  /** Where the next page begins. Absent on the last page. */
  readonly cursor?: string | undefined
}

/**
 * How the scheduler is doing.
 *
 * @category models
 * @since 0.1.0
 */
export interface Health {
  /** Whether no post is late and the app is not paused. */
  readonly isHealthy: boolean
  /** Posts whose time has come and that have not begun. */
  readonly due: number
  /** Due posts beyond the option `lateAfter`. */
  readonly late: number
  /** The time of the oldest due post. */
  readonly oldest?: DateTime.Utc | undefined
  /** Until when the app is paused, and why: TikTok refuses every creator. */
  readonly paused?: { readonly until: DateTime.Utc; readonly because: string } | undefined
}

/**
 * What every process of a scheduler knows. It must be the same in all of them.
 *
 * @category options
 * @since 0.1.0
 */
export interface ClientOptions {
  /**
   * How many posts of one creator may begin in a minute and in a day.
   *
   * @default 6 a minute and 15 a day (tiktok-live, section 10.3)
   */
  readonly limits?: { readonly perMinute?: number | undefined; readonly perDay?: number | undefined } | undefined
  /** How often `watch` reads the events of a post. @default "1 second" */
  readonly watchEvery?: Duration.Input | undefined
  /** A post that is due for longer is late, in `health` and metrics. @default "1 minute" */
  readonly lateAfter?: Duration.Input | undefined
}

/**
 * How posts are published.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options extends ClientOptions {
  /**
   * The video that `Media.named` of a post means. Called at the time of the post, in the process that publishes it. If it
   * fails, the post ends as `NeedsAttention`. If it fails with a `TikTokError` that is retryable, it is tried again.
   *
   * @default none: posts have URLs and photos
   */
  readonly media?: ((name: string) => Effect.Effect<Media.Video, { readonly message: string }>) | undefined
  /**
   * What to do with posts whose time is long over when a runner comes to them, such as after an outage: publish them,
   * skip those that are more than 15 minutes late, or publish those that are less late than a duration.
   *
   * @default "publish"
   */
  readonly overdue?: "publish" | "skip" | { readonly publishWithin: Duration.Input } | undefined
  /** How long a post is tried again after failures that end by themselves. Then a person has to look. @default "2 days" */
  readonly retryFor?: Duration.Input | undefined
  /** How long posts are kept after they ended. Then their keys are free. @default "90 days" */
  readonly retention?: Duration.Input | "forever" | undefined
  /** How long a creator's next post waits for the outcome of the one before it. @default "3 minutes" */
  readonly deadline?: Duration.Input | undefined
  /** How many posts a process publishes at once, each of another creator. @default 64 */
  readonly concurrency?: number | undefined
}

/**
 * Which file the scheduler keeps its posts in.
 *
 * @category options
 * @since 0.1.0
 */
export interface SqliteOptions extends Options {
  /** Created when missing. The folder must exist. */
  readonly filename: string
}

/**
 * How the runners of a cluster reach each other.
 *
 * @category options
 * @since 0.1.0
 */
export interface ClusterOptions extends Options {
  /** The address of this runner, which the other runners can reach, and no other runner has. */
  readonly address: { readonly host: string; readonly port: number }
  /** What the runner listens on, where that is another address. */
  readonly listen?: { readonly host: string; readonly port: number } | undefined
  /** @default "http" */
  readonly transport?: "http" | "socket" | undefined
  /**
   * How long the posts of a runner that has ended without notice wait for another runner. Shorter leases are lost under
   * load.
   *
   * @default "35 seconds"
   */
  readonly takeOver?: Duration.Input | undefined
}

/**
 * What a process of a cluster knows that schedules and publishes nothing itself.
 *
 * @category options
 * @since 0.1.0
 */
export interface ClusterClientOptions extends ClientOptions {
  /** As the runners have it. @default "http" */
  readonly transport?: "http" | "socket" | undefined
}
