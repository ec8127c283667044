import type { TikTokError } from "../error.ts"
import type { StoreFailed } from "../reasons.ts"
import type { Outcome } from "./outcomes.ts"
import type { Post } from "./posts.ts"
import type { Plan } from "./uploads.ts"

/**
 * How far a publish is.
 *
 * @category recovery
 * @since 0.1.0
 */
export type Phase = "Waiting" | "Accepting" | "Uploading" | "Finishing" | "Following" | "Done"

/**
 * One publish, as it is stored, without its post.
 *
 * @category recovery
 * @since 0.1.0
 */
export interface Checkpoint {
  readonly key: string
  readonly creator: string
  readonly contract: string
  readonly kind: Post["_tag"]
  readonly phase: Phase
  readonly startedAt: Date
  readonly publishId?: string | undefined
  readonly plan?: Plan | undefined
  /** Bytes TikTok has confirmed. */
  readonly confirmed: number
  readonly deadline?: Date | undefined
  readonly outcome?: Outcome | undefined
}

/**
 * A checkpoint, or a record that cannot be read.
 *
 * @category recovery
 * @since 0.1.0
 */
export type Listed =
  | { readonly _tag: "Readable"; readonly checkpoint: Checkpoint }
  | { readonly _tag: "Unreadable"; readonly key: string; readonly because: TikTokError }

/** What every unfinished publish has. */
interface About {
  readonly key: string
  readonly creator: string
  readonly kind: Post["_tag"]
  readonly contract: string
  readonly caption?: string | undefined
  readonly phase: Phase
  readonly startedAt: Date
  readonly publishId?: string | undefined
}

/**
 * A publish that can resume without help.
 *
 * @category recovery
 * @since 0.1.0
 */
export interface Resumable extends About {
  readonly _tag: "Resumable"
}

/** What only a person, or only the program with the bytes, can finish. */
type Helpless =
  | About & { readonly _tag: "NeedsPerson"; readonly detail: string; readonly remedy: string }
  | About & { readonly _tag: "NeedsMedia" }
  | { readonly _tag: "Unreadable"; readonly key: string; readonly record: string; readonly because: StoreFailed }

/**
 * A publish without a known outcome.
 *
 * @category recovery
 * @since 0.1.0
 */
export type Pending = Resumable | Helpless

/**
 * What happened to an unfinished publish.
 *
 * @category recovery
 * @since 0.1.0
 */
export type Report =
  | { readonly _tag: "Ended"; readonly pending: Resumable; readonly outcome: Outcome }
  | { readonly _tag: "Refused" | "Stuck"; readonly pending: Resumable; readonly error: TikTokError }
  | {
    readonly _tag: "Postponed"
    readonly pending: Resumable
    readonly error: TikTokError
    /** Milliseconds. */
    readonly after: number
  }
  | Helpless
