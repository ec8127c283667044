/** A certain refusal ends a publish: nothing of it remains, nothing repeats it, and its key is free. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { ErrorCatalog, Media, Post, Publisher } from "effect-tiktok"
import { TestClock } from "effect/testing"
import type { FaultEffect } from "tiktok-mock-server"
import { contractNames, delivered, type Fixture, inFixture, makeFixture, run } from "../support/fixture.ts"
import { smallestChunk, video } from "../support/media.ts"
import { withoutRetries } from "../support/noRetries.ts"
import { type PostKind, postKinds } from "../support/postKinds.ts"

/** Everything that could repeat a post. */
const recoverEverything = Effect.scoped(Effect.gen(function*() {
  const publisher = yield* Publisher.Publisher
  yield* publisher.recover()
  yield* Effect.forEach(yield* publisher.pending, ({ key }) => Effect.ignore(publisher.resume(key)))
  yield* Effect.sleep("45 seconds")
}))

const isFree = Effect.fnUntraced(function*(fixture: Fixture, { second }: PostKind, key: string) {
  const { pending, publish, resume } = yield* Publisher.Publisher
  assert.deepStrictEqual(yield* pending, [])
  assert.strictEqual((yield* Effect.flip(resume(key))).reason._tag, "KeyConflict")
  yield* recoverEverything
  assert.deepStrictEqual(delivered(fixture), [])
  // A limit that TikTok has reported stays used up for a day.
  yield* TestClock.adjust("25 hours")
  const outcome = yield* publish(fixture.creator, second, { key })
  assert.include(["Published", "SentToInbox"], outcome._tag)
  assert.strictEqual(delivered(fixture).length, 1)
})

const whole = Media.bytes(video(2 * smallestChunk))

const twoChunks: PostKind = {
  kind: "an uploaded video",
  operation: "video.init",
  isPulled: false,
  first: Post.video({ media: whole, privacyLevel: "SELF_ONLY" }),
  second: Post.video({ media: whole, privacyLevel: "SELF_ONLY", title: "Again" })
}

describe.each(contractNames)("what %s refuses for good", (contract) => {
  const rows = ErrorCatalog.entries.filter((entry) => entry.contract === contract)
  const refusals: ReadonlyArray<readonly [string, FaultEffect]> = [
    ...new Set(rows.filter(({ reason }) => reason !== "ServerFault").map(({ code }) => code)),
    "a_code_of_tomorrow"
  ].map((code) => [code, { kind: "code", code }])

  describe.each(postKinds[contract])("of $kind", (kind) => {
    it.effect.each(refusals)("with %s is removed, and its key is free", ([, effect]) =>
      Effect.gen(function*() {
        const fixture = yield* makeFixture({ contract, transport: "memory" })
        const fault = fixture.mock.faults.add({ match: { operation: kind.operation }, effect })
        yield* run(
          fixture,
          Effect.gen(function*() {
            const { publish } = yield* Publisher.Publisher
            yield* Effect.flip(
              withoutRetries(publish(fixture.creator, kind.first, { key: "k" }))
            )
            assert.isAtLeast(fixture.mock.journal.find({ fault }).length, 1)
            fixture.mock.faults.clear()
            yield* isFree(fixture, kind, "k")
          })
        )
      }))
  })

  // One code of each reason: the code itself makes no difference here.
  const reasons = new Map(rows.map(({ code, reason }) => [reason, code]))
  reasons.delete("ServerFault")
  const oneOfEach = refusals.filter(([code]) => new Set(reasons.values()).has(code))

  it.effect.each(oneOfEach)(
    "with %s, when an upload starts for the second time, is removed",
    ([, effect]) =>
      Effect.gen(function*() {
        const fixture = yield* makeFixture({ contract, transport: "memory" })
        const kind = twoChunks
        fixture.mock.faults.add({ match: { operation: "upload", nth: 1 }, effect: { kind: "reset" } })
        yield* run(
          fixture,
          Effect.gen(function*() {
            const { pending, publish } = yield* Publisher.Publisher
            const publishing = withoutRetries(
              Effect.flip(publish(fixture.creator, kind.first, { key: "k", chunkSize: smallestChunk }))
            )
            assert.strictEqual((yield* publishing).reason._tag, "Unreachable")
            assert.deepStrictEqual((yield* pending).map(({ key }) => key), ["k"])
            yield* TestClock.adjust("25 hours")
            fixture.mock.faults.add({ match: { operation: kind.operation }, effect })
            const error = yield* publishing
            fixture.mock.faults.clear()
            // The caller decides about a failure that may succeed later.
            if (error.retryable) return assert.strictEqual((yield* pending).length, 1)
            yield* isFree(fixture, kind, "k")
          })
        )
      })
  )
})

describe.each(contractNames)("what %s has accepted", (contract) => {
  const kind = twoChunks

  it.effect.each([
    { chunk: "first", nth: 1, status: 403 },
    { chunk: "first", nth: 1, status: 400 },
    { chunk: "last", nth: 2, status: 403 },
    { chunk: "last", nth: 2, status: 400 }
  ])("is gone when its $chunk chunk is refused with HTTP $status", ({ nth, status }) =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture({ contract, transport: "memory" })
      fixture.mock.faults.add({ match: { operation: "upload", nth }, effect: { kind: "status", status } })
      yield* run(
        fixture,
        Effect.gen(function*() {
          const { publish } = yield* Publisher.Publisher
          const error = yield* Effect.flip(
            publish(fixture.creator, kind.first, { key: "k", chunkSize: smallestChunk })
          )
          assert.isFalse(error.retryable)
          fixture.mock.faults.clear()
          yield* isFree(fixture, kind, "k")
        })
      )
    }))

  it.effect("is removed when its upload has expired twice", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture({ contract, transport: "memory" })
      fixture.mock.faults.add({ match: { operation: "upload", nth: 1 }, effect: { kind: "reset" } })
      yield* run(
        fixture,
        Effect.gen(function*() {
          const { publish, resume } = yield* Publisher.Publisher
          const publishing = publish(fixture.creator, kind.first, { key: "k", chunkSize: smallestChunk })
          yield* withoutRetries(Effect.flip(publishing))
          fixture.mock.faults.add({ match: { operation: "upload" }, effect: { kind: "status", status: 403 } })
          assert.strictEqual((yield* Effect.flip(publishing)).reason._tag, "UploadExpired")
          assert.strictEqual(fixture.mock.journal.find({ operation: "video.init" }).length, 2)
          fixture.mock.faults.clear()
          assert.strictEqual((yield* Effect.flip(resume("k"))).reason._tag, "KeyConflict")
          yield* isFree(fixture, kind, "k")
        })
      )
    }))

  it.effect("stays when the response to its last chunk was lost and the next is refused", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture({ contract, transport: "memory" })
      fixture.mock.faults.add({ match: { operation: "upload", nth: 2 }, effect: { kind: "lose-response" } })
      fixture.mock.faults.add({ match: { operation: "status", nth: 1 }, effect: { kind: "html" } })
      fixture.mock.faults.add({ match: { operation: "upload", nth: 3 }, effect: { kind: "status", status: 400 } })
      const outcome = yield* run(
        fixture,
        Publisher.Publisher.use(({ publish }) =>
          publish(fixture.creator, kind.first, { key: "k", chunkSize: smallestChunk })
        )
      )
      assert.strictEqual(outcome._tag, "Published")
      assert.strictEqual(delivered(fixture).length, 1)
    }))
})

describe.each(contractNames)("what is never sent to %s", (contract) => {
  it.effect.each(postKinds[contract])(
    "leaves nothing of $kind without a login, and its key is free",
    (kind) =>
      Effect.gen(function*() {
        const fixture = yield* makeFixture({ contract, transport: "memory" })
        yield* run(
          fixture,
          Effect.gen(function*() {
            const { publish } = yield* Publisher.Publisher
            const error = yield* Effect.flip(publish(Post.CreatorId.make("unknown"), kind.first, { key: "k" }))
            assert.strictEqual(error.reason._tag, "ReauthorizationRequired")
            yield* isFree(fixture, kind, "k")
          })
        )
      })
  )

  it.effect.each(postKinds[contract])(
    "leaves nothing of $kind under a used up limit, and its key is free",
    (kind) =>
      inFixture(
        makeFixture({ contract, transport: "memory" }, {
          mock: { lifecycle: { mode: "manual" } },
          client: { quota: { maxWait: 0 } }
        }),
        function*(fixture) {
          const { pending, publish } = yield* Publisher.Publisher
          const publishing = publish(fixture.creator, kind.first, { key: "k" })
          const spend = publish(fixture.creator, kind.second, { deadline: 0 })
          const error = yield* Effect.flip(Effect.andThen(Effect.replicateEffect(spend, 100), publishing))
          assert.strictEqual(error.reason._tag, "QuotaExhausted")
          assert.deepStrictEqual(yield* pending, [])
          yield* TestClock.adjust("25 hours")
          assert.strictEqual((yield* publish(fixture.creator, kind.second, { key: "k" }))._tag, "StillProcessing")
        }
      )
  )

  it.effect("leaves nothing of unreadable media", () =>
    inFixture(makeFixture({ contract, transport: "memory" }), function*(fixture) {
      const { pending, publish } = yield* Publisher.Publisher
      for (const media of [Media.file("/no/such/file.mp4"), Media.bytes(new Uint8Array())]) {
        const error = yield* Effect.flip(
          publish(fixture.creator, Post.video({ media, privacyLevel: "SELF_ONLY" }), { key: "k" })
        )
        assert.include(["MediaUnreadable", "InvalidInput"], error.reason._tag)
        assert.deepStrictEqual(yield* pending, [])
      }
    }))
})

describe("an operation that a contract does not have", () => {
  it.effect("leaves nothing", () =>
    inFixture(makeFixture("memory"), function*(fixture) {
      const post = Post.photosDraft({ images: ["https://verified-domain.com/a.jpg"] })
      const { pending, publish } = yield* Publisher.Publisher
      const error = yield* Effect.flip(publish(fixture.creator, post, { key: "k" }))
      assert.strictEqual(error.reason._tag, "Unsupported")
      assert.deepStrictEqual(yield* pending, [])
    }))
})
