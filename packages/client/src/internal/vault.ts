import * as Aead from "effect/crypto/Aead"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { StoreFailed } from "../TikTokError.ts"

/** @internal */
export interface Vault {
  readonly seal: (name: string, text: string) => Effect.Effect<Uint8Array, StoreFailed>
  readonly open: (name: string, record: Uint8Array) => Effect.Effect<string, StoreFailed>
}

const version = 1
const nonceLength = 12
const headerLength = 1 + nonceLength

/**
 * AES-256-GCM. A record is version (1 byte), nonce (12), ciphertext and tag. Its
 * name is authenticated, so a record moved to another name does not open.
 *
 * @internal
 */
export const make = Effect.fnUntraced(
  function*(
    encryptionKey: Redacted.Redacted<Uint8Array>
  ): Effect.fn.Return<Vault, StoreFailed, Aead.Aead | SecureRandom.SecureRandom> {
    const aead = yield* Aead.Aead
    const random = yield* SecureRandom.SecureRandom
    const key = yield* Aead.key(Aead.aes256Gcm, Redacted.value(encryptionKey)).pipe(
      Effect.mapError(() => new StoreFailed({ action: "encrypt", detail: "the encryption key must be 32 bytes" }))
    )
    return {
      seal: Effect.fnUntraced(function*(name, text) {
        const nonce = yield* random.randomBytes(nonceLength)
        const sealed = yield* aead.encrypt(key, encoder.encode(text), { nonce, aad: encoder.encode(name) })
        const record = new Uint8Array(headerLength + sealed.length)
        record[0] = version
        record.set(nonce, 1)
        record.set(sealed, headerLength)
        return record
      }, Effect.mapError(() => new StoreFailed({ action: "encrypt", detail: "the platform refused to encrypt" }))),
      open: Effect.fnUntraced(function*(name, record) {
        if (record[0] !== version) {
          return yield* new StoreFailed({ action: "decrypt", detail: "the record has an unknown version" })
        }
        const bytes = yield* aead.decrypt(key, record.subarray(headerLength), {
          nonce: record.subarray(1, headerLength),
          aad: encoder.encode(name)
        }).pipe(
          Effect.mapError(() =>
            new StoreFailed({ action: "decrypt", detail: "the record is damaged, misplaced or of another key" })
          )
        )
        return decoder.decode(bytes)
      })
    }
  },
  Effect.provide(Aead.layerWebCrypto.pipe(Layer.provideMerge(SecureRandom.layerWebCrypto)))
)

const encoder = new TextEncoder()
const decoder = new TextDecoder()
