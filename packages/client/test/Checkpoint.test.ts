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

describe("a record that the store cannot give", () => {
  const lost = Effect.undefined
  const thrown = Effect.die(new SyntaxError("not JSON"))
  const unreadable = Effect.fail(new TikTokError.StoreFailed({ action: "read", detail: "WRONGTYPE" }))

  it.effect.each(
    [["lost", lost, "no longer"], ["thrown", thrown, "not JSON"], ["unreadable", unreadable, "WRONGTYPE"]] as const
  )(
    "because it is %s, is named, and keeps no other from being listed and pruned",
    ([_, answer, detail]) =>
      Effect.gen(function*() {
        const records = Context.get(yield* Layer.build(Layer.fresh(RecordStore.layerMemory)), RecordStore.RecordStore)
        const whole = yield* make(records)
        const { outcome: __, ...unfinished } = done("open bad")
        const open = ["open bad", "open good"].map((key) => ({ ...unfinished, key, phase: "Accepting" as const }))
        for (const one of [...open, done("done bad"), done("done good")]) {
          yield* Effect.scoped(Effect.flatMap(whole.claim(one.key), ({ write }) => write(one)))
        }
        const store = yield* make({ ...records, get: (name) => name.endsWith("bad") ? answer : records.get(name) })
        const listed = (all: ReadonlyArray<Checkpoint.Listed>) =>
          all.map((one) => one._tag === "Readable" ? one.checkpoint.key : `${one.key}: ${one.because.message}`)
            .toSorted()
        for (
          const [state, list] of [["open", store.open], ["done", store.closedSince(DateTime.makeUnsafe(0))]] as const
        ) {
          const [bad = "", good, ...more] = listed(yield* list)
          assert.match(bad, new RegExp(`^${state} bad: .*${detail}`))
          assert.deepStrictEqual([good, more], [`${state} good`, []])
        }
        yield* TestClock.adjust("1 hour")
        assert.strictEqual(yield* store.prune("1 minute"), 1)
      })
  )

  it.effect("because the store is out, fails the whole list", () =>
    Effect.gen(function*() {
      const records = Context.get(yield* Layer.build(Layer.fresh(RecordStore.layerMemory)), RecordStore.RecordStore)
      const whole = yield* make(records)
      yield* Effect.scoped(Effect.flatMap(whole.claim("k"), ({ write }) => write(done("k"))))
      const store = yield* make({ ...records, get: () => unreadable })
      yield* TestClock.adjust("1 hour")
      assert.strictEqual((yield* Effect.flip(store.closedSince(DateTime.makeUnsafe(0)))).reason._tag, "StoreFailed")
      assert.strictEqual((yield* Effect.flip(store.prune("1 minute"))).reason._tag, "StoreFailed")
    }))
})
