import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  type KeyObject,
  type webcrypto
} from "node:crypto"
import type { Random } from "./random.ts"

/**
 * A `WebCrypto` whose random bytes belong to the seed, and whose digests and ciphers end at once instead of in another
 * thread. It has what Effect's `SecureRandom`, `Digest` and `Aead` use, with keys of 256 bits.
 */
export const makeWebCrypto = (random: Random): typeof globalThis.crypto => {
  const subtle = {
    digest: (algorithm: webcrypto.AlgorithmIdentifier, data: webcrypto.BufferSource) =>
      promised(() => createHash(nameOf(algorithm).replace("-", "").toLowerCase()).update(bytesOf(data)).digest()),
    importKey: async (_format: string, data: webcrypto.BufferSource) => createSecretKey(bytesOf(data)),
    encrypt: ({ additionalData, iv }: webcrypto.AesGcmParams, key: KeyObject, data: webcrypto.BufferSource) =>
      promised(() => {
        const cipher = createCipheriv("aes-256-gcm", key, bytesOf(iv))
        if (additionalData !== undefined) cipher.setAAD(bytesOf(additionalData))
        return Buffer.concat([cipher.update(bytesOf(data)), cipher.final(), cipher.getAuthTag()])
      }),
    decrypt: ({ additionalData, iv }: webcrypto.AesGcmParams, key: KeyObject, data: webcrypto.BufferSource) =>
      promised(() => {
        const sealed = bytesOf(data)
        const decipher = createDecipheriv("aes-256-gcm", key, bytesOf(iv))
        if (additionalData !== undefined) decipher.setAAD(bytesOf(additionalData))
        try {
          decipher.setAuthTag(sealed.subarray(sealed.length - TAG))
          return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG)), decipher.final()])
        } catch (cause) {
          // As WebCrypto fails for damaged bytes.
          throw new DOMException(String(cause), "OperationError")
        }
      })
  }
  const getRandomValues = <T extends ArrayBufferView | null>(view: T): T => {
    const bytes = view === null ? new Uint8Array() : new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
    for (let index = 0; index < bytes.length; index++) bytes[index] = random.between(0, 255)
    return view
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the rest of WebCrypto is not used
  return { subtle, getRandomValues } as unknown as typeof globalThis.crypto
}

const TAG = 16

const promised = async (make: () => Uint8Array): Promise<Uint8Array> => new Uint8Array(make())

const nameOf = (algorithm: webcrypto.AlgorithmIdentifier): string =>
  typeof algorithm === "string" ? algorithm : algorithm.name

const bytesOf = (data: webcrypto.BufferSource): Uint8Array =>
  ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
