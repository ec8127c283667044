import * as Digest from "effect/crypto/Digest"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Checkpoint, CheckpointStore } from "../../Checkpoint.ts"
import type * as Contract from "../../Contract.ts"
import type * as Publisher from "../../model/publishing.ts"
import type * as Post from "../../Post.ts"
import {
  fromReason,
  type InvalidInput,
  KeyConflict,
  type KeyInUse,
  type StoreFailed,
  type TikTokError
} from "../../TikTokError.ts"
import * as StoredPost from "../checkpoints/storedPost.ts"
import * as Publish from "./publish.ts"
import * as Journal from "./publishRecord.ts"

/** @internal */
export type Failure = TikTokError<InvalidInput | KeyConflict | KeyInUse | StoreFailed>

/** A publish that goes on; its post is missing where its bytes were only in a process that has ended. @internal */
export interface Reopened extends Publish.Run {
  readonly post: Post.Post | undefined
}

type Claiming = CheckpointStore["Service"]["claim"]

/**
 * Begins a publish, or goes on with what an earlier run has left under its key.
 * The key of another request is refused.
 *
 * @internal
 */
export const open = Effect.fnUntraced(function*(
  store: CheckpointStore["Service"],
  contract: Contract.Contract["name"],
  creator: Post.CreatorId,
  post: Post.Post,
  options: Publisher.Options | undefined
): Effect.fn.Return<Publish.Publish, Failure, Scope.Scope> {
  const publish = { creator, kind: post._tag, post, options }
  const key = options?.key
  if (key === undefined) return { ...publish, journal: yield* Journal.none }
  const claim = yield* store.claim(key)
  const found = yield* claim.found
  if (found !== undefined) yield* checkContract(found, contract)
  const fingerprint = yield* fingerprintOf(creator, contract, post)
  if (found?.fingerprint === fingerprint) return { ...publish, journal: yield* Journal.make(claim, found, found) }
  // TikTok gave up on what has this key, so the key is free for a corrected post.
  if (found !== undefined && found.outcome?._tag !== "Failed") {
    return yield* conflict(key, "belongs to a publish with other settings, media or creator")
  }
  const begun: Checkpoint = {
    version: 1,
    key,
    creator,
    contract,
    fingerprint,
    post: StoredPost.fromPost(post),
    kind: post._tag,
    phase: "Waiting",
    startedAt: Publish.timeAfter(yield* DateTime.now, Duration.zero),
    confirmed: 0
  }
  return { ...publish, journal: yield* Journal.make(claim, begun, undefined) }
})

/**
 * Goes on with what an earlier run has left under a key, if it has left anything.
 *
 * @internal
 */
export const reopen = Effect.fnUntraced(function*(
  claiming: Claiming,
  contract: Contract.Contract["name"],
  key: string,
  options: Publisher.ResumeOptions | undefined
): Effect.fn.Return<Reopened | undefined, Failure, Scope.Scope> {
  const claim = yield* claiming(key)
  const found = yield* claim.found
  if (found === undefined) return undefined
  const { creator, kind, post } = found
  if (knownOutcome(found) === undefined) yield* checkContract(found, contract)
  return {
    creator,
    kind,
    post,
    options: { ...options, key, chunkSize: found.plan?.chunkSize },
    journal: yield* Journal.make(claim, found, found)
  }
})

/** The outcome, where TikTok's answer was not lost. @internal */
export const knownOutcome = (found: Checkpoint | undefined): KnownOutcome | undefined =>
  found?.outcome?._tag === "OutcomeUnknown" ? undefined : found?.outcome

type KnownOutcome = Exclude<Checkpoint["outcome"], undefined | { readonly _tag: "OutcomeUnknown" }>

const checkContract = ({ contract, key }: Checkpoint, current: Contract.Contract["name"]) =>
  contract === current
    ? Effect.void
    : conflict(key, `belongs to a publish on the ${contract} contract, and this program speaks the ${current} contract`)

/** @internal */
export const conflict = (key: string, rule: string) =>
  Effect.fail(fromReason("Publisher.publish")(new KeyConflict({ key, rule })))

const fingerprintOf = Effect.fnUntraced(
  function*(creator: Post.CreatorId, contract: string, post: Post.Post) {
    const digest = yield* Digest.Digest
    const text = `${creator} ${contract} ${StoredPost.identity(post)}`
    return yield* digest.digestHex(Digest.sha256, new TextEncoder().encode(text))
  },
  Effect.provide(Digest.layerWebCrypto)
)
