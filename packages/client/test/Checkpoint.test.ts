import { assert, describe, it } from "@effect/vitest"
import { Context, DateTime, Effect, Layer, Redacted, Schema } from "effect"
import { Checkpoint, Post, RecordStore, TikTokError, Uploader } from "effect-tiktok"
import { TestClock } from "effect/testing"

const done = (key: string): Checkpoint.Checkpoint => ({
  version: 1,
  key,
  creator: Post.CreatorId.make("mara"),
  contract: "live",
  fingerprint: "f",
  kind: "Photos",
  phase: "Done",
  startedAt: DateTime.makeUnsafe(0),
  confirmed: 0,
  outcome: { _tag: "Published", postIds: [], url: undefined }
})

const make = (records: RecordStore.RecordStore["Service"]) =>
  Effect.provideService(
    Checkpoint.make({ encryptionKeys: [Redacted.make(new Uint8Array(32))] }),
    RecordStore.RecordStore,
    records
  )

const out = Effect.fail(new TikTokError.StoreFailed({ action: "write", detail: "the process is dead" }))

describe("Checkpoint", () => {
  it("stores the time of a file in milliseconds", () => {
    const media = { size: 1, modifiedAt: DateTime.makeUnsafe(1_700_000_000_123) }
    const stored = { size: 1, modifiedAt: 1_700_000_000_123 }
    assert.deepStrictEqual(Schema.encodeSync(Uploader.MediaIdentity)(media), stored)
    assert.deepStrictEqual(Schema.decodeSync(Uploader.MediaIdentity)(stored), media)
  })
})

describe("Checkpoint.prune", () => {
  it.effect("removes the claimed record of a killed process, but no record with a running claim", () =>
    Effect.gen(function*() {
      const records = Context.get(yield* Layer.build(Layer.fresh(RecordStore.layerMemory)), RecordStore.RecordStore)
      let isDead = false
      const killed = yield* make({ ...records, put: (...args) => isDead ? out : records.put(...args) })
      const store = yield* make(records)
      yield* Effect.scoped(
        Effect.gen(function*() {
          const claim = yield* killed.claim("k")
          yield* claim.write(done("k"))
          isDead = true
        })
      )
      assert.isDefined(yield* store.get("k"))
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* store.prune(0), 0)
      assert.strictEqual((yield* Effect.flip(Effect.scoped(store.tryClaim("k")))).reason._tag, "KeyInUse")
      yield* TestClock.adjust("1 hour")
      yield* Effect.scoped(Effect.gen(function*() {
        yield* store.claim("k")
        assert.strictEqual(yield* store.prune("1 minute"), 0)
      }))
      isDead = false
      yield* Effect.scoped(Effect.andThen(killed.claim("k"), Effect.sync(() => isDead = true)))
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(yield* store.prune("1 minute"), 1)
      assert.isUndefined(yield* store.get("k"))
    }))
})
