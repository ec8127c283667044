import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { Checkpoint, Claim, WriteFailure } from "../../Checkpoint.ts"
import type { Unsaved } from "../../Outcome.ts"
import { fromReason, KeyInUse, type TikTokError } from "../../TikTokError.ts"

/**
 * The checkpoint of a publish in progress.
 *
 * @internal
 */
export interface PublishRecord {
  /** Whether the checkpoint is stored. It is not without a key. */
  readonly isPersistent: boolean
  /** The checkpoint that an earlier run left. */
  readonly found: Checkpoint | undefined
  /** When the publish started, in this run or an earlier one. */
  readonly startedAt: DateTime.Utc
  /** The current phase, stored or not. */
  readonly phase: () => Checkpoint["phase"]
  readonly publishId: () => Checkpoint["publishId"]
  /** The upload URL, which is a secret. */
  readonly uploadUrl: () => Checkpoint["uploadUrl"]
  /** When the upload URL expires, once there is an upload. */
  readonly uploadEndsAt: () => DateTime.Utc | undefined
  /** Stores a step that cannot be undone, before it is taken. When this fails, the step must not be taken. */
  readonly before: (step: Step) => Effect.Effect<void, WriteFailure>
  /** Stores what has happened. Never fails: when the store does, the write is repeated in the background. */
  readonly after: (step: Step) => Effect.Effect<void>
  /** Stores a step that depends on the time, every five seconds and at the end, until there is none. */
  readonly keepStored: (step: (current: Checkpoint) => Step | undefined) => Effect.Effect<void>
  /** Fails when another publish has taken the key. */
  readonly checkClaim: Effect.Effect<void, TikTokError<KeyInUse>>
  /** Stores what is not stored yet. Returns the reason when that fails. */
  readonly save: Effect.Effect<Unsaved | undefined>
  /** Frees the key, because TikTok has nothing of this publish. Returns the reason when that fails. */
  readonly forget: Effect.Effect<Unsaved | undefined>
  readonly isForgotten: () => boolean
}

type Step = Partial<
  Pick<
    Checkpoint,
    | "phase"
    | "publishId"
    | "plan"
    | "media"
    | "uploadUrl"
    | "uploadExpiresAt"
    | "knownFor"
    | "expiredFor"
    | "stuckAt"
    | "confirmed"
    | "deadline"
    | "timeout"
    | "outcome"
  >
>

/**
 * The record of a publish without a key, which is not stored.
 *
 * @internal
 */
export const withoutKey: Effect.Effect<PublishRecord> = Effect.map(DateTime.now, (startedAt): PublishRecord => {
  let phase: Checkpoint["phase"] = "Waiting"
  let uploadUrl: Checkpoint["uploadUrl"]
  const step = (step: Step) =>
    Effect.sync(() => {
      phase = step.phase ?? phase
      uploadUrl = step.uploadUrl ?? uploadUrl
    })
  return {
    isPersistent: false,
    found: undefined,
    startedAt,
    phase: () => phase,
    publishId: () => undefined,
    uploadUrl: () => uploadUrl,
    uploadEndsAt: () => undefined,
    before: step,
    after: step,
    keepStored: () => Effect.void,
    checkClaim: Effect.void,
    save: Effect.undefined,
    forget: Effect.undefined,
    isForgotten: () => false
  }
})

/**
 * The record of a publish with a key, whose claim lasts until the scope closes.
 *
 * @internal
 */
export const make = Effect.fnUntraced(function*(
  claim: Claim,
  initial: Checkpoint,
  found: Checkpoint | undefined
): Effect.fn.Return<PublishRecord, never, Scope.Scope> {
  const scope = yield* Effect.scope
  const mutex = yield* Semaphore.make(1)
  let current = initial
  let isStored = found !== undefined
  let isForgotten = false
  let isCatchingUp = false
  /** The checkpoint in the store. Undefined when that is not known. */
  let written = found
  /** Why the store does not have the current checkpoint. */
  let unsaved: Unsaved | undefined

  const keyTaken = Effect.fail(fromReason("Publisher.publish")(new KeyInUse({ key: initial.key })))

  const write = (checkpoint: Checkpoint): Effect.Effect<void, WriteFailure> => {
    // Once another publish has claimed the key, this one never writes again.
    if (unsaved?._tag === "KeyInUse") return keyTaken
    isStored = true
    written = undefined
    return Effect.matchEffect(claim.write(checkpoint), {
      onSuccess: () =>
        Effect.sync(() => {
          written = checkpoint
          unsaved = undefined
        }),
      onFailure: (error) =>
        Effect.suspend(() => {
          unsaved = error.reason
          return Effect.fail(error)
        })
    })
  }

  const isBehind = () => isStored && !isForgotten && unsaved?._tag !== "KeyInUse" && written !== current

  const flush = mutex.withPermits(1)(Effect.suspend(() => isForgotten ? Effect.void : write(current)))

  const catchUp = Effect.gen(function*() {
    let pause = 250
    while (isBehind()) {
      yield* Effect.sleep(pause)
      if (isBehind()) yield* Effect.ignore(flush)
      pause = Math.min(pause * 2, 5000)
    }
  }).pipe(Effect.ensuring(Effect.sync(() => void (isCatchingUp = false))))

  const startCatchingUp = Effect.suspend(() => {
    if (isCatchingUp || !isBehind()) return Effect.void
    isCatchingUp = true
    return Effect.asVoid(Effect.forkIn(Effect.interruptible(catchUp), scope))
  })

  const after: PublishRecord["after"] = (step) =>
    Effect.suspend(() => {
      current = { ...current, ...step }
      return isCatchingUp ? Effect.void : flush.pipe(Effect.catch(() => startCatchingUp))
    })

  return {
    isPersistent: true,
    found,
    startedAt: initial.startedAt,
    phase: () => current.phase,
    publishId: () => current.publishId,
    uploadUrl: () => current.uploadUrl,
    uploadEndsAt: () => current.uploadExpiresAt,
    before: (step) =>
      mutex.withPermits(1)(Effect.suspend(() => {
        const next = { ...current, ...step }
        return Effect.map(write(next), () => void (current = next))
      })),
    after,
    keepStored: (step) => {
      /** Returns whether there is a step. */
      const store = Effect.suspend(() => {
        const next = step(current)
        return next === undefined ? Effect.succeed(false) : Effect.as(after(next), true)
      })
      // The claim was made in the same scope before, so it is released after the last write.
      return Effect.andThen(
        Scope.addFinalizer(scope, store),
        Effect.asVoid(Effect.forkIn(Effect.repeat(Effect.delay(store, "5 seconds"), { while: Boolean }), scope))
      )
    },
    checkClaim: Effect.suspend(() => unsaved?._tag === "KeyInUse" ? keyTaken : Effect.void),
    save: Effect.suspend(() =>
      isBehind()
        ? Effect.match(flush, { onSuccess: () => undefined, onFailure: ({ reason }) => reason })
        : Effect.succeed(unsaved)
    ),
    forget: mutex.withPermits(1)(Effect.suspend(() => {
      if (!isStored) return Effect.undefined
      if (unsaved?._tag === "KeyInUse") return Effect.succeed(unsaved)
      isForgotten = true
      return claim.remove.pipe(
        // A store that has just failed gets no retries.
        Effect.retry({ times: unsaved === undefined ? 2 : 0 }),
        Effect.match({ onSuccess: () => undefined, onFailure: ({ reason }) => reason })
      )
    })),
    isForgotten: () => isForgotten
  }
})
