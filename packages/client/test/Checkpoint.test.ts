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

const accepting = (key: string): Checkpoint.Checkpoint => ({ ...done(key), phase: "Accepting", outcome: undefined })

const linesOf = (all: ReadonlyArray<Checkpoint.Listed>) =>
  all.map((one) => one._tag === "Readable" ? one.checkpoint.key : `${one.key}: ${one.because.message}`).toSorted()

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

describe("Checkpoint.prune of a key", () => {
  it.effect.each([accepting("k"), done("k")])(
    "that is used anew once it is listed removes nothing",
    (record) =>
      Effect.gen(function*() {
        const records = Context.get(yield* Layer.build(Layer.fresh(RecordStore.layerMemory)), RecordStore.RecordStore)
        const whole = yield* make(records)
        const keep = (one: Checkpoint.Checkpoint) =>
          Effect.scoped(Effect.flatMap(whole.claim(one.key), ({ write }) => write(one)))
        yield* keep(done("k"))
        yield* TestClock.adjust("1 hour")
        const store = yield* make({
          ...records,
          list: (selection) => Effect.tap(records.list(selection), () => Effect.orDie(keep(record)))
        })
        assert.strictEqual(yield* store.prune("1 minute"), 0)
        assert.strictEqual((yield* whole.get("k"))?.phase, record.phase)
      })
  )
})

describe("a record that the store cannot give", () => {
  const lost = Effect.undefined
  const thrown = Effect.die(new SyntaxError("not JSON"))
  const unreadable = Effect.fail(new TikTokError.StoreFailed({ action: "read", detail: "WRONGTYPE" }))

  /** A store in memory with these records, and its records. */
  const filled = Effect.fnUntraced(function*(all: ReadonlyArray<Checkpoint.Checkpoint>) {
    const records = Context.get(yield* Layer.build(Layer.fresh(RecordStore.layerMemory)), RecordStore.RecordStore)
    const store = yield* make(records)
    for (const one of all) yield* Effect.scoped(Effect.flatMap(store.claim(one.key), ({ write }) => write(one)))
    yield* TestClock.adjust("1 hour")
    return records
  })

  it.effect.each(
    [["lost", lost, "no longer"], ["thrown", thrown, "not JSON"], ["unreadable", unreadable, "WRONGTYPE"]] as const
  )(
    "because it is %s, is named, and keeps no other from being listed and pruned",
    ([, answer, detail]) =>
      Effect.gen(function*() {
        const records = yield* filled([accepting("bad 1"), accepting("good 1"), done("bad 2"), done("good 2")])
        const store = yield* make({ ...records, get: (name) => name.includes("bad") ? answer : records.get(name) })
        const lists = [yield* store.open, yield* store.closedSince(DateTime.makeUnsafe(0))]
        for (const [index, list] of lists.entries()) {
          const [bad = "", ...others] = linesOf(list)
          assert.match(bad, new RegExp(`^bad ${index + 1}: .*${detail}`))
          assert.deepStrictEqual(others, [`good ${index + 1}`])
        }
        assert.strictEqual(yield* store.prune("1 minute"), 1)
      })
  )

  it.effect("because the store is out, fails the whole list", () =>
    Effect.gen(function*() {
      const records = yield* filled([done("k")])
      const store = yield* make({ ...records, get: () => unreadable })
      assert.strictEqual((yield* Effect.flip(store.closedSince(DateTime.makeUnsafe(0)))).reason._tag, "StoreFailed")
      assert.strictEqual((yield* Effect.flip(store.prune("1 minute"))).reason._tag, "StoreFailed")
    }))

  it.effect("or remove, fails the prune once all others are removed", () =>
    Effect.gen(function*() {
      const records = yield* filled([done("bad"), done("good")])
      const store = yield* make({
        ...records,
        remove: (name, version) => name.endsWith("bad") ? out : records.remove(name, version)
      })
      assert.include((yield* Effect.flip(store.prune("1 minute"))).message, "the process is dead")
      assert.deepStrictEqual(linesOf(yield* store.closedSince(DateTime.makeUnsafe(0))), ["bad"])
    }))
})
