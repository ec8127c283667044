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
import type * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import type * as Path from "effect/Path"
import type * as KeyValueStore from "effect/persistence/KeyValueStore"
import type * as Redis from "effect/persistence/Redis"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as EncryptionKeysConfig from "./internal/encryptionKeys.ts"
import * as FileRecords from "./internal/fileRecords.ts"
import * as RedisRecords from "./internal/redisRecords.ts"
import * as SealedRecords from "./internal/sealedRecords.ts"
import * as Vault from "./internal/vault.ts"
import { CreatorId } from "./Post.ts"
import { fromReason, StoreFailed, type TikTokError } from "./TikTokError.ts"

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
  /** Without one there is a new login once the access token has ended. */
  refreshToken: Schema.optional(Schema.RedactedFromValue(Schema.NonEmptyString)),
  /** When the access token ends. */
  expiresAt: Schema.DateTimeUtcFromMillis,
  /** When the refresh token ends, where TikTok says so. */
  refreshExpiresAt: Schema.optional(Schema.DateTimeUtcFromMillis),
  scopes: Schema.Array(Schema.String)
}) {
  /** Whether both came out of the same login or refresh. */
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
 * @category options
 * @since 0.1.0
 */
export interface Options {
  readonly encryptionKeys: EncryptionKeys
}

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * Keeps one set of tokens for each creator.
 *
 * @category services
 * @since 0.1.0
 */
export class TokenStore extends Context.Service<TokenStore, {
  readonly get: (creator: CreatorId) => Effect.Effect<Tokens | undefined, TikTokError<StoreFailed>>
  /** Stores over whatever was there, as after a login. `Auth` holds the creator's `TokenLock` for it. */
  readonly set: (tokens: Tokens) => Effect.Effect<void, TikTokError<StoreFailed>>
  /**
   * Stores `next` while the store still holds `previous`, as after a refresh, and says whether it did. Atomic in memory
   * and in Redis; elsewhere between those who hold the creator's `TokenLock`.
   */
  readonly replace: (previous: Tokens, next: Tokens) => Effect.Effect<boolean, TikTokError<StoreFailed>>
  /** Forgets a creator, as after a revocation. `Auth` holds the creator's `TokenLock` for it. */
  readonly remove: (creator: CreatorId) => Effect.Effect<void, TikTokError<StoreFailed>>
}>()("effect-tiktok/TokenStore") {}

// -----------------------------------------------------------------------------
// constructors
// -----------------------------------------------------------------------------

/**
 * Keeps tokens in memory, beginning with the given ones.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeMemory = (initial: ReadonlyArray<Tokens> = []): Effect.Effect<TokenStore["Service"]> =>
  Effect.sync(() => {
    const all = new Map(initial.map((tokens) => [tokens.creator, tokens]))
    return TokenStore.of({
      get: (creator) => Effect.sync(() => all.get(creator)),
      set: (tokens) => Effect.sync(() => void all.set(tokens.creator, tokens)),
      replace: (previous, next) =>
        Effect.sync(() => {
          const same = all.get(previous.creator)?.isSameAs(previous) ?? false
          if (same) all.set(previous.creator, next)
          return same
        }),
      remove: (creator) => Effect.sync(() => void all.delete(creator))
    })
  })

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Keeps tokens in memory.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerMemory = (initial?: ReadonlyArray<Tokens>): Layer.Layer<TokenStore> =>
  Layer.effect(TokenStore, makeMemory(initial))

/**
 * Keeps tokens encrypted in any `KeyValueStore`, such as `KeyValueStore.layerSql`
 * or Web Storage. Fails when a key is not 32 bytes.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerKeyValueStore = (
  options: Options
): Layer.Layer<TokenStore, TikTokError<StoreFailed>, KeyValueStore.KeyValueStore> =>
  Layer.effect(TokenStore, makeSealed(options, SealedRecords.keyValueStore))

/**
 * Keeps tokens encrypted in one file for each creator. A crash in the middle of
 * a write loses nothing, which `KeyValueStore.layerFileSystem` does not promise.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerFile = (
  options: Options & {
    /** Created when missing, for this user alone. */
    readonly directory: string
  }
): Layer.Layer<TokenStore, TikTokError<StoreFailed>, FileSystem.FileSystem | Path.Path> =>
  Layer.effect(TokenStore, makeSealed(options, FileRecords.make(options.directory)))

/**
 * Keeps tokens encrypted in Redis.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerRedis = (
  options: Options & {
    /**
     * Before the names of all keys.
     *
     * @default ""
     */
    readonly prefix?: string | undefined
  }
): Layer.Layer<TokenStore, TikTokError<StoreFailed>, Redis.Redis> =>
  Layer.effect(TokenStore, makeSealed(options, RedisRecords.make(options.prefix ?? "")))

/**
 * Gives a layer its keys from `TIKTOK_TOKEN_KEY`: 32 bytes in Base64, or several
 * such keys separated by commas, the newest first. For instance
 * `TokenStore.layerConfig(TokenStore.layerKeyValueStore)`.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerConfig = <A, E, R>(
  layer: (options: Options) => Layer.Layer<A, E, R>
): Layer.Layer<A, E | Config.ConfigError, R> =>
  Layer.unwrap(Effect.map(EncryptionKeysConfig.fromConfig, (encryptionKeys) => layer({ encryptionKeys })))

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

// A function, and its codec within, so that bundlers leave out what a program does not use.
const makeSealed = <R>(options: Options, place: Effect.Effect<SealedRecords.SealedRecords, StoreFailed, R>) =>
  Effect.gen(function*(): Effect.fn.Return<TokenStore["Service"], TikTokError<StoreFailed>, R> {
    const text = Schema.fromJsonString(Schema.toCodecJson(Tokens))
    const encode = Schema.encodeSync(text)
    const decode = Schema.decodeUnknownEffect(text)
    const records = yield* Effect.mapError(place, fromReason("TokenStore.make"))
    const vault = yield* Effect.mapError(Vault.make(options.encryptionKeys), fromReason("TokenStore.make"))

    const open = Effect.fnUntraced(function*(name: string, record: Uint8Array) {
      const text = yield* vault.open(name, record)
      return yield* Effect.mapError(
        decode(text),
        () => new StoreFailed({ action: "decode", detail: "the record is not a set of tokens" })
      )
    })

    return TokenStore.of({
      get: Effect.fn("TokenStore.get")(function*(creator) {
        const name = nameOf(creator)
        const record = yield* records.get(name)
        return record === undefined ? undefined : yield* open(name, record)
      }, Effect.mapError(fromReason("TokenStore.get"))),
      set: Effect.fn("TokenStore.set")(function*(tokens) {
        const name = nameOf(tokens.creator)
        yield* records.set(name, yield* vault.seal(name, encode(tokens)))
      }, Effect.mapError(fromReason("TokenStore.set"))),
      replace: Effect.fn("TokenStore.replace")(function*(previous, next) {
        const name = nameOf(previous.creator)
        const record = yield* records.get(name)
        if (record === undefined || !(yield* open(name, record)).isSameAs(previous)) return false
        return yield* records.swap(name, record, yield* vault.seal(name, encode(next)))
      }, Effect.mapError(fromReason("TokenStore.replace"))),
      remove: (creator) => Effect.mapError(records.remove(nameOf(creator)), fromReason("TokenStore.remove"))
    })
  })

const nameOf = (creator: CreatorId): string => `effect-tiktok/tokens/${creator}`
