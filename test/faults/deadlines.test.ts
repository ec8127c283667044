/** A publish ends within its deadline plus one call's time limit, with any server and at any step. */
import { assert, describe, it } from "@effect/vitest"
import { Clock, DateTime, Effect } from "effect"
import { Checkpoint, Media, Post, Publisher } from "effect-tiktok"
import { TestClock } from "effect/testing"
import { contractNames, type Fixture, makeFixture, run } from "../support/fixture.ts"
import { smallestChunk, video } from "../support/media.ts"

const url = Media.url("https://verified-domain.com/a.mp4")
const pulled = Post.video({ media: url, privacyLevel: "PUBLIC_TO_EVERYONE", title: "One" })
const uploaded = Post.video({ media: Media.bytes(video(2 * smallestChunk)), privacyLevel: "SELF_ONLY" })

const deadline = "5 minutes"
const oneCall = 30_000

/** How long an effect takes. */
const timed = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const before = yield* Clock.currentTimeMillis
    const value = yield* effect
    return { value, millis: (yield* Clock.currentTimeMillis) - before }
  })

const publish = (fixture: Fixture, post: Post.Post) =>
  Publisher.Publisher.use(({ publish }) =>
    publish(fixture.creator, post, { key: "k", deadline, chunkSize: smallestChunk })
  )

/** Moves the test's clock while the mock responds. */
const slack = 20_000

/** Counts from when TikTok had the whole post. */
const sinceSent = ({ mock }: Fixture) =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    const sent = mock.journal.find(({ operation }) => operation === "upload" || operation === "video.init")
    return now - Math.max(...sent.map(({ at }) => at))
  })

/** The mock ends a hanging response when the client disconnects, so the clock moves by itself. */
const timeOf = <A, E>(
  fixture: Fixture,
  effect: Effect.Effect<A, E, Publisher.Publisher | Checkpoint.CheckpointStore>
) =>
  Effect.gen(function*() {
    const mover = yield* Effect.forkChild(Effect.forever(Effect.andThen(
      Effect.promise(() => new Promise<void>((resolve) => setTimeout(resolve, 3))),
      TestClock.adjust("1 second")
    )))
    return yield* Effect.ensuring(
      timed(Effect.provide(effect, fixture.layer)),
      Effect.sync(() => mover.interruptUnsafe())
    )
  })

describe.each(contractNames)("with a deadline of five minutes a publish in %s", (contract) => {
  const fixtureOf = () => makeFixture({ contract, transport: "memory" }, { mock: { lifecycle: { mode: "manual" } } })

  it.effect.each(
    [
      ["is asked for and never answers", { kind: "hang" }],
      ["is always processing", undefined],
      ["always fails", { kind: "html" }]
    ] as const
  )("ends when the status %s", ([, effect]) =>
    Effect.gen(function*() {
      for (const post of [pulled, uploaded]) {
        const fixture = yield* fixtureOf()
        if (effect !== undefined) fixture.mock.faults.add({ match: { operation: "status" }, effect })
        const { value } = yield* timeOf(fixture, publish(fixture, post))
        assert.strictEqual(value._tag, "StillProcessing")
        assert.isAtMost(yield* sinceSent(fixture), 300_000 + oneCall + slack)
      }
    }))

  it.effect.each([["never answers", { kind: "hang" }], ["always fails", { kind: "html" }]] as const)(
    "ends after one call when the deadline has passed and the status %s",
    ([, effect]) =>
      Effect.gen(function*() {
        const fixture = yield* fixtureOf()
        fixture.mock.faults.add({ match: { operation: "status" }, effect })
        const { value } = yield* timeOf(
          fixture,
          Effect.gen(function*() {
            yield* publish(fixture, pulled)
            yield* TestClock.adjust("1 hour")
            return yield* timed(Publisher.Publisher.use(({ resume }) => resume("k")))
          })
        )
        assert.strictEqual(value.value._tag, "StillProcessing")
        assert.isAtMost(value.millis, oneCall + slack)
      })
  )

  it.effect("ends after one call when the media is lost, the deadline has passed and the status never answers", () =>
    Effect.gen(function*() {
      const fixture = yield* fixtureOf()
      fixture.mock.faults.add({ match: { operation: "status" }, effect: { kind: "hang" } })
      const { value } = yield* timeOf(
        fixture,
        Effect.gen(function*() {
          yield* publish(fixture, uploaded)
          yield* Effect.scoped(Effect.gen(function*() {
            const claim = yield* (yield* Checkpoint.CheckpointStore).claim("k")
            const found = yield* claim.found
            assert(found !== undefined)
            // As if the process had ended while it sent the last byte.
            yield* claim.write({ ...found, phase: "Finishing" })
          }))
          yield* TestClock.adjust("1 hour")
          return yield* timed(Publisher.Publisher.use(({ resume }) => resume("k")))
        })
      )
      assert.strictEqual(value.value._tag, "StillProcessing")
      assert.isAtMost(value.millis, oneCall + slack)
    }))

  it.effect("ends when the last chunk's response is lost and the status never responds", () =>
    Effect.gen(function*() {
      const fixture = yield* fixtureOf()
      fixture.mock.faults.add({ match: { operation: "upload", nth: 2 }, effect: { kind: "lose-response" } })
      fixture.mock.faults.add({ match: { operation: "upload", nth: 3 }, effect: { kind: "status", status: 403 } })
      fixture.mock.faults.add({ match: { operation: "status", first: 100 }, effect: { kind: "html" } })
      const { value } = yield* timeOf(fixture, publish(fixture, uploaded))
      assert.strictEqual(value._tag, "StillProcessing")
      assert.isAtMost(yield* sinceSent(fixture), 300_000 + oneCall + slack)
    }))

  it.effect("ends when the key is never released", () =>
    Effect.gen(function*() {
      const fixture = yield* fixtureOf()
      const { millis } = yield* timeOf(
        fixture,
        Effect.scoped(Effect.gen(function*() {
          yield* (yield* Checkpoint.CheckpointStore).claim("k")
          const error = yield* Effect.flip(publish(fixture, pulled))
          assert.strictEqual(error.reason._tag, "KeyInUse")
          assert.isTrue(error.retryable)
        }))
      )
      assert.isAtMost(millis, 60_000 + slack)
    }))

  it.effect("does not wait longer after the clock was set back", () =>
    Effect.gen(function*() {
      const fixture = yield* fixtureOf()
      yield* run(
        fixture,
        Effect.gen(function*() {
          const { resume } = yield* Publisher.Publisher
          yield* publish(fixture, pulled)
          const { claim } = yield* Checkpoint.CheckpointStore
          yield* Effect.scoped(Effect.gen(function*() {
            const ours = yield* claim("k")
            const found = yield* ours.found
            assert.isDefined(found?.deadline)
            if (found?.deadline === undefined) return
            // As if a clock that was a day ahead had written it.
            const ahead = DateTime.add({ days: 1 })
            yield* ours.write({ ...found, startedAt: ahead(found.startedAt), deadline: ahead(found.deadline) })
          }))
          const { millis, value } = yield* timed(resume("k"))
          assert.strictEqual(value._tag, "StillProcessing")
          assert.isAtMost(millis, 300_000 + oneCall)
        })
      )
    }))
})
