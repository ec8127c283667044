/**
 * The stored state of a publish. With it, a crash neither loses a post nor
 * publishes it twice.
 *
 * The library stores a checkpoint before each step that cannot be undone. The next
 * run with the same key resumes from it.
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
import * as ClaimHeader from "./internal/claims/claimHeader.ts"
import * as Claims from "./internal/claims/claims.ts"
import type * as LockWait from "./internal/common/lockWait.ts"
import * as Validate from "./internal/common/validate.ts"
import * as BoundedStore from "./internal/records/boundedStore.ts"
import * as Encryption from "./internal/records/encryption.ts"
import * as OneByOne from "./internal/records/oneByOne.ts"
import { about } from "./internal/records/storeFailed.ts"
import { Checkpoint, type Claim, type ClaimFailure, type Listed } from "./model/checkpoint.ts"
import * as RecordStore from "./RecordStore.ts"
import { fromReason, InvalidInput, KeyInUse, StoreFailed, type TikTokError } from "./TikTokError.ts"
import type * as TokenStore from "./TokenStore.ts"

export * from "./model/checkpoint.ts"

// -----------------------------------------------------------------------------
// options
// -----------------------------------------------------------------------------

/**
 * How to store checkpoints.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options extends TokenStore.Options {
  /**
   * How long a claim outlives its process.
   *
   * @default "30 seconds"
   */
  readonly lease?: Duration.Input | undefined
}

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * Keeps one checkpoint for each key. One publish at a time may claim a key,
 * among all processes that share the store.
 *
 * **Example** (The phase of a key)
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
  /** The checkpoint of a key. */
  readonly get: (key: string) => Effect.Effect<Checkpoint | undefined, TikTokError<StoreFailed | InvalidInput>>
  /**
   * Claims the key until the scope closes. Waits up to one minute for another publish that has it. Fails with
   * `StoreFailed` if the checkpoint cannot be read, and does not change it.
   */
  readonly claim: (key: string) => Effect.Effect<Claim, ClaimFailure, Scope.Scope>
  /** Like `claim`, without waiting. */
  readonly tryClaim: (key: string) => Effect.Effect<Claim, ClaimFailure, Scope.Scope>
  /** Claims the key, waiting like `claim`, and removes its record, damaged or not. Fails if it cannot be fetched. */
  readonly free: (key: string) => Effect.Effect<void, ClaimFailure>
  /** Checkpoints without a known outcome, and records that cannot be read or are lost. Reads no others. */
  readonly open: Effect.Effect<ReadonlyArray<Listed>, TikTokError<StoreFailed>>
  /**
   * Checkpoints whose outcome became known at this time or later, and records that cannot be read. May include some from
   * shortly before.
   */
  readonly closedSince: (
    time: DateTime.Utc
  ) => Effect.Effect<ReadonlyArray<Listed>, TikTokError<StoreFailed | InvalidInput>>
  /** Removes checkpoints whose outcome has been known for longer than this, except unfetchable ones. Returns how many. */
  readonly prune: (olderThan: Duration.Input) => Effect.Effect<number, TikTokError<StoreFailed | InvalidInput>>
}>()("effect-tiktok/Checkpoint/CheckpointStore") {}

/**
 * Frees a key once no publish has it, even if its record cannot be read. The next
 * publish under this key starts again. Use it when a person has found that there
 * is no post.
 *
 * @category getters
 * @since 0.1.0
 */
export const free = (key: string): Effect.Effect<void, ClaimFailure, CheckpointStore> =>
  CheckpointStore.use(({ free }) => free(key))

// -----------------------------------------------------------------------------
// constructors
// -----------------------------------------------------------------------------

/**
 * Keeps checkpoints in memory. They survive an interrupted fiber, but not the end
 * of the process.
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
    const vault = yield* Effect.mapError(Encryption.make(options.encryptionKeys), fromReason("CheckpointStore.make"))
    const lease = yield* Validate.readPositiveDuration("CheckpointStore.make", "lease", options.lease ?? "30 seconds")
    const limit = yield* BoundedStore.readLimit("CheckpointStore.make", options.storeTimeout)
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
 * during a write leaves the previous record.
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
 * Keeps checkpoints encrypted in PostgreSQL or SQLite. Creates missing tables.
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

/** Runs an effect with the record name of a key. */
const withName = <A, E, R>(operation: string, key: string, use: (name: string) => Effect.Effect<A, E, R>) =>
  Validate.ifNames(`CheckpointStore.${operation}`, "key", [key], Effect.suspend(() => use(nameOf(key))))

// A function that makes its codec inside, so that bundlers can leave it out.
const makeWith = Effect.fnUntraced(function*({ lease, limit, vault }: {
  readonly vault: Encryption.Vault
  readonly lease: Duration.Duration | undefined
  readonly limit: Duration.Duration | undefined
}): Effect.fn.Return<CheckpointStore["Service"], never, RecordStore.RecordStore> {
  const text = Schema.fromJsonString(Schema.toCodecJson(Checkpoint))
  const encode = Schema.encodeSync(text)
  const decode = Schema.decodeUnknownEffect(text)
  const records = BoundedStore.bounded(yield* RecordStore.RecordStore, limit)
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

  const load = (name: string) =>
    Effect.flatMap(records.get(name), (stored) => read(name, ClaimHeader.parse(stored?.bytes).bytes))

  const eachOf = OneByOne.make(records, folder)

  const listed = (
    operation: string,
    selection: Omit<RecordStore.Selection, "prefix">,
    isMeant: (checkpoint: Checkpoint) => boolean
  ) =>
    eachOf<ReadonlyArray<Listed>>(
      selection,
      (name, { bytes }) =>
        Effect.map(
          read(name, ClaimHeader.parse(bytes).bytes),
          (checkpoint) => checkpoint !== undefined && isMeant(checkpoint) ? [{ _tag: "Readable", checkpoint }] : []
        ),
      (name, reason) => [{ _tag: "Unreadable", key: name.slice(folder.length), because: failed(operation)(reason) }]
    ).pipe(Effect.mapBoth({ onFailure: failed(operation), onSuccess: (found) => found.flat() }))

  const claim = (operation: string, maxWait: Duration.Duration) => (key: string) =>
    withName(operation, key, (name) =>
      Effect.mapBoth(claims.claim(name, maxWait, (bytes) => read(name, bytes)), {
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
      }))

  const prune = Effect.fnUntraced(function*(olderThan: Duration.Input) {
    const before = (yield* Clock.currentTimeMillis) -
      Duration.toMillis(yield* Effect.fromResult(Validate.parseDuration("olderThan", olderThan)))
    const results = yield* eachOf<boolean | StoreFailed>(
      { isOpen: false, before },
      (name, { bytes, version }) =>
        isPruned(ClaimHeader.parse(bytes).header, before) ? records.remove(name, version) : Effect.succeed(false),
      (_, reason) => reason
    )
    // A record that cannot be read stays, and `closedSince` names it.
    const failure = results.find((result) => typeof result !== "boolean" && result.action === "write")
    return typeof failure === "object" ? yield* failure : results.filter((result) => result === true).length
  })

  return CheckpointStore.of({
    get: (key) => withName("get", key, (name) => Effect.mapError(load(name), failed("get"))),
    claim: claim("claim", Duration.minutes(1)),
    tryClaim: claim("tryClaim", Duration.zero),
    free: (key) =>
      withName("free", key, (name) =>
        claims.claim(name, Duration.minutes(1)).pipe(
          Effect.flatMap(({ remove }) => remove),
          Effect.mapError(claimed("free", key)),
          Effect.scoped
        )),
    open: listed("open", { isOpen: true }, isOpen),
    closedSince: (time) =>
      DateTime.isDateTime(time)
        ? listed("closedSince", { isOpen: false, since: DateTime.toEpochMillis(time) - clockSkew }, () => true)
        : Effect.fail(
          fromReason("CheckpointStore.closedSince")(new InvalidInput({ field: "time", rule: "must be a DateTime" }))
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

const claimed = (operation: string, key: string) => (reason: LockWait.Held | StoreFailed) =>
  reason._tag === "Held"
    ? fromReason(`CheckpointStore.${operation}`)(new KeyInUse({ key }))
    : failed(operation)(reason)

const folder = "effect-tiktok/checkpoints/"

const nameOf = (key: string): string => `${folder}${key}`

// An unknown outcome needs a person.
const isOpen = ({ outcome }: Checkpoint): boolean => outcome === undefined || outcome._tag === "OutcomeUnknown"

/**
 * A listed record may have changed since it was listed, unless it is damaged. A process that died leaves its claim, which
 * ends with its lease.
 */
const isPruned = ({ at, isOpen, owner, until }: ClaimHeader.Header, before: number): boolean =>
  (at === undefined || !isOpen && at < before) && (owner === undefined || until !== undefined && until < before)

// The clocks of processes may differ.
const clockSkew = 3_600_000

/** Records that never leave the process need no encryption. */
const clear: Encryption.Vault = {
  seal: (_, text) => Effect.sync(() => new TextEncoder().encode(text)),
  open: (_, bytes) => Effect.sync(() => new TextDecoder().decode(bytes))
}
