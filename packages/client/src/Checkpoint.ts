/**
 * What must survive a crash, so that a post is never published twice and never
 * lost.
 *
 * A checkpoint is stored before each step that cannot be undone. A run that starts
 * again with the same key goes on from there.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import type * as Path from "effect/Path"
import type * as Redis from "effect/persistence/Redis"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type * as SqlClient from "effect/sql/SqlClient"
import * as ClaimHeader from "./internal/checkpoints/claimHeader.ts"
import * as Claims from "./internal/checkpoints/claims.ts"
import * as StoredPost from "./internal/checkpoints/storedPost.ts"
import * as Given from "./internal/common/given.ts"
import type * as LockWait from "./internal/common/lockWait.ts"
import * as RecordNames from "./internal/records/recordNames.ts"
import { about } from "./internal/records/storeFailed.ts"
import * as Vault from "./internal/tokens/vault.ts"
import { MediaIdentity, Plan } from "./model/upload.ts"
import * as Outcome from "./Outcome.ts"
import { CreatorId, PublishId } from "./Post.ts"
import * as RecordStore from "./RecordStore.ts"
import { fromReason, type InvalidInput, KeyInUse, StoreFailed, type TikTokError } from "./TikTokError.ts"
import type * as TokenStore from "./TokenStore.ts"

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
  /** How long that was when it was stored: what is left of it is never more. */
  patience: Schema.optional(Schema.DurationFromMillis),
  outcome: Schema.optional(Outcome.Outcome)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Checkpoint = typeof Checkpoint.Type

/**
 * A key that belongs to one publish. What is stored of the publish is written
 * and removed through its claim, and in no other way.
 *
 * @category models
 * @since 0.1.0
 */
export interface Claim {
  readonly key: string
  /** Grows with each claim of the key. */
  readonly number: number
  /** What an earlier run has left. */
  readonly found: Effect.Effect<Checkpoint | undefined, TikTokError<StoreFailed>>
  /** Stores the checkpoint. The store itself refuses it with `KeyInUse` once a newer claim was made. */
  readonly write: (checkpoint: Checkpoint) => Effect.Effect<void, ClaimFailure>
  /** Removes what is stored under the key, readable or not; refused like a write. */
  readonly remove: Effect.Effect<void, ClaimFailure>
}

/**
 * Why a key may not be had.
 *
 * @category models
 * @since 0.1.0
 */
export type ClaimFailure = TikTokError<KeyInUse | StoreFailed>

/**
 * Why a key may not be freed.
 *
 * @category models
 * @since 0.1.0
 */
export type FreeFailure = TikTokError<KeyInUse | StoreFailed | InvalidInput>

/**
 * A checkpoint that was found, or a record that cannot be read and why.
 *
 * @category models
 * @since 0.1.0
 */
export type Listed =
  | { readonly _tag: "Readable"; readonly checkpoint: Checkpoint }
  | { readonly _tag: "Unreadable"; readonly key: string; readonly because: TikTokError<StoreFailed> }

/**
 * How checkpoints are kept.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options extends TokenStore.Options {
  /**
   * How long a claim outlives the process that had it.
   *
   * @default "30 seconds"
   */
  readonly lease?: Duration.Input | undefined
}

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * Keeps one checkpoint for each key, and lets one publish at a time have it,
 * among all processes that share the store.
 *
 * **Example** (What a key has come to)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { Checkpoint } from "effect-tiktok"
 *
 * const phaseOf = Effect.fn("phaseOf")(function*(key: string) {
 *   const store = yield* Checkpoint.CheckpointStore
 *   const checkpoint = yield* store.get(key)
 *   return checkpoint?.phase ?? "nothing is stored"
 * })
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class CheckpointStore extends Context.Service<CheckpointStore, {
  /** What is stored under a key. */
  readonly get: (key: string) => Effect.Effect<Checkpoint | undefined, TikTokError<StoreFailed>>
  /**
   * Makes the key ours until the scope closes; waits a minute at most for another publish that has it. Fails with
   * `StoreFailed` where the checkpoint cannot be read, and leaves it as it is.
   */
  readonly claim: (key: string) => Effect.Effect<Claim, ClaimFailure, Scope.Scope>
  /** The same without waiting. */
  readonly tryClaim: (key: string) => Effect.Effect<Claim, ClaimFailure, Scope.Scope>
  /** Makes the key ours, waiting like `claim`, and removes what is stored under it, readable or not. */
  readonly free: (key: string) => Effect.Effect<void, FreeFailure>
  /** Checkpoints without a known outcome, and what cannot be read. Reads nothing else. */
  readonly open: Effect.Effect<ReadonlyArray<Listed>, TikTokError<StoreFailed>>
  /**
   * Checkpoints whose outcome became known at this time or later, and what cannot be read; some that did so shortly
   * before may be among them.
   */
  readonly closedSince: (time: DateTime.Utc) => Effect.Effect<ReadonlyArray<Listed>, TikTokError<StoreFailed>>
  /** Removes checkpoints whose outcome has been known for longer than this, and says how many. */
  readonly prune: (olderThan: Duration.Input) => Effect.Effect<number, TikTokError<StoreFailed | InvalidInput>>
}>()("effect-tiktok/Checkpoint/CheckpointStore") {}

/**
 * Frees a key, with a readable record or not, once no publish has it: the next
 * publish under this key begins anew. For when a person has found that there is
 * no post.
 *
 * @category getters
 * @since 0.1.0
 */
export const free = (key: string): Effect.Effect<void, FreeFailure, CheckpointStore> =>
  CheckpointStore.use(({ free }) => free(key))

// -----------------------------------------------------------------------------
// constructors
// -----------------------------------------------------------------------------

/**
 * Keeps checkpoints in memory: they survive an interrupted fiber, not the
 * process.
 *
 * **Example** (A store for a test)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { Checkpoint } from "effect-tiktok"
 *
 * export const layer = Layer.effect(Checkpoint.CheckpointStore, Checkpoint.makeMemory)
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeMemory: Effect.Effect<CheckpointStore["Service"]> = Effect.suspend(() =>
  Effect.provide(makeWith({ vault: clear, lease: undefined, limit: undefined }), RecordStore.layerMemory)
)

/**
 * Keeps checkpoints encrypted in the current `RecordStore`.
 *
 * **Example** (Claims that outlive their process by a minute)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { Checkpoint, TokenStore } from "effect-tiktok"
 *
 * export const layer = TokenStore.layerKeysConfig((keys) =>
 *   Layer.effect(Checkpoint.CheckpointStore, Checkpoint.make({ lease: "1 minute", ...keys })))
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  options: Options
): Effect.Effect<CheckpointStore["Service"], TikTokError<StoreFailed | InvalidInput>, RecordStore.RecordStore> =>
  Effect.gen(function*() {
    const vault = yield* Effect.mapError(Vault.make(options.encryptionKeys), fromReason("CheckpointStore.make"))
    const lease = yield* Given.readLasting("CheckpointStore.make", "lease", options.lease ?? "30 seconds")
    const limit = yield* RecordNames.readLimit("CheckpointStore.make", options.storeTimeout)
    return yield* makeWith({ vault, lease, limit })
  })

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Keeps checkpoints in memory.
 *
 * **Example** (All stores in this process)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { Checkpoint, TokenLock, TokenStore } from "effect-tiktok"
 *
 * export const stores = Layer.mergeAll(TokenStore.layerMemory(), TokenLock.layerMemory, Checkpoint.layerMemory)
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerMemory: Layer.Layer<CheckpointStore> = Layer.effect(CheckpointStore, makeMemory)

/**
 * Keeps checkpoints encrypted in the current `RecordStore`.
 *
 * **Example** (Records in a folder)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { Checkpoint, RecordStore, TokenStore } from "effect-tiktok"
 *
 * export const layer = TokenStore.layerKeysConfig(Checkpoint.layer).pipe(
 *   Layer.provide(RecordStore.layerFile({ directory: "checkpoints" }))
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (
  options: Options
): Layer.Layer<CheckpointStore, TikTokError<StoreFailed | InvalidInput>, RecordStore.RecordStore> =>
  Layer.effect(CheckpointStore, make(options))

/**
 * Keeps checkpoints encrypted in a folder, for all processes of one host. A crash
 * in the middle of a write leaves the record before it.
 *
 * **Example** (Keys from the configuration)
 *
 * ```ts
 * import { Checkpoint, TokenStore } from "effect-tiktok"
 *
 * export const layer = TokenStore.layerKeysConfig((keys) => Checkpoint.layerFile({ directory: "checkpoints", ...keys }))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerFile = (
  options: Options & RecordStore.FileOptions
): Layer.Layer<CheckpointStore, TikTokError<StoreFailed | InvalidInput>, FileSystem.FileSystem | Path.Path> =>
  Layer.provide(layer(options), RecordStore.layerFile(options))

/**
 * Keeps checkpoints encrypted in Redis.
 *
 * **Example** (Keys from the configuration)
 *
 * ```ts
 * import { Checkpoint, TokenStore } from "effect-tiktok"
 *
 * export const layer = TokenStore.layerKeysConfig(Checkpoint.layerRedis)
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerRedis = (
  options: Options & RecordStore.RedisOptions
): Layer.Layer<CheckpointStore, TikTokError<StoreFailed | InvalidInput>, Redis.Redis> =>
  Layer.provide(layer(options), RecordStore.layerRedis(options))

/**
 * Keeps checkpoints encrypted in PostgreSQL or SQLite, in tables that it makes where they are missing.
 *
 * **Example** (Keys from the configuration)
 *
 * ```ts
 * import { Checkpoint, TokenStore } from "effect-tiktok"
 *
 * export const layer = TokenStore.layerKeysConfig(Checkpoint.layerSql)
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerSql = (
  options: Options & RecordStore.SqlOptions
): Layer.Layer<CheckpointStore, TikTokError<StoreFailed | InvalidInput>, SqlClient.SqlClient> =>
  Layer.provide(layer(options), RecordStore.layerSql(options))

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

// A function, and its codec within, so that bundlers leave out what a program does not use.
const makeWith = Effect.fnUntraced(function*({ lease, limit, vault }: {
  readonly vault: Vault.Vault
  readonly lease: Duration.Duration | undefined
  readonly limit: Duration.Duration | undefined
}): Effect.fn.Return<CheckpointStore["Service"], never, RecordStore.RecordStore> {
  const text = Schema.fromJsonString(Schema.toCodecJson(Checkpoint))
  const encode = Schema.encodeSync(text)
  const decode = Schema.decodeUnknownEffect(text)
  const records = RecordNames.bounded(yield* RecordStore.RecordStore, limit)
  const claims = yield* Claims.make(records, lease)

  const read = Effect.fnUntraced(function*(name: string, bytes: Uint8Array | undefined) {
    if (bytes === undefined) return undefined
    const opened = yield* Effect.mapError(vault.open(name, bytes), about({ record: name }))
    return yield* Effect.mapError(
      decode(opened),
      () =>
        new StoreFailed({ action: "decode", record: name, detail: "the record is not a checkpoint of this version" })
    )
  })

  /** What the store says of no record at all, which is nothing when it is out. */
  const isUp = Effect.isSuccess(records.get(folder))

  const load = (name: string) =>
    Effect.flatMap(records.get(name), (stored) => read(name, ClaimHeader.parse(stored?.bytes).bytes))

  const listed = (
    operation: string,
    names: Effect.Effect<ReadonlyArray<string>, StoreFailed>,
    isMeant: (checkpoint: Checkpoint) => boolean
  ) =>
    names.pipe(
      Effect.flatMap(Effect.forEach((name) =>
        load(name).pipe(
          Effect.map((checkpoint): ReadonlyArray<Listed> =>
            checkpoint !== undefined && isMeant(checkpoint) ? [{ _tag: "Readable", checkpoint }] : []
          ),
          Effect.catch((reason) =>
            // A store that is out says nothing of the record.
            Effect.flatMap(reason.retryable ? isUp : Effect.succeed(true), (isOfRecord) =>
              isOfRecord
                ? Effect.succeed<ReadonlyArray<Listed>>([
                  { _tag: "Unreadable", key: name.slice(folder.length), because: failed(operation)(reason) }
                ])
                : Effect.fail(reason))
          )
        ), { concurrency: 8 })),
      Effect.map((found) => found.flat())
    )

  const claimed = (operation: string, key: string) => (reason: LockWait.Held | StoreFailed) =>
    reason._tag === "Held"
      ? fromReason(`CheckpointStore.${operation}`)(new KeyInUse({ key }))
      : failed(operation)(reason)

  const claim = (operation: string, maxWait: Duration.Duration) => (key: string) =>
    Effect.suspend(() => {
      const name = nameOf(key)
      return Effect.mapBoth(claims.claim(name, maxWait, (bytes) => read(name, bytes)), {
        onFailure: claimed(operation, key),
        onSuccess: (held): Claim => ({
          key,
          number: held.number,
          found: Effect.mapError(read(name, held.found), failed("get")),
          write: (checkpoint) =>
            vault.seal(name, encode(checkpoint)).pipe(
              Effect.flatMap((bytes) => held.write(bytes, isOpen(checkpoint))),
              Effect.mapError(claimed("write", key))
            ),
          remove: Effect.mapError(held.remove, claimed("remove", key))
        })
      })
    })

  const prune = Effect.fnUntraced(function*(olderThan: Duration.Input) {
    const before = (yield* Clock.currentTimeMillis) -
      Duration.toMillis(yield* Effect.fromResult(Given.duration("olderThan", olderThan)))
    const names = yield* records.list({ prefix: folder, isOpen: false, before })
    const removed = yield* Effect.forEach(
      names,
      (name) =>
        Effect.flatMap(
          records.get(name),
          (stored) =>
            stored === undefined || isHeld(ClaimHeader.parse(stored.bytes).header, before)
              ? Effect.succeed(false)
              : records.remove(name, stored.version)
        ),
      { concurrency: 8 }
    )
    return removed.filter(Boolean).length
  })

  return CheckpointStore.of({
    get: (key) => Effect.mapError(Effect.suspend(() => load(nameOf(key))), failed("get")),
    claim: claim("claim", Duration.minutes(1)),
    tryClaim: claim("tryClaim", Duration.zero),
    free: (key) =>
      Effect.andThen(
        Given.refuse("CheckpointStore.free", Given.ofName("key", key)),
        () =>
          claims.claim(nameOf(key), Duration.minutes(1)).pipe(
            Effect.flatMap(({ remove }) => remove),
            Effect.mapError(claimed("free", key)),
            Effect.scoped
          )
      ),
    open: Effect.mapError(listed("open", records.list({ prefix: folder, isOpen: true }), isOpen), failed("open")),
    closedSince: (time) =>
      Effect.mapError(
        listed(
          "closedSince",
          records.list({ prefix: folder, isOpen: false, since: DateTime.toEpochMillis(time) - clockSkew }),
          () => true
        ),
        failed("closedSince")
      ),
    prune: (olderThan) =>
      Effect.mapError(
        prune(olderThan),
        (reason) =>
          reason._tag === "StoreFailed" ? failed("prune")(reason) : fromReason("CheckpointStore.prune")(reason)
      )
  })
})

const failed = (operation: string) => (reason: StoreFailed) =>
  fromReason(`CheckpointStore.${operation}`)(about({ store: "checkpoint store" })(reason))

const folder = "effect-tiktok/checkpoints/"

const nameOf = (key: string): string => `${folder}${key}`

// An unknown outcome waits for a person.
const isOpen = ({ outcome }: Checkpoint): boolean => outcome === undefined || outcome._tag === "OutcomeUnknown"

/** A process that ended without a word leaves its claim behind, and the lease of that has run out. */
const isHeld = ({ owner, until }: ClaimHeader.Header, before: number): boolean =>
  owner !== undefined && (until === undefined || until >= before)

// Each process has a clock of its own.
const clockSkew = 3_600_000

/** What never leaves the process is not encrypted. */
const clear: Vault.Vault = {
  seal: (_, text) => Effect.sync(() => new TextEncoder().encode(text)),
  open: (_, bytes) => Effect.sync(() => new TextDecoder().decode(bytes))
}
