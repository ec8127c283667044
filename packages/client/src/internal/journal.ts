import * as Digest from "effect/crypto/Digest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { Checkpoint, CheckpointStore, ClaimFailure } from "../Checkpoint.ts"
import type { CreatorId, Post } from "../Post.ts"
import {
  fromReason,
  KeyConflict,
  type KeyInUse,
  MediaUnreadable,
  type StoreFailed,
  type TikTokError
} from "../TikTokError.ts"
import type { MediaIdentity } from "../Uploader.ts"
import * as StoredPost from "./storedPost.ts"

/**
 * The checkpoint of one running publish.
 *
 * @internal
 */
export interface Journal {
  /** What an earlier run has left. */
  readonly found: Checkpoint | undefined
  /** When the publish began, in whichever run. */
  readonly startedAt: DateTime.Utc
  /** Stores a step before it is taken. */
  readonly write: (step: Step) => Effect.Effect<void, ClaimFailure>
  /** Frees the key: TikTok has nothing of this publish. */
  readonly forget: Effect.Effect<void, ClaimFailure>
}

type Step = Partial<
  Pick<
    Checkpoint,
    "phase" | "publishId" | "plan" | "uploadUrl" | "uploadExpiresAt" | "confirmed" | "deadline" | "outcome"
  >
>

/**
 * The journal of a publish without a key.
 *
 * @internal
 */
export const none: Effect.Effect<Journal> = Effect.map(DateTime.now, (startedAt) => ({
  found: undefined,
  startedAt,
  write: nothing,
  forget: Effect.void
}))

const nothing = () => Effect.void

/**
 * Opens the journal of a key, which is ours alone until the scope closes. The key
 * of another request is refused, and so is media that has changed while its
 * bytes are still to be sent.
 *
 * @internal
 */
export const open = Effect.fnUntraced(
  function*(store: CheckpointStore["Service"], publish: {
    readonly key: string
    readonly creator: CreatorId
    readonly contract: string
    readonly post: Post
    readonly media: MediaIdentity | undefined
  }): Effect.fn.Return<
    Journal,
    TikTokError<StoreFailed | KeyConflict | KeyInUse | MediaUnreadable>,
    Digest.Digest | Scope.Scope
  > {
    const digest = yield* Digest.Digest
    const fingerprint = yield* digest.digestHex(
      Digest.sha256,
      new TextEncoder().encode(`${publish.creator} ${publish.contract} ${StoredPost.identity(publish.post)}`)
    )
    const claim = yield* store.claim(publish.key)
    const found = yield* claim.found
    if (found !== undefined && found.fingerprint !== fingerprint) {
      return yield* Effect.fail(
        fromReason("Publisher.publish")(
          new KeyConflict({ key: publish.key, rule: "belongs to a publish with other settings, media or creator" })
        )
      )
    }
    const needsMedia = found?.phase !== "Following" && found?.phase !== "Done"
    if (found?.media !== undefined && needsMedia && !isSame(found.media, publish.media)) {
      return yield* Effect.fail(
        fromReason("Publisher.publish", found.publishId)(
          new MediaUnreadable({ field: "media", rule: "must not change between the runs of one publish" })
        )
      )
    }
    let current: Checkpoint = found ?? {
      version: 1,
      key: publish.key,
      creator: publish.creator,
      contract: publish.contract,
      fingerprint,
      post: StoredPost.fromPost(publish.post),
      kind: publish.post._tag,
      phase: "Accepting",
      startedAt: yield* DateTime.now,
      media: publish.media,
      confirmed: 0
    }
    const oneAtATime = yield* Semaphore.make(1)
    return {
      found,
      startedAt: current.startedAt,
      write: (step) =>
        oneAtATime.withPermits(1)(Effect.suspend(() => {
          current = { ...current, ...step }
          return claim.write(current)
        })),
      forget: oneAtATime.withPermits(1)(claim.remove)
    }
  },
  Effect.provide(Digest.layerWebCrypto)
)

const isSame = (a: MediaIdentity, b: MediaIdentity | undefined): boolean =>
  a.size === b?.size && a.modifiedAt === b.modifiedAt && a.sha256 === b.sha256 && a.etag === b.etag &&
  a.lastModified === b.lastModified
