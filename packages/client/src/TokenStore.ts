/**
 * Where the tokens of creators live.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as KeyValueStore from "effect/persistence/KeyValueStore"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
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
  refreshToken: Schema.RedactedFromValue(Schema.NonEmptyString),
  /** When the access token ends. */
  expiresAt: Schema.DateTimeUtcFromMillis,
  /** When the refresh token ends, where TikTok says so. */
  refreshExpiresAt: Schema.optional(Schema.DateTimeUtcFromMillis),
  scopes: Schema.Array(Schema.String)
}) {}

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
  readonly set: (tokens: Tokens) => Effect.Effect<void, TikTokError<StoreFailed>>
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
      remove: (creator) => Effect.sync(() => void all.delete(creator))
    })
  })

/**
 * Keeps tokens in the current `KeyValueStore`, each record encrypted with
 * AES-256-GCM and bound to its key. Fails when the key is not 32 bytes.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeKeyValueStore = Effect.fnUntraced(
  function*(options: {
    readonly encryptionKey: Redacted.Redacted<Uint8Array>
  }): Effect.fn.Return<TokenStore["Service"], TikTokError<StoreFailed>, KeyValueStore.KeyValueStore> {
    const store = yield* KeyValueStore.KeyValueStore
    const vault = yield* Vault.make(options.encryptionKey).pipe(Effect.mapError(fromReason("TokenStore.make")))

    return TokenStore.of({
      get: Effect.fn("TokenStore.get")(function*(creator) {
        const record = yield* Effect.mapError(store.getUint8Array(keyOf(creator)), stored("read"))
        if (record === undefined) return undefined
        const text = yield* vault.open(keyOf(creator), record)
        return yield* Effect.mapError(
          decode(text),
          () => new StoreFailed({ action: "decode", detail: "the record is not a set of tokens" })
        )
      }, Effect.mapError(fromReason("TokenStore.get"))),
      set: Effect.fn("TokenStore.set")(function*(tokens) {
        const record = yield* vault.seal(keyOf(tokens.creator), encode(tokens))
        yield* Effect.mapError(store.set(keyOf(tokens.creator), record), stored("write"))
      }, Effect.mapError(fromReason("TokenStore.set"))),
      remove: (creator) =>
        store.remove(keyOf(creator)).pipe(
          Effect.mapError(stored("write")),
          Effect.mapError(fromReason("TokenStore.remove"))
        )
    })
  }
)

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
 * Keeps tokens encrypted in any `KeyValueStore`: files, SQL, Web Storage.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerKeyValueStore = (options: {
  /** 32 bytes. */
  readonly encryptionKey: Redacted.Redacted<Uint8Array>
}): Layer.Layer<TokenStore, TikTokError<StoreFailed>, KeyValueStore.KeyValueStore> =>
  Layer.effect(TokenStore, makeKeyValueStore(options))

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

const keyOf = (creator: CreatorId): string => `effect-tiktok/tokens/${creator}`

const text = Schema.fromJsonString(Schema.toCodecJson(Tokens))
const encode = Schema.encodeSync(text)
const decode = Schema.decodeUnknownEffect(text)

const stored = (action: "read" | "write") => (): StoreFailed =>
  new StoreFailed({ action, detail: "the key-value store refused" })
