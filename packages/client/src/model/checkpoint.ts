import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Outcome from "../Outcome.ts"
import { CreatorId, PublishId } from "../Post.ts"
import type { InvalidInput, KeyInUse, StoreFailed, TikTokError } from "../TikTokError.ts"
import { StoredPost } from "./storedPost.ts"
import { MediaIdentity, Plan } from "./upload.ts"

/**
 * How far a publish is.
 *
 * - `Waiting`: the init was certainly not sent, or TikTok has refused it.
 * - `Accepting`: the init may have been sent, so TikTok may have accepted the post.
 * - `Uploading`: TikTok has accepted the post. The last byte was certainly not sent.
 * - `Finishing`: the last byte may have arrived, so TikTok may publish the post.
 * - `Following`: TikTok has everything. Only the outcome is open.
 * - `Done`: the outcome is known.
 *
 * @category models
 * @since 0.1.0
 */
export const Phase = Schema.Literals(["Waiting", "Accepting", "Uploading", "Finishing", "Following", "Done"])

/**
 * @category models
 * @since 0.1.0
 */
export type Phase = typeof Phase.Type

/**
 * One publish, as it is stored. The upload URL carries a token. It prints as
 * `<redacted>` but is encoded in the clear, so store it encrypted.
 *
 * @category models
 * @since 0.1.0
 */
export const Checkpoint = Schema.Struct({
  version: Schema.Literal(1),
  /** The caller's name for this publish. */
  key: Schema.NonEmptyString,
  creator: CreatorId,
  /** Name of the contract that the publish started with. */
  contract: Schema.String,
  /** Identifies the request; see `Publisher.publish`. */
  fingerprint: Schema.String,
  /** The post, if its media can be opened again: a file or a URL. */
  post: Schema.optional(StoredPost),
  kind: Schema.Literals(["Video", "VideoDraft", "Photos", "PhotosDraft"]),
  phase: Phase,
  startedAt: Schema.DateTimeUtcFromMillis,
  publishId: Schema.optional(PublishId),
  plan: Schema.optional(Plan),
  /** The media when the publish started. Bytes of another media must not follow. */
  media: Schema.optional(MediaIdentity),
  uploadUrl: Schema.optional(Schema.RedactedFromValue(Schema.String)),
  uploadExpiresAt: Schema.optional(Schema.DateTimeUtcFromMillis),
  /** How long, at least, processes have known that the last byte may have arrived and that the rest cannot be sent. */
  knownFor: Schema.optional(Schema.DurationFromMillis),
  /** How long ago, at least, TikTok refused the upload URL as expired while the status said that bytes are missing. */
  expiredFor: Schema.optional(Schema.DurationFromMillis),
  /** When a process first found that the rest cannot be sent, although the last byte may have arrived. */
  stuckAt: Schema.optional(Schema.DateTimeUtcFromMillis),
  /** Bytes TikTok has confirmed. */
  confirmed: Schema.Int,
  /** When to stop waiting for the outcome. */
  deadline: Schema.optional(Schema.DateTimeUtcFromMillis),
  /** The time until the deadline when it was stored. The time left is never longer. */
  timeout: Schema.optional(Schema.DurationFromMillis),
  outcome: Schema.optional(Outcome.Outcome)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Checkpoint = typeof Checkpoint.Type

/**
 * The exclusive right to work on a key. The checkpoint is written and removed
 * only through its claim.
 *
 * @category models
 * @since 0.1.0
 */
export interface Claim {
  readonly key: string
  /** Grows with each claim of the key. */
  readonly number: number
  /** The checkpoint of an earlier run. */
  readonly found: Effect.Effect<Checkpoint | undefined, TikTokError<StoreFailed>>
  /** Stores the checkpoint. Fails with `KeyInUse` if there is a newer claim. */
  readonly write: (checkpoint: Checkpoint) => Effect.Effect<void, WriteFailure>
  /** Removes the record of the key, readable or not. Fails like `write`. */
  readonly remove: Effect.Effect<void, WriteFailure>
}

/**
 * Why a checkpoint cannot be written or removed.
 *
 * @category models
 * @since 0.1.0
 */
export type WriteFailure = TikTokError<KeyInUse | StoreFailed>

/**
 * Why a key cannot be claimed or freed.
 *
 * @category models
 * @since 0.1.0
 */
export type ClaimFailure = WriteFailure | TikTokError<InvalidInput>

/**
 * A checkpoint, or a record that cannot be read and the reason.
 *
 * @category models
 * @since 0.1.0
 */
export type Listed =
  | { readonly _tag: "Readable"; readonly checkpoint: Checkpoint }
  | { readonly _tag: "Unreadable"; readonly key: string; readonly because: TikTokError<StoreFailed> }
