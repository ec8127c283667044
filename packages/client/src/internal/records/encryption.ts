import type { NonEmptyReadonlyArray } from "effect/Array"
import * as Aead from "effect/crypto/Aead"
import * as Digest from "effect/crypto/Digest"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { StoreFailed } from "../../TikTokError.ts"
import { concat } from "../common/bytes.ts"
import { isBytes } from "../common/validate.ts"

/** @internal */
export interface Vault {
  readonly seal: (name: string, text: string) => Effect.Effect<Uint8Array, StoreFailed>
  readonly open: (name: string, record: Uint8Array) => Effect.Effect<string, StoreFailed>
}

const version = 1
const idLength = 8
const nonceLength = 12
const prefixLength = 1 + idLength
const headerLength = prefixLength + nonceLength

/**
 * AES-256-GCM with keys that can be rotated: the first key encrypts, all decrypt. A
 * record is version (1 byte), id of the key (8), nonce (12), ciphertext and tag. The
 * version, the key id and the record's name are authenticated, so a record that is
 * moved to another name does not open.
 *
 * @internal
 */
export const make = Effect.fnUntraced(
  function*(
    encryptionKeys: NonEmptyReadonlyArray<Redacted.Redacted<Uint8Array>>
  ): Effect.fn.Return<Vault, StoreFailed, Aead.Aead | Digest.Digest | SecureRandom.SecureRandom> {
    if (!Array.isArray(encryptionKeys) || encryptionKeys.length === 0) {
      return yield* unusable("encryptionKeys", "must hold a key")
    }
    const aead = yield* Aead.Aead
    const random = yield* SecureRandom.SecureRandom
    const [first, ...older] = encryptionKeys
    const newest = yield* importKey(first, 0)
    const keys = [newest, ...yield* Effect.forEach(older, (key, index) => importKey(key, index + 1))]

    return {
      seal: Effect.fnUntraced(function*(name, text) {
        const nonce = yield* random.randomBytes(nonceLength)
        const prefix = Uint8Array.of(version, ...newest.id)
        const sealed = yield* aead.encrypt(newest.key, encoder.encode(text), { nonce, aad: bound(prefix, name) })
        return concat([prefix, nonce, sealed])
      }, Effect.mapError(() => new StoreFailed({ action: "encrypt", detail: "the platform refused to encrypt" }))),

      open: Effect.fnUntraced(function*(name, record) {
        if (record[0] !== version) return yield* closed("the record has an unknown version")
        const prefix = record.subarray(0, prefixLength)
        const key = keys.find(({ id }) => id.every((byte, index) => byte === prefix[index + 1]))
        if (key === undefined) return yield* closed("the record is damaged or was written with another key")
        const bytes = yield* aead.decrypt(key.key, record.subarray(headerLength), {
          nonce: record.subarray(prefixLength, headerLength),
          aad: bound(prefix, name)
        }).pipe(Effect.catch(() => closed("the record is damaged or misplaced")))
        return decoder.decode(bytes)
      })
    }
  },
  Effect.provide([
    Aead.layerWebCrypto.pipe(Layer.provideMerge(SecureRandom.layerWebCrypto)),
    Digest.layerWebCrypto
  ])
)

/** The id of a key is the start of its digest, which reveals nothing about the key. */
const importKey = Effect.fnUntraced(function*(encryptionKey: Redacted.Redacted<Uint8Array>, index: number) {
  const bytes = Redacted.isRedacted(encryptionKey) ? Redacted.value(encryptionKey) : undefined
  if (!isBytes(bytes) || bytes.length !== 32) {
    return yield* unusable(`encryptionKeys[${index}]`, "must be 32 bytes, Redacted")
  }
  const key = yield* Effect.mapError(Aead.key(Aead.aes256Gcm, bytes), () => refusal("the platform refused the key"))
  const digest = yield* Digest.Digest.use(({ digest }) =>
    digest(Digest.sha256, concat([encoder.encode(keyLabel), bytes]))
  )
  return { key, id: digest.subarray(0, idLength) }
})

const refusal = (detail: string) => new StoreFailed({ action: "encrypt", detail })

const unusable = (field: string, rule: string) => Effect.fail(refusal(`${field} ${rule}`))

const keyLabel = "effect-tiktok/TokenStore/key"

const closed = (detail: string): Effect.Effect<never, StoreFailed> =>
  Effect.fail(new StoreFailed({ action: "decrypt", detail }))

const bound = (prefix: Uint8Array, name: string): Uint8Array => concat([prefix, encoder.encode(name)])

const encoder = new TextEncoder()
const decoder = new TextDecoder()
