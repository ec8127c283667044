/** An upload that resumes after its URL has expired. */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Duration, Effect } from "effect"
import { Checkpoint, Media, Post, Publisher, RetryPolicy } from "effect-tiktok"
import { TestClock } from "effect/testing"
import type { FaultEffect } from "tiktok-mock-server"
import { contractNames, type Fixture, makeFixture, run, settings } from "../support/fixture.ts"
import { smallestChunk, video } from "../support/media.ts"
import { settableClock } from "../support/settableClock.ts"
import { withClaims } from "../support/withClaims.ts"

const post = Post.video({ media: Media.bytes(video(2 * smallestChunk)), privacyLevel: "SELF_ONLY" })

const sendOnce = { reads: RetryPolicy.standard, inits: RetryPolicy.none, chunks: RetryPolicy.none }

/** Publishes while a chunk fails, and again two hours later. */
const twice = Effect.fnUntraced(function*(fixture: Fixture, nth: number, effect: FaultEffect) {
  fixture.mock.faults.add({ match: { operation: "upload", nth }, effect })
  return yield* run(
    fixture,
    Effect.gen(function*() {
      const { publish } = yield* Publisher.Publisher
      const publishing = publish(fixture.creator, post, { key: "key", chunkSize: smallestChunk })
      yield* Effect.ignore(Effect.provideService(publishing, RetryPolicy.RetryPolicy, sendOnce))
      yield* Effect.sleep("2 hours")
      return yield* publishing
    })
  )
})

const inits = ({ mock }: Fixture) => mock.journal.find({ operation: "video.init" }).length

const published = ({ mock }: Fixture) => mock.control.posts().filter(({ stage }) => stage === "published").length

describe.each(settings)("an upload whose URL has expired, in $contract over $transport,", ({ contract, transport }) => {
  it.effect("starts again while its last byte was certainly not sent", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture({ contract, transport })
      const outcome = yield* twice(fixture, 1, { kind: "reset" })
      assert.strictEqual(outcome._tag, "Published")
      assert.strictEqual(published(fixture), 1)
      assert.strictEqual(inits(fixture), 2)
    }))

  it.effect("does not start again when its last byte has arrived", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture({ contract, transport })
      const outcome = yield* twice(fixture, 2, { kind: "lose-response" })
      assert.strictEqual(outcome._tag, "Published")
      assert.strictEqual(published(fixture), 1)
      assert.strictEqual(inits(fixture), 1)
    }))

  it.effect("starts again only after TikTok reports that its last byte has not arrived", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture({ contract, transport })
      const outcome = yield* twice(fixture, 2, { kind: "reset" })
      // The catalog's status does not report how many bytes have arrived.
      const isReported = contract === "live"
      assert.strictEqual(outcome._tag, isReported ? "Published" : "StillProcessing")
      assert.strictEqual(published(fixture), isReported ? 1 : 0)
      assert.strictEqual(inits(fixture), isReported ? 2 : 1)
    }))
})

/** A program whose wall clock was set. Elapsed time stays correct. */
const setBy = (by: Duration.Input) => <A, E, R>(self: Effect.Effect<A, E, R>) =>
  Effect.flatMap(settableClock, ({ clock, set }) => {
    set(Duration.toMillis(Duration.fromInputUnsafe(by)))
    return Effect.provideService(self, Clock.Clock, clock)
  })

/** Fails at the last chunk, and resumes later with a changed wall clock. */
const withClockSet = Effect.fnUntraced(function*(
  fixture: Fixture,
  effect: FaultEffect,
  by: Duration.Input,
  { after = "1 second", deadline = "10 minutes", runs = 1 }: {
    readonly after?: Duration.Input
    readonly deadline?: Duration.Input
    readonly runs?: number
  } = {}
) {
  fixture.mock.faults.add({ match: { operation: "upload", nth: 2 }, effect })
  return yield* run(
    fixture,
    Effect.gen(function*() {
      const { publish } = yield* Publisher.Publisher
      const within = (deadline: Duration.Input) =>
        publish(fixture.creator, post, { key: "key", chunkSize: smallestChunk, deadline })
      yield* Effect.ignore(Effect.provideService(within(0), RetryPolicy.RetryPolicy, sendOnce))
      yield* TestClock.adjust(after)
      const tags: Array<string> = []
      for (let made = 0; made < runs; made++) tags.push((yield* setBy(by)(within(deadline)))._tag)
      return tags
    })
  )
})

/** A status that does not know the last chunk yet. */
const lag = ({ mock }: Fixture, until: number) =>
  Effect.sync(() => {
    mock.faults.add({
      match: { operation: "status" },
      effect: {
        kind: "status",
        status: 200,
        contentType: "application/json",
        body: JSON.stringify({
          data: { status: "PROCESSING_UPLOAD", uploaded_bytes: smallestChunk },
          error: { code: "ok", message: "", log_id: "" }
        })
      },
      until
    })
  })

/** A fixture at today's date. */
const fixtureOf = (contract: "catalog" | "live") =>
  Effect.andThen(
    TestClock.setTime(Date.UTC(2026, 10, 30)),
    makeFixture({ contract, transport: "memory" }, { mock: { lifecycle: { mode: "polls", count: 6 } } })
  )

const steps = ["71 minutes", "1 day", "400 days", "-71 minutes", "-1 day", "-400 days"] as const

describe.each(contractNames)("an upload that resumes after the clock was set, in %s,", (contract) => {
  it.effect.each(steps)("posts once where its last byte has arrived, by %s", (by) =>
    Effect.gen(function*() {
      const fixture = yield* fixtureOf(contract)
      assert.deepStrictEqual(yield* withClockSet(fixture, { kind: "lose-response" }, by), ["Published"])
      assert.strictEqual(published(fixture), 1)
      assert.strictEqual(inits(fixture), 1)
    }))

  it.effect.each(steps)("posts once where its last byte was lost, by %s", (by) =>
    Effect.gen(function*() {
      const fixture = yield* fixtureOf(contract)
      assert.deepStrictEqual(yield* withClockSet(fixture, { kind: "reset" }, by), ["Published"])
      assert.strictEqual(published(fixture), 1)
      assert.strictEqual(inits(fixture), 1)
    }))
})

describe("an upload whose URL has expired, after the clock was set", () => {
  it.effect.each(steps)(
    "by %s posts once while the status does not know yet of its last byte",
    (by) =>
      Effect.gen(function*() {
        const fixture = yield* fixtureOf("live")
        const now = yield* Clock.currentTimeMillis
        yield* lag(fixture, now + 7_500_000)
        const tags = yield* withClockSet(fixture, { kind: "lose-response" }, by, { after: "2 hours" })
        assert.deepStrictEqual(tags, ["Published"])
        assert.strictEqual(published(fixture), 1)
        assert.strictEqual(inits(fixture), 1)
      })
  )

  it.effect.each(steps)("by %s starts again where its last byte was lost", (by) =>
    Effect.gen(function*() {
      const fixture = yield* fixtureOf("live")
      const tags = yield* withClockSet(fixture, { kind: "reset" }, by, { after: "2 hours" })
      assert.deepStrictEqual(tags, ["Published"])
      assert.strictEqual(published(fixture), 1)
      assert.strictEqual(inits(fixture), 2)
    }))

  it.effect("completes in one process although no run waits long", () =>
    Effect.gen(function*() {
      const fixture = yield* fixtureOf("live")
      const tags = yield* withClockSet(fixture, { kind: "reset" }, "1 day", {
        after: "2 hours",
        deadline: "2 minutes",
        runs: 7
      })
      assert.strictEqual(tags[0], "StillProcessing")
      assert.strictEqual(tags.at(-1), "Published")
      assert.strictEqual(published(fixture), 1)
      assert.strictEqual(inits(fixture), 2)
    }))
})

/** Resumes in one process after the other, each with a clock of its own, until there is an outcome. Returns the outcomes. */
const inProcesses = Effect.fnUntraced(function*(
  fixture: Fixture,
  effect: FaultEffect,
  { deadline, life }: {
    /** A process that lives longer is killed: it stores nothing more. */
    readonly life: Duration.Input
    readonly deadline?: Duration.Input
  }
) {
  fixture.mock.faults.add({ match: { operation: "upload", nth: 2 }, effect })
  return yield* run(
    fixture,
    Effect.gen(function*() {
      const store = yield* Checkpoint.CheckpointStore
      const options: Publisher.Options = { key: "key", chunkSize: smallestChunk, deadline }
      const { publish } = yield* Publisher.Publisher
      yield* Effect.ignore(
        Effect.provideService(publish(fixture.creator, post, options), RetryPolicy.RetryPolicy, sendOnce)
      )
      yield* Effect.sleep("2 hours")
      const tags: Array<string> = []
      while (tags.at(-1) !== "Published" && tags.length < 30) {
        let isKilled = false
        const dying = withClaims(store, ({ write }) => ({
          write: (checkpoint) => Effect.suspend(() => isKilled ? Effect.void : write(checkpoint))
        }))
        const process = yield* Effect.provideService(Publisher.make, Checkpoint.CheckpointStore, dying)
        const outcome = process.publish(fixture.creator, post, options).pipe(
          setBy(`${(tags.length % 3 - 1) * 400} days`),
          Effect.map(({ _tag: tag }): string => tag)
        )
        const killed = Effect.sync(() => {
          isKilled = true
          return "killed"
        })
        tags.push(yield* Effect.raceFirst(outcome, Effect.delay(killed, life)))
      }
      return tags
    })
  )
})

describe("an upload whose URL has expired, among processes of which none runs long,", () => {
  it.effect.each(
    [
      { what: "killed after four minutes", life: "4 minutes" },
      { what: "killed after fifty seconds", life: "50 seconds" },
      { what: "ended by a deadline of a minute", life: "1 hour", deadline: "1 minute" }
    ] as const
  )("starts again ten minutes after the refusal, $what", (options) =>
    Effect.gen(function*() {
      const fixture = yield* fixtureOf("live")
      const before = yield* Clock.currentTimeMillis
      const tags = yield* inProcesses(fixture, { kind: "reset" }, options)
      assert.strictEqual(tags.at(-1), "Published", tags.join())
      assert.isAtLeast(tags.length, 3)
      assert.isAtLeast((yield* Clock.currentTimeMillis) - before, 130 * 60_000)
      assert.strictEqual(published(fixture), 1)
      assert.strictEqual(inits(fixture), 2)
    }))

  it.effect.each(
    [
      { what: "killed after four minutes", life: "4 minutes" },
      { what: "ended by a deadline of a minute", life: "1 hour", deadline: "1 minute" }
    ] as const
  )("posts once while the status does not know yet of its last byte, $what", (options) =>
    Effect.gen(function*() {
      const fixture = yield* fixtureOf("live")
      const now = yield* Clock.currentTimeMillis
      yield* lag(fixture, now + 129 * 60_000)
      const tags = yield* inProcesses(fixture, { kind: "lose-response" }, options)
      assert.strictEqual(tags.at(-1), "Published", tags.join())
      assert.isAtLeast(tags.length, 3)
      assert.strictEqual(published(fixture), 1)
      assert.strictEqual(inits(fixture), 1)
    }))
})
