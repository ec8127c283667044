/**
 * Where the tokens of creators live.
 *
 * Outside memory they are encrypted with AES-256-GCM, each record bound to its
 * creator. Keys can be rotated: put the new one first, and keep the old ones for
 * as long as there are records written with them.
 *
 * @since 0.1.0
 */
import type { NonEmptyReadonlyArray } from "effect/Array"
import * as Clock from "effect/Clock"
import type * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import type * as Path from "effect/Path"
import type * as KeyValueStore from "effect/persistence/KeyValueStore"
import type * as Redis from "effect/persistence/Redis"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as SqlClient from "effect/sql/SqlClient"
import * as Validate from "./internal/common/validate.ts"
import * as BoundedStore from "./internal/records/boundedStore.ts"
import * as Encryption from "./internal/records/encryption.ts"
import * as EncryptionKeysConfig from "./internal/records/encryptionKeysConfig.ts"
import * as RecordsKeyValueStore from "./internal/records/recordsKeyValueStore.ts"
import { about } from "./internal/records/storeFailed.ts"
import { CreatorId } from "./Post.ts"
import * as RecordStore from "./RecordStore.ts"
import { fromReason, type InvalidInput, StoreFailed, type TikTokError } from "./TikTokError.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * The tokens of one creator. They print as `<redacted>`; encoding them with
 * this schema writes them in clear, so encode only what is encrypted next.
 *
 * @category models
 * @since 0.1.0
 */
export class Tokens extends Schema.Class<Tokens>("effect-tiktok/TokenStore/Tokens")({
  creator: CreatorId,
  accessToken: Schema.RedactedFromValue(Schema.NonEmptyString),
  /** Without one, the creator must log in again when the access token expires. */
  refreshToken: Schema.optional(Schema.RedactedFromValue(Schema.NonEmptyString)),
  /** When the access token expires. */
  expiresAt: Schema.DateTimeUtcFromMillis,
  /** When the refresh token expires, if TikTok says so. */
  refreshExpiresAt: Schema.optional(Schema.DateTimeUtcFromMillis),
  scopes: Schema.Array(Schema.String)
}) {
  /** Whether both came from the same login or refresh. */
  isSameAs(that: Tokens): boolean {
    return Equal.equals(this.accessToken, that.accessToken) && Equal.equals(this.refreshToken, that.refreshToken) &&
      Equal.equals(this.expiresAt, that.expiresAt)
  }
}

/**
 * Keys of 32 bytes: the first encrypts, every one decrypts. A record written
 * with an older key is encrypted with the first when it is written next.
 *
 * @category models
 * @since 0.1.0
 */
export type EncryptionKeys = NonEmptyReadonlyArray<Redacted.Redacted<Uint8Array>>

/**
 * How tokens are encrypted, and how long the store may take.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /** Encrypt what is kept, the newest first. */
  readonly encryptionKeys: EncryptionKeys
  /**
   * How long one command of the store may take. After that it fails with `StoreFailed`. If a write arrives later, the
   * store refuses it by its version.
   *
   * @default "30 seconds"
   */
  readonly storeTimeout?: Duration.Input | undefined
}

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * Keeps one set of tokens for each creator. A write or removal changes only the
 * record that was there when the call was made: the store refuses a late write, and
 * newer tokens stay.
 *
 * **Example** (What a creator has allowed)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { type Post, TokenStore } from "effect-tiktok"
 *
 * export const scopesOf = (creator: Post.CreatorId) =>
 *   TokenStore.TokenStore.use(({ get }) => Effect.map(get(creator), (tokens) => tokens?.scopes ?? []))
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class TokenStore extends Context.Service<TokenStore, {
  /** The tokens of a creator. */
  readonly get: (creator: CreatorId) => Effect.Effect<Tokens | undefined, TikTokError<StoreFailed | InvalidInput>>
  /** Stores tokens over any record, readable or not, such as after a login. */
  readonly set: (tokens: Tokens) => Effect.Effect<void, TikTokError<StoreFailed | InvalidInput>>
  /** Stores `next` if the store still holds `previous`, such as after a refresh. Returns whether it did. */
  readonly replace: (
    previous: Tokens,
    next: Tokens
  ) => Effect.Effect<boolean, TikTokError<StoreFailed | InvalidInput>>
  /** Removes the tokens of a creator, such as after a revocation. */
  readonly remove: (creator: CreatorId) => Effect.Effect<void, TikTokError<StoreFailed | InvalidInput>>
  /** The creators whose tokens are stored, in no order. Reads no tokens. */
  readonly list: Effect.Effect<ReadonlyArray<CreatorId>, TikTokError<StoreFailed>>
}>()("effect-tiktok/TokenStore") {}

// -----------------------------------------------------------------------------
// constructors
// -----------------------------------------------------------------------------

/**
 * Keeps tokens in memory, beginning with the given ones.
 *
 * **Example** (A store for a test)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { TokenStore } from "effect-tiktok"
 *
 * export const layer = Layer.effect(TokenStore.TokenStore, TokenStore.makeMemory())
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeMemory = (initial: ReadonlyArray<Tokens> = []): Effect.Effect<TokenStore["Service"]> =>
  Effect.sync(() => {
    const all = new Map(initial.map((tokens) => [tokens.creator, tokens]))
    return checked({
      get: (creator) => Effect.sync(() => all.get(creator)),
      set: (tokens) => Effect.sync(() => void all.set(tokens.creator, tokens)),
      replace: (previous, next) =>
        Effect.sync(() => {
          const same = all.get(previous.creator)?.isSameAs(previous) ?? false
          if (same) all.set(previous.creator, next)
          return same
        }),
      remove: (creator) => Effect.sync(() => void all.delete(creator)),
      list: Effect.sync(() => Array.from(all.keys()))
    })
  })

/**
 * Keeps tokens encrypted in the current `RecordStore`. Fails when a key is not
 * 32 bytes.
 *
 * **Example** (A store that has ten seconds to answer)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { TokenStore } from "effect-tiktok"
 *
 * export const layer = TokenStore.layerKeysConfig((keys) =>
 *   Layer.effect(TokenStore.TokenStore, TokenStore.make({ storeTimeout: "10 seconds", ...keys })))
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function*(
  options: Options
): Effect.fn.Return<
  TokenStore["Service"],
  TikTokError<StoreFailed | InvalidInput>,
  RecordStore.RecordStore | SecureRandom.SecureRandom
> {
  const limit = yield* BoundedStore.readLimit("TokenStore.make", options.storeTimeout)
  const text = Schema.fromJsonString(Schema.toCodecJson(Tokens))
  const encode = Schema.encodeSync(text)
  const decode = Schema.decodeUnknownEffect(text)
  const records = BoundedStore.bounded(yield* RecordStore.RecordStore, limit)
  const { uuidV4 } = yield* SecureRandom.SecureRandom
  const vault = yield* Effect.mapError(Encryption.make(options.encryptionKeys), failed("make"))

  const open = Effect.fnUntraced(function*(name: string, record: Uint8Array) {
    const text = yield* Effect.mapError(vault.open(name, record), about({ record: name }))
    return yield* Effect.mapError(
      decode(text),
      () => new StoreFailed({ action: "decode", record: name, detail: "the record is not a set of tokens" })
    )
  })

  const write = Effect.fnUntraced(function*(name: string, version: string | undefined, tokens: Tokens) {
    return yield* records.put(name, version, {
      version: yield* uuidV4(),
      bytes: yield* vault.seal(name, encode(tokens)),
      isOpen: false,
      changedAt: yield* Clock.currentTimeMillis
    })
  })

  /** Of two logins that are stored at once, the later one stays. */
  const isNewer = (name: string, stored: RecordStore.Stored, tokens: Tokens) =>
    open(name, stored.bytes).pipe(
      Effect.map(({ expiresAt }) => DateTime.isGreaterThan(expiresAt, tokens.expiresAt)),
      Effect.orElseSucceed(() => false)
    )

  return checked({
    get: Effect.fn("TokenStore.get")(function*(creator) {
      const name = nameOf(creator)
      const stored = yield* records.get(name)
      return stored === undefined ? undefined : yield* open(name, stored.bytes)
    }, Effect.mapError(failed("get"))),
    set: Effect.fn("TokenStore.set")(function*(tokens) {
      const name = nameOf(tokens.creator)
      for (let tries = 0; tries < 10; tries++) {
        const stored = yield* records.get(name)
        if (tries > 0 && stored !== undefined && (yield* isNewer(name, stored, tokens))) return
        if (yield* write(name, stored?.version, tokens)) return
      }
      return yield* new StoreFailed({ action: "write", record: name, detail: "others kept writing the same record" })
    }, Effect.mapError(failed("set"))),
    replace: Effect.fn("TokenStore.replace")(function*(previous, next) {
      const name = nameOf(previous.creator)
      const stored = yield* records.get(name)
      if (stored === undefined || !(yield* open(name, stored.bytes)).isSameAs(previous)) return false
      return yield* write(name, stored.version, next)
    }, Effect.mapError(failed("replace"))),
    remove: Effect.fn("TokenStore.remove")(function*(creator) {
      const name = nameOf(creator)
      const stored = yield* records.get(name)
      if (stored !== undefined) yield* records.remove(name, stored.version)
    }, Effect.mapError(failed("remove"))),
    list: records.list({ prefix: folder, isOpen: false }).pipe(
      Effect.mapBoth({
        onFailure: failed("list"),
        // A foreign record may have no creator.
        onSuccess: (names) =>
          names.filter((name) => name !== folder).map((name) => CreatorId.make(name.slice(folder.length)))
      }),
      Effect.withSpan("TokenStore.list")
    )
  })
}, Effect.provide(SecureRandom.layerWebCrypto))

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Keeps tokens in memory.
 *
 * **Example** (Tokens that a test begins with)
 *
 * ```ts
 * import { TokenStore } from "effect-tiktok"
 *
 * export const layer = (tokens: TokenStore.Tokens) => TokenStore.layerMemory([tokens])
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerMemory = (initial?: ReadonlyArray<Tokens>): Layer.Layer<TokenStore> =>
  Layer.effect(TokenStore, makeMemory(initial))

/**
 * Keeps tokens encrypted in the current `RecordStore`.
 *
 * **Example** (Records in a folder)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { RecordStore, TokenStore } from "effect-tiktok"
 *
 * export const layer = TokenStore.layerKeysConfig(TokenStore.layer).pipe(
 *   Layer.provide(RecordStore.layerFile({ directory: "tokens" }))
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (
  options: Options
): Layer.Layer<TokenStore, TikTokError<StoreFailed | InvalidInput>, RecordStore.RecordStore> =>
  Layer.effect(TokenStore, make(options))

/**
 * Keeps tokens encrypted in any `KeyValueStore`, such as Web Storage. It has no
 * conditional write, so one process may use it at a time.
 *
 * **Example** (Keys from the configuration)
 *
 * ```ts
 * import { TokenStore } from "effect-tiktok"
 *
 * export const layer = TokenStore.layerKeysConfig(TokenStore.layerKeyValueStore)
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerKeyValueStore = (
  options: Options
): Layer.Layer<TokenStore, TikTokError<StoreFailed | InvalidInput>, KeyValueStore.KeyValueStore> =>
  // Not a public record store: with checkpoints in it, two processes could publish one post.
  Layer.provide(layer(options), Layer.effect(RecordStore.RecordStore, RecordsKeyValueStore.make))

/**
 * Keeps tokens encrypted in a folder, for all processes of one host. A crash in
 * the middle of a write leaves the record before it.
 *
 * **Example** (Keys from the configuration)
 *
 * ```ts
 * import { TokenStore } from "effect-tiktok"
 *
 * export const layer = TokenStore.layerKeysConfig((keys) => TokenStore.layerFile({ directory: "tokens", ...keys }))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerFile = (
  options: Options & RecordStore.FileOptions
): Layer.Layer<TokenStore, TikTokError<StoreFailed | InvalidInput>, FileSystem.FileSystem | Path.Path> =>
  Layer.provide(layer(options), RecordStore.layerFile(options))

/**
 * Keeps tokens encrypted in Redis.
 *
 * **Example** (Keys from the configuration)
 *
 * ```ts
 * import { TokenStore } from "effect-tiktok"
 *
 * export const layer = TokenStore.layerKeysConfig(TokenStore.layerRedis)
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerRedis = (
  options: Options & RecordStore.RedisOptions
): Layer.Layer<TokenStore, TikTokError<StoreFailed | InvalidInput>, Redis.Redis> =>
  Layer.provide(layer(options), RecordStore.layerRedis(options))

/**
 * Keeps tokens encrypted in PostgreSQL or SQLite, in tables that it makes where they are missing.
 *
 * **Example** (Keys from the configuration)
 *
 * ```ts
 * import { TokenStore } from "effect-tiktok"
 *
 * export const layer = TokenStore.layerKeysConfig(TokenStore.layerSql)
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerSql = (
  options: Options & RecordStore.SqlOptions
): Layer.Layer<TokenStore, TikTokError<StoreFailed | InvalidInput>, SqlClient.SqlClient> =>
  Layer.provide(layer(options), RecordStore.layerSql(options))

/**
 * Gives a layer its keys from `TIKTOK_TOKEN_KEY`: 32 bytes in Base64, or several
 * such keys separated by commas, the newest first. For instance
 * `TokenStore.layerKeysConfig(TokenStore.layerSql)`.
 *
 * **Example** (Tokens in a database)
 *
 * ```ts
 * import { TokenStore } from "effect-tiktok"
 *
 * export const layer = TokenStore.layerKeysConfig(TokenStore.layerSql)
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerKeysConfig = <A, E, R>(
  layer: (options: Options) => Layer.Layer<A, E, R>
): Layer.Layer<A, E | Config.ConfigError, R> =>
  Layer.unwrap(Effect.map(EncryptionKeysConfig.fromConfig, (encryptionKeys) => layer({ encryptionKeys })))

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

const failed = (operation: string) => (reason: StoreFailed) =>
  fromReason(`TokenStore.${operation}`)(about({ store: "token store" })(reason))

const folder = "effect-tiktok/tokens/"

const nameOf = (creator: CreatorId): string => folder + creator

/** The same store, but it refuses an invalid creator. */
const checked = ({ get, list, remove, replace, set }: TokenStore["Service"]): TokenStore["Service"] =>
  TokenStore.of({
    get: (creator) => ifCreator("get", creator, get(creator)),
    set: (tokens) => ifCreator("set", creatorOf(tokens), Effect.suspend(() => set(tokens))),
    replace: (previous, next) =>
      ifCreator("replace", creatorOf(previous), Effect.suspend(() => replace(previous, next))),
    remove: (creator) => ifCreator("remove", creator, remove(creator)),
    list
  })

const creatorOf = (tokens: unknown): unknown => Validate.isObject(tokens) ? tokens["creator"] : undefined

const ifCreator = <A, E>(operation: string, creator: unknown, effect: Effect.Effect<A, E>) =>
  Validate.ifNames(`TokenStore.${operation}`, "creator", [creator], effect)
