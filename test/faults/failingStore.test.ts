/** A checkpoint store that fails during a publish: the publish reports what it knows, and nothing is posted twice. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { Checkpoint, Media, Post, Publisher, TikTokError } from "effect-tiktok"
import { contractNames, delivered, type Fixture, inFixture, makeFixture, run } from "../support/fixture.ts"
import { smallestChunk, video } from "../support/media.ts"
import { type PostKind, postKinds } from "../support/postKinds.ts"
import { withClaims } from "../support/withClaims.ts"

const away = TikTokError.fromReason("CheckpointStore.write")(
  new TikTokError.StoreFailed({ action: "write", detail: "the disk is full" })
)

const taken = TikTokError.fromReason("CheckpointStore.write")(new TikTokError.KeyInUse({ key: "k" }))

/** A library whose store fails on demand, and the store itself. */
const withStore = Effect.fnUntraced(function*(
  fixture: Fixture,
  failureOf: (checkpoint: Checkpoint.Checkpoint | "remove") => Checkpoint.WriteFailure | undefined
) {
  const store = yield* Checkpoint.makeMemory
  const failing = withClaims(store, ({ remove, write }) => ({
    write: (checkpoint) =>
      Effect.suspend(() => {
        const failure = failureOf(checkpoint)
        return failure === undefined ? write(checkpoint) : Effect.fail(failure)
      }),
    remove: Effect.suspend(() => {
      const failure = failureOf("remove")
      return failure === undefined ? remove : Effect.fail(failure)
    })
  }))
  const layer = Layer.effect(Publisher.Publisher, Publisher.make).pipe(
    Layer.provide(Layer.succeed(Checkpoint.CheckpointStore, failing)),
    Layer.provideMerge(fixture.layer)
  )
  return { store, layer }
})

const publish = (fixture: Fixture, { first }: PostKind) =>
  Publisher.Publisher.use(({ publish }) => publish(fixture.creator, first, { key: "k", chunkSize: smallestChunk }))

describe.each(contractNames)("in %s a store that fails", (contract) => {
  const kinds = postKinds[contract]

  it.effect.each(kinds)(
    "after $kind is accepted does not hide the outcome, and its failure is reported",
    (kind) =>
      Effect.gen(function*() {
        const fixture = yield* makeFixture({ contract, transport: "memory" })
        const { layer, store } = yield* withStore(
          fixture,
          (checkpoint) => checkpoint !== "remove" && checkpoint.publishId !== undefined ? away : undefined
        )
        if (!kind.isPulled) {
          // An upload must be stored before its last byte, or nothing is published.
          const error = yield* run(fixture, Effect.provide(Effect.flip(publish(fixture, kind)), layer))
          assert.strictEqual(error.reason._tag, "StoreFailed")
          return assert.deepStrictEqual(delivered(fixture), [])
        }
        const outcome = yield* run(fixture, Effect.provide(publish(fixture, kind), layer))
        assert.include(["Published", "SentToInbox"], outcome._tag)
        assert.strictEqual(outcome.unsaved?._tag, "StoreFailed")
        assert.strictEqual(delivered(fixture).length, 1)
        assert.strictEqual((yield* store.get("k"))?.phase, "Accepting")
      })
  )

  it.effect.each(kinds)(
    "at the end of $kind does not hide the outcome, and its failure is reported",
    (kind) =>
      inFixture(makeFixture({ contract, transport: "memory" }), function*(fixture) {
        const { layer, store } = yield* withStore(
          fixture,
          (checkpoint) => checkpoint !== "remove" && checkpoint.phase === "Done" ? away : undefined
        )
        const outcome = yield* Effect.provide(publish(fixture, kind), layer)
        assert.include(["Published", "SentToInbox"], outcome._tag)
        assert.strictEqual(outcome.unsaved?._tag, "StoreFailed")
        // The earlier checkpoint is enough to find the outcome without another post.
        const left = yield* store.get("k")
        assert.isDefined(left?.publishId)
        assert.isUndefined(left?.outcome)
      })
  )

  it.effect.each(kinds)(
    "for a while after $kind is accepted has everything in the end",
    (kind) =>
      Effect.gen(function*() {
        const fixture = yield* makeFixture({ contract, transport: "memory" }, {
          mock: { lifecycle: { mode: "after", millis: 60_000 } }
        })
        let failures = 0
        const stored: Array<Checkpoint.Phase> = []
        const { layer, store } = yield* withStore(fixture, (checkpoint) => {
          if (checkpoint === "remove") return undefined
          if (checkpoint.publishId !== undefined && failures < 3) {
            failures++
            return away
          }
          stored.push(checkpoint.phase)
          return undefined
        })
        const outcome = yield* run(fixture, Effect.provide(publish(fixture, kind), layer)).pipe(
          Effect.catchReason("TikTokError", "StoreFailed", () =>
            // The last byte of an upload waits for the store. A repeated job resumes it.
            run(fixture, Effect.provide(publish(fixture, kind), layer)))
        )
        assert.strictEqual(outcome._tag === "Published" || outcome._tag === "SentToInbox", true)
        assert.isUndefined(outcome.unsaved)
        // Not only with the outcome: until then a crash would lose the state.
        if (kind.isPulled) assert.include(stored, "Following")
        const kept = yield* store.get("k")
        assert.deepStrictEqual(kept?.outcome, outcome)
        assert.strictEqual(delivered(fixture).length, 1)
      })
  )

  it.effect.each(kinds)(
    "before $kind is sent fails the publish, and nothing is sent",
    (kind) =>
      inFixture(makeFixture({ contract, transport: "memory" }), function*(fixture) {
        const { layer, store } = yield* withStore(
          fixture,
          (checkpoint) => checkpoint !== "remove" && checkpoint.phase === "Accepting" ? away : undefined
        )
        const error = yield* Effect.provide(Effect.flip(publish(fixture, kind)), layer)
        assert.strictEqual(error.reason._tag, "StoreFailed")
        assert.isTrue(error.retryable)
        assert.deepStrictEqual(fixture.mock.journal.find({ operation: kind.operation }), [])
        assert.isUndefined(yield* store.get("k"))
      })
  )

  it.effect.each(kinds)(
    "to remove $kind after a refusal is reported with the refusal",
    (kind) =>
      inFixture(makeFixture({ contract, transport: "memory" }), function*(fixture) {
        const { layer } = yield* withStore(fixture, (checkpoint) => checkpoint === "remove" ? away : undefined)
        const code = contract === "live" ? "invalid_params" : "invalid_request"
        fixture.mock.faults.add({ match: { operation: kind.operation }, effect: { kind: "code", code } })
        const error = yield* Effect.provide(Effect.flip(publish(fixture, kind)), layer)
        assert.strictEqual(error.reason._tag, "RequestRejected")
        assert.strictEqual(error.unsaved?._tag, "StoreFailed")
      })
  )

  it.effect("once still removes a refused post", () =>
    inFixture(makeFixture({ contract, transport: "memory" }), function*(fixture) {
      let failures = 0
      const { layer, store } = yield* withStore(
        fixture,
        (checkpoint) => checkpoint === "remove" && failures++ === 0 ? away : undefined
      )
      const [kind] = kinds
      assert.isDefined(kind)
      const code = contract === "live" ? "invalid_params" : "invalid_request"
      fixture.mock.faults.add({ match: { operation: kind.operation }, effect: { kind: "code", code } })
      const error = yield* Effect.provide(Effect.flip(publish(fixture, kind)), layer)
      assert.isUndefined(error.unsaved)
      assert.isUndefined(yield* store.get("k"))
    }))
})

describe.each(contractNames)("in %s a key that another publish has taken over", (contract) => {
  it.effect("does not hide the outcome of an accepted post", () =>
    inFixture(makeFixture({ contract, transport: "memory" }), function*(fixture) {
      const kind = postKinds[contract].find(({ isPulled }) => isPulled)
      assert.isDefined(kind)
      const { layer } = yield* withStore(
        fixture,
        (checkpoint) => checkpoint !== "remove" && checkpoint.publishId !== undefined ? taken : undefined
      )
      const outcome = yield* Effect.provide(publish(fixture, kind), layer)
      assert.strictEqual(outcome._tag, "Published")
      assert.strictEqual(outcome.unsaved?._tag, "KeyInUse")
    }))

  it.effect("ends an upload before any byte is sent", () =>
    inFixture(makeFixture({ contract, transport: "memory" }), function*(fixture) {
      const post = Post.video({ media: Media.bytes(video(2 * smallestChunk)), privacyLevel: "SELF_ONLY" })
      const inits = () => fixture.mock.journal.find({ operation: "video.init" }).length
      const uploads = () => fixture.mock.journal.find({ operation: "upload" }).length
      const { layer } = yield* withStore(fixture, () => inits() >= 1 ? taken : undefined)
      const error = yield* Publisher.Publisher.use(({ publish }) =>
        Effect.flip(publish(fixture.creator, post, { key: "k", chunkSize: smallestChunk }))
      ).pipe(Effect.provide(layer))
      assert.strictEqual(error.reason._tag, "KeyInUse")
      assert.strictEqual(uploads(), 0)
      assert.deepStrictEqual(delivered(fixture), [])
    }))
})
