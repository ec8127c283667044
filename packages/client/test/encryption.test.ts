import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Schema } from "effect"
import * as Encryption from "../src/internal/records/encryption.ts"

const key = (fill: number, length = 32) => Redacted.make(new Uint8Array(length).fill(fill))
const vault = Encryption.make([key(1)])

// Names and texts become UTF-8, which has no lone surrogates.
const isWellFormed = Schema.makeFilter((text: string) => text.isWellFormed())
const Text = Schema.String.check(Schema.isMaxLength(200), isWellFormed)
const Name = Schema.String.check(Schema.isMaxLength(40), isWellFormed)
const Position = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 }))

const refused = Effect.fnUntraced(function*(vault: Encryption.Vault, name: string, record: Uint8Array) {
  const error = yield* Effect.flip(vault.open(name, record))
  assert.strictEqual(error.action, "decrypt")
  return error.detail
})

describe("vault", () => {
  it.effect.prop("opens what it has sealed", { name: Name, text: Text }, ({ name, text }) =>
    Effect.gen(function*() {
      const { open, seal } = yield* vault
      assert.strictEqual(yield* open(name, yield* seal(name, text)), text)
    }))

  it.effect.prop(
    "refuses a record with any bit flipped",
    { text: Text, position: Position },
    ({ position, text }) =>
      Effect.gen(function*() {
        const { open, seal } = yield* vault
        const record = yield* seal("mara", text)
        const bit = position % (record.length * 8)
        const flipped = record.with(bit >> 3, (record[bit >> 3] ?? 0) ^ (1 << (bit & 7)))
        yield* refused({ open, seal }, "mara", flipped)
      })
  )

  it.effect.prop(
    "refuses a record of any other name",
    { name: Name, other: Name, text: Text },
    ({ name, other, text }) =>
      Effect.gen(function*() {
        const sealing = yield* vault
        const moved = name === other ? `${other}!` : other
        yield* refused(sealing, moved, yield* sealing.seal(name, text))
      })
  )

  it.effect.prop(
    "refuses a record cut off anywhere",
    { text: Text, position: Position },
    ({ position, text }) =>
      Effect.gen(function*() {
        const sealing = yield* vault
        const record = yield* sealing.seal("mara", text)
        yield* refused(sealing, "mara", record.subarray(0, position % record.length))
      })
  )

  it.effect("decrypts with every key and encrypts with the first", () =>
    Effect.gen(function*() {
      const old = yield* Encryption.make([key(1)])
      const rotating = yield* Encryption.make([key(2), key(1)])
      const newest = yield* Encryption.make([key(2)])
      assert.strictEqual(yield* rotating.open("mara", yield* old.seal("mara", "text")), "text")
      const resealed = yield* rotating.seal("mara", "text")
      assert.strictEqual(yield* newest.open("mara", resealed), "text")
      assert.include(yield* refused(old, "mara", resealed), "another key")
    }))

  it.effect.each([0, 16, 31, 33])("refuses a key of %i bytes", (length) =>
    Effect.gen(function*() {
      const { action, detail } = yield* Effect.flip(Encryption.make([key(1), key(2, length)]))
      assert.strictEqual(action, "encrypt")
      assert.strictEqual(detail, "encryptionKeys[1] must be 32 bytes, Redacted")
    }))
})
