import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Checkpoint, CheckpointStore } from "../../Checkpoint.ts"
import type * as Contract from "../../Contract.ts"
import type * as Publishing from "../../model/publishing.ts"
import * as StoredPost from "../../model/storedPost.ts"
import type * as Post from "../../Post.ts"
import {
  fromReason,
  type InvalidInput,
  KeyConflict,
  type KeyInUse,
  type StoreFailed,
  type TikTokError
} from "../../TikTokError.ts"
import type { Deadline } from "../common/deadline.ts"
import { fingerprintOf } from "./fingerprint.ts"
import * as Publish from "./publish.ts"
import * as PublishRecord from "./publishRecord.ts"

/** @internal */
export type Failure = TikTokError<InvalidInput | KeyConflict | KeyInUse | StoreFailed>

/** A publish that has started. Its post is missing when only an ended process had its media. @internal */
export interface Started extends Publish.Run {
  readonly post: Post.Post | undefined
}

type ClaimKey = CheckpointStore["Service"]["claim"]

/**
 * Starts a publish, or resumes the one that an earlier run left under its key.
 * Refuses a key that belongs to another request.
 *
 * @internal
 */
export const start = Effect.fnUntraced(function*(
  store: CheckpointStore["Service"],
  contract: Contract.Contract["name"],
  creator: Post.CreatorId,
  post: Post.Post,
  options: Publishing.Options | undefined,
  deadline: Deadline
): Effect.fn.Return<Publish.Publish, Failure, Scope.Scope> {
  const publish = { creator, kind: post._tag, post, options, deadline }
  const key = options?.key
  if (key === undefined) return { ...publish, record: yield* PublishRecord.withoutKey }
  const claim = yield* store.claim(key)
  const found = yield* claim.found
  if (found !== undefined) yield* checkContract("Publisher.publish", found, contract)
  const fingerprint = yield* fingerprintOf(creator, contract, post)
  if (found?.fingerprint === fingerprint) return { ...publish, record: yield* PublishRecord.make(claim, found, found) }
  // After a failed post the key is free for a corrected one.
  if (found !== undefined && found.outcome?._tag !== "Failed") {
    return yield* keyConflict("Publisher.publish", key, "belongs to a publish with other settings, media or creator")
  }
  const initial: Checkpoint = {
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
  return { ...publish, record: yield* PublishRecord.make(claim, initial, undefined) }
})

/**
 * Resumes the publish that an earlier run left under a key, if there is one.
 *
 * @internal
 */
export const resume = Effect.fnUntraced(function*(
  claimKey: ClaimKey,
  contract: Contract.Contract["name"],
  key: string,
  options: Publishing.ResumeOptions | undefined,
  deadline: Deadline
): Effect.fn.Return<Started | undefined, Failure, Scope.Scope> {
  const claim = yield* claimKey(key)
  const found = yield* claim.found
  if (found === undefined) return undefined
  const { creator, kind, post } = found
  if (knownOutcome(found) === undefined) yield* checkContract("Publisher.resume", found, contract)
  return {
    creator,
    kind,
    post,
    deadline,
    options: { ...options, key, chunkSize: found.plan?.chunkSize },
    record: yield* PublishRecord.make(claim, found, found)
  }
})

/** The stored outcome, unless it is unknown. @internal */
export const knownOutcome = (found: Checkpoint | undefined): KnownOutcome | undefined =>
  found?.outcome?._tag === "OutcomeUnknown" ? undefined : found?.outcome

type KnownOutcome = Exclude<Checkpoint["outcome"], undefined | { readonly _tag: "OutcomeUnknown" }>

const checkContract = (operation: string, { contract, key }: Checkpoint, current: Contract.Contract["name"]) =>
  contract === current
    ? Effect.void
    : Effect.fail(keyConflict(
      operation,
      key,
      `belongs to a publish on the ${contract} contract, and this program speaks the ${current} contract`
    ))

/** @internal */
export const keyConflict = (operation: string, key: string, rule: string) =>
  fromReason(operation)(new KeyConflict({ key, rule }))
