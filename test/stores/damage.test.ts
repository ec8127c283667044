/** Records that were damaged in their place: cut off, flipped, of another version, or another's. */
import { assert, describe, it } from "@effect/vitest"
import { Context, DateTime, Effect, Layer, Redacted } from "effect"
import { Checkpoint, Post } from "effect-tiktok"
import { layerRecords } from "../support/layerRecords.ts"
import { isPublished, timeout } from "../support/pausedPublish.ts"
import { rawRecords } from "../support/rawRecords.ts"
import { places } from "../support/sharedStores.ts"
import { makeStoreFixture } from "../support/storeFixture.ts"
import type { End } from "../support/storeProtocol.ts"

type Damage = (bytes: Buffer, another: Buffer) => Buffer

const flipped = (bytes: Buffer, at: number, bit: number): Buffer => {
  const copy = Buffer.from(bytes)
  copy.writeUInt8((copy[at] ?? 0) ^ (1 << bit), at)
  return copy
}

/** What is sealed comes behind the last line of JSON; in Redis both are Base64, behind a line with the version. */
const ofAnotherVersion = (bytes: Buffer): Buffer => {
  const seal = bytes.lastIndexOf("}\n") + 2
  if (seal > 1) return flipped(bytes, seal, 1)
  const start = bytes.indexOf("\n") + 1
  const inner = ofAnotherVersion(Buffer.from(bytes.subarray(start).toString(), "base64"))
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(inner.toString("base64"))])
}

/** None of these can be read. */
const damages: Readonly<Record<string, Damage>> = {
  "is empty": () => Buffer.alloc(0),
  "has ten bytes left": (bytes) => bytes.subarray(0, 10),
  "has lost its last byte": (bytes) => bytes.subarray(0, -4),
  "is cut off in the middle": (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2)),
  "has a bit flipped near its end": (bytes) => flipped(bytes, bytes.length - 6, 0),
  "has a bit flipped behind its middle": (bytes) => flipped(bytes, Math.floor(bytes.length * 0.7), 2),
  "has the top bit of an early byte flipped": (bytes) => flipped(bytes, 3, 7),
  "is of another version": ofAnotherVersion,
  "is another's": (_bytes, another) => another,
  "is text of a stranger's": () => Buffer.from("once upon a time\nthere was a record\n"),
  "is zeros, as after a loss of power": (bytes) => Buffer.alloc(bytes.length)
}

const checkpoint = (key: string, outcome?: Checkpoint.Checkpoint["outcome"]): Checkpoint.Checkpoint => ({
  version: 1,
  key,
  creator: Post.CreatorId.make("mara"),
  contract: "live",
  fingerprint: "f",
  kind: "Video",
  phase: outcome === undefined ? "Accepting" : "Done",
  startedAt: DateTime.makeUnsafe(Date.now()),
  confirmed: 0,
  outcome
})

/** Keys that can be read, and those that cannot. */
const keysOf = (all: ReadonlyArray<Checkpoint.Listed>) => ({
  readable: all.flatMap((one) => one._tag === "Readable" ? [one.checkpoint.key] : []),
  unreadable: all.flatMap((one) => one._tag === "Unreadable" ? [one.key] : [])
})

for (const { isThere, name, place } of places) {
  describe.skipIf(!isThere).concurrent(`a record in ${name}`, () => {
    const opened = Effect.gen(function*() {
      const where = yield* place
      const world = yield* makeStoreFixture(where)
      const layer = Checkpoint.layer({ encryptionKeys: [Redacted.make(new Uint8Array(32).fill(7))], lease: 1_000 })
      const context = yield* Layer.build(Layer.provide(layer, layerRecords(where)))
      const store = Context.get(context, Checkpoint.CheckpointStore)
      const keep = Effect.fnUntraced(function*(outcome?: Checkpoint.Checkpoint["outcome"]) {
        const key = yield* world.newKey
        yield* Effect.scoped(Effect.flatMap(store.claim(key), ({ write }) => write(checkpoint(key, outcome))))
        return key
      })
      /** What recovery would see: the keys that can be read, and those that cannot. */
      const listed = Effect.map(store.open, keysOf)
      return { world, store, keep, listed, raw: rawRecords(where), process: yield* world.start }
    })

    it.live(
      "that is damaged in any way is named and posts nothing, keeps no other back, and can be freed",
      () =>
        Effect.gen(function*() {
          const { keep, listed, process, raw, store, world } = yield* opened
          const [whole, another] = [yield* keep(), yield* keep()]
          const check = Effect.fnUntraced(function*(what: string, damage: Damage) {
            const key = yield* keep()
            yield* raw.write(key, damage(yield* raw.read(key), yield* raw.read(another)))
            const end = yield* process.publish({ key, kind: "pull" })
            assert.isTrue(isNamed(end, key), `${what}: ${JSON.stringify(end)}`)
            assert.strictEqual(world.accepted(key), 0, what)
            const { readable, unreadable } = yield* listed
            assert.includeMembers(unreadable, [key], what)
            assert.includeMembers(readable, [whole, another], what)
            yield* store.free(key)
            assert.notInclude((yield* listed).unreadable, key, what)
            assert.isTrue(isPublished(yield* process.publish({ key, kind: "pull" })), what)
          })
          yield* Effect.all(Object.entries(damages).map(([what, damage]) => check(what, damage)), {
            concurrency: "unbounded"
          })
        }),
      timeout
    )

    it.live(
      "that has any one bit flipped is named, or is what it was; nothing is posted twice",
      () =>
        Effect.gen(function*() {
          const { process, raw, store, world } = yield* opened
          let named = 0
          const check = Effect.fnUntraced(function*(turn: number) {
            const order = { key: yield* world.newKey, kind: "pull" } as const
            const first = yield* process.publish(order)
            const bytes = yield* raw.read(order.key)
            yield* raw.write(order.key, flipped(bytes, Math.floor((bytes.length - 1) * turn / 11), turn % 8))
            const again = yield* process.publish(order)
            const detail = `byte ${turn}/11: ${JSON.stringify({ first, again })}`
            if (isNamed(again, order.key)) named++
            else assert.deepStrictEqual(again, first, detail)
            assert.strictEqual(world.accepted(order.key), 1, detail)
            yield* store.free(order.key)
          })
          yield* Effect.all(Array.from({ length: 12 }, (_, turn) => check(turn)), { concurrency: "unbounded" })
          assert.isAtLeast(named, 6)
        }),
      timeout
    )

    it.live("whose place something else has taken is named, and keeps no other back", () =>
      Effect.gen(function*() {
        const { keep, listed, process, raw, world } = yield* opened
        const [whole, key] = [yield* keep(), yield* keep()]
        yield* raw.obstruct(key)
        assert.isTrue(isNamed(yield* process.publish({ key, kind: "pull" }), key))
        assert.strictEqual(world.accepted(key), 0)
        const { readable, unreadable } = yield* listed
        assert.includeMembers(unreadable, [key])
        assert.includeMembers(readable, [whole])
      }), timeout)

    it.live(
      "whose outcome is known is named as well, and does not keep the others from being pruned",
      () =>
        Effect.gen(function*() {
          const { keep, raw, store } = yield* opened
          const published = { _tag: "Published", postIds: [], url: undefined } as const
          const [whole, key] = [yield* keep(published), yield* keep(published)]
          yield* raw.obstruct(key)
          assert.deepStrictEqual(keysOf(yield* store.closedSince(DateTime.makeUnsafe(0))), {
            readable: [whole],
            unreadable: [key]
          })
          // The times of files have fractions of a millisecond.
          yield* Effect.sleep("5 millis")
          yield* store.prune(0)
          assert.isUndefined(yield* store.get(whole))
        }),
      timeout
    )

    it.live("is found beside what is none", () =>
      Effect.gen(function*() {
        const { keep, listed, process, raw, store, world } = yield* opened
        const key = yield* keep()
        yield* raw.litter
        assert.includeMembers((yield* listed).readable, [key])
        yield* store.prune("1 hour")
        yield* store.closedSince(DateTime.makeUnsafe(0))
        assert.isTrue(isPublished(yield* process.publish({ key: yield* world.newKey, kind: "upload" })))
        assert.strictEqual((yield* store.get(key))?.key, key)
      }), timeout)
  })
}

/** A failure that says which record it is about. */
const isNamed = (end: End, key: string): boolean =>
  end._tag === "Failure" && end.reason === "StoreFailed" && end.record?.includes(key) === true
