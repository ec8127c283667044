/**
 * What must survive a crash, so that a post is never published twice and never
 * lost.
 *
 * A checkpoint is stored before each step that cannot be undone. Whoever starts
 * again with the same key goes on from there.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import type * as Path from "effect/Path"
import type * as KeyValueStore from "effect/persistence/KeyValueStore"
import type * as Redis from "effect/persistence/Redis"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Claims from "./internal/claims.ts"
import * as FileRecords from "./internal/fileRecords.ts"
import * as RedisRecords from "./internal/redisRecords.ts"
import * as SealedRecords from "./internal/sealedRecords.ts"
import * as StoredPost from "./internal/storedPost.ts"
import * as Vault from "./internal/vault.ts"
import * as Outcome from "./Outcome.ts"
import { CreatorId, PublishId } from "./Post.ts"
import { fromReason, type KeyInUse, StoreFailed, type TikTokError } from "./TikTokError.ts"
import type * as TokenStore from "./TokenStore.ts"
import { MediaIdentity, Plan } from "./Uploader.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * How far a publish has come.
 *
 * - `Waiting`: TikTok has surely not been asked yet, or has surely refused.
 * - `Accepting`: TikTok is being asked to accept the post; it may have done so.
 * - `Uploading`: accepted; the last byte has surely not been sent.
 * - `Finishing`: the last byte may have arrived, so TikTok may publish.
 * - `Following`: everything is with TikTok; only the outcome is open.
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
 * One publish, as it is stored. The upload URL carries a token: it prints as
 * `<redacted>` and is encoded in clear, so store it encrypted.
 *
 * @category models
 * @since 0.1.0
 */
export const Checkpoint = Schema.Struct({
  version: Schema.Literal(1),
  /** The caller's name for this publish. */
  key: Schema.NonEmptyString,
  creator: CreatorId,
  /** Name of the contract it was begun with. */
  contract: Schema.String,
  /** Tells one request from another; see `Publisher.publish`. */
  fingerprint: Schema.String,
  /** The post, where its media can be opened again: a file or a URL. */
  post: Schema.optional(StoredPost.StoredPost),
  kind: Schema.Literals(["Video", "VideoDraft", "Photos", "PhotosDraft"]),
  phase: Phase,
  startedAt: Schema.DateTimeUtcFromMillis,
  publishId: Schema.optional(PublishId),
  plan: Schema.optional(Plan),
  /** What the media was when the publish began; bytes of another media must not follow. */
  media: Schema.optional(MediaIdentity),
  uploadUrl: Schema.optional(Schema.RedactedFromValue(Schema.String)),
  uploadExpiresAt: Schema.optional(Schema.DateTimeUtcFromMillis),
  /** Bytes TikTok has confirmed. */
  confirmed: Schema.Int,
  /** Until when the outcome is waited for. */
  deadline: Schema.optional(Schema.DateTimeUtcFromMillis),
  outcome: Schema.optional(Outcome.Outcome)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Checkpoint = typeof Checkpoint.Type

/**
 * A key that belongs to one publish.
 *
 * @category models
 * @since 0.1.0
 */
export interface Claim {
  /** Fails once the key is no longer ours, which a process that stood still has to learn before it writes. */
  readonly check: Effect.Effect<void, ClaimFailure>
}

/**
 * Why a key may not be had.
 *
 * @category models
 * @since 0.1.0
 */
export type ClaimFailure = TikTokError<KeyInUse | StoreFailed>

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * Keeps one checkpoint for each key, and says who may use it.
 *
 * @category services
 * @since 0.1.0
 */
export class CheckpointStore extends Context.Service<CheckpointStore, {
  readonly get: (key: string) => Effect.Effect<Checkpoint | undefined, TikTokError<StoreFailed>>
  readonly set: (checkpoint: Checkpoint) => Effect.Effect<void, TikTokError<StoreFailed>>
  readonly remove: (key: string) => Effect.Effect<void, TikTokError<StoreFailed>>
  readonly all: Effect.Effect<ReadonlyArray<Checkpoint>, TikTokError<StoreFailed>>
  /**
   * Makes the key ours until the scope closes; waits a minute at most for another publish that has it.
   */
  readonly claim: (key: string) => Effect.Effect<Claim, ClaimFailure, Scope.Scope>
}>()("effect-tiktok/Checkpoint/CheckpointStore") {}

// -----------------------------------------------------------------------------
// constructors
// -----------------------------------------------------------------------------

/**
 * Keeps checkpoints in memory: they survive an interrupted fiber, not the
 * process.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeMemory: Effect.Effect<CheckpointStore["Service"]> = Effect.map(Claims.memory, (claims) => {
  const checkpoints = new Map<string, Checkpoint>()
  return CheckpointStore.of({
    get: (key) => Effect.sync(() => checkpoints.get(key)),
    set: (checkpoint) => Effect.sync(() => void checkpoints.set(checkpoint.key, checkpoint)),
    remove: (key) => Effect.sync(() => void checkpoints.delete(key)),
    all: Effect.sync(() => [...checkpoints.values()]),
    claim: claiming(claims)
  })
})

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Keeps checkpoints in memory.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerMemory: Layer.Layer<CheckpointStore> = Layer.effect(CheckpointStore, makeMemory)

/**
 * Keeps checkpoints encrypted in any `KeyValueStore`, such as
 * `KeyValueStore.layerSql`. Keys are claimed inside this process only: no two
 * processes may publish under one key at a time.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerKeyValueStore = (
  options: TokenStore.Options
): Layer.Layer<CheckpointStore, TikTokError<StoreFailed>, KeyValueStore.KeyValueStore> =>
  Layer.effect(CheckpointStore, makeSealed(options, SealedRecords.keyValueStore, Claims.memory))

/**
 * Keeps checkpoints encrypted in one file for each key. A crash in the middle
 * of a write leaves the record before it. Keys are claimed inside this process
 * only: no two processes may publish under one key at a time.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerFile = (
  options: TokenStore.Options & {
    /** Created when missing, for this user alone. */
    readonly directory: string
  }
): Layer.Layer<CheckpointStore, TikTokError<StoreFailed>, FileSystem.FileSystem | Path.Path> =>
  Layer.effect(CheckpointStore, makeSealed(options, FileRecords.make(options.directory), Claims.memory))

/**
 * Keeps checkpoints encrypted in Redis, where a key is claimed for one publish
 * at a time among all processes.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerRedis = (
  options: TokenStore.Options & {
    /**
     * Before the names of all keys.
     *
     * @default ""
     */
    readonly prefix?: string | undefined
    /**
     * How long a claim outlives the process that had it.
     *
     * @default "30 seconds"
     */
    readonly lease?: Duration.Input | undefined
  }
): Layer.Layer<CheckpointStore, TikTokError<StoreFailed>, Redis.Redis> =>
  Layer.effect(
    CheckpointStore,
    makeSealed(
      options,
      RedisRecords.make(options.prefix ?? ""),
      Claims.redis(options.prefix ?? "", Duration.fromInputUnsafe(options.lease ?? "30 seconds"))
    )
  )

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

const claiming = ({ claim }: Claims.Claims): CheckpointStore["Service"]["claim"] => (key) =>
  Effect.mapBoth(claim(key), {
    onFailure: fromReason("CheckpointStore.claim"),
    onSuccess: ({ check }) => ({ check: Effect.mapError(check, fromReason("CheckpointStore.claim")) })
  })

// A function, and its codec within, so that bundlers leave out what a program does not use.
const makeSealed = <R, R2>(
  options: TokenStore.Options,
  place: Effect.Effect<SealedRecords.SealedRecords, StoreFailed, R>,
  making: Effect.Effect<Claims.Claims, never, R2>
) =>
  Effect.gen(function*(): Effect.fn.Return<CheckpointStore["Service"], TikTokError<StoreFailed>, R | R2> {
    const text = Schema.fromJsonString(Schema.toCodecJson(Checkpoint))
    const encode = Schema.encodeSync(text)
    const decode = Schema.decodeUnknownEffect(text)
    const records = yield* Effect.mapError(place, fromReason("CheckpointStore.make"))
    const vault = yield* Effect.mapError(Vault.make(options.encryptionKeys), fromReason("CheckpointStore.make"))

    const read = Effect.fnUntraced(function*(name: string) {
      const record = yield* records.get(name)
      if (record === undefined) return undefined
      const text = yield* vault.open(name, record)
      return yield* Effect.mapError(
        decode(text),
        () => new StoreFailed({ action: "decode", detail: "the record is not a checkpoint of this version" })
      )
    })

    const claims = yield* making

    return CheckpointStore.of({
      claim: claiming(claims),
      get: (key) => Effect.mapError(read(nameOf(key)), fromReason("CheckpointStore.get")),
      set: Effect.fn("CheckpointStore.set")(function*(checkpoint) {
        const name = nameOf(checkpoint.key)
        yield* records.set(name, yield* vault.seal(name, encode(checkpoint)))
      }, Effect.mapError(fromReason("CheckpointStore.set"))),
      remove: (key) => Effect.mapError(records.remove(nameOf(key)), fromReason("CheckpointStore.remove")),
      all: records.names(nameOf("")).pipe(
        Effect.flatMap(Effect.forEach(read)),
        Effect.map((found) => found.filter((checkpoint) => checkpoint !== undefined)),
        Effect.mapError(fromReason("CheckpointStore.all"))
      )
    })
  })

const nameOf = (key: string): string => `effect-tiktok/checkpoints/${key}`
