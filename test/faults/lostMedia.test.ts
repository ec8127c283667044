/** An upload whose last byte may have arrived ends, although its media is lost or each run is short. */
import { assert, describe, it } from "@effect/vitest"
import { Clock, type Duration, Effect, Exit } from "effect"
import { Checkpoint, Media, Post, Publisher } from "effect-tiktok"
import { rmSync, writeFileSync } from "node:fs"
import { contractNames, type Fixture, inFixture, makeFixture } from "../support/fixture.ts"
import { smallestChunk, video, videoFile } from "../support/media.ts"
import { withClaims } from "../support/withClaims.ts"

const content = video(2 * smallestChunk)

const inits = ({ mock }: Fixture) => mock.journal.find({ operation: "video.init" }).length

/** A process of its own on the shared store. */
const startProcess = Effect.flatMap(
  Checkpoint.CheckpointStore,
  (store) => Effect.provideService(Publisher.make, Checkpoint.CheckpointStore, store)
)

/** Publishes in a process that is killed while the last byte is sent. */
const killAtTheEnd = Effect.fnUntraced(function*({ creator }: Fixture, post: Post.Post, hasArrived: boolean) {
  let isKilled = false
  const die = Effect.suspend(() => {
    isKilled = true
    return Effect.die("killed")
  })
  const store = withClaims(yield* Checkpoint.CheckpointStore, ({ write }) => ({
    write: (checkpoint) => {
      if (isKilled || checkpoint.phase === "Following") return die
      return checkpoint.phase === "Finishing" && !hasArrived
        ? Effect.andThen(write(checkpoint), die)
        : write(checkpoint)
    }
  }))
  const { publish } = yield* Effect.provideService(Publisher.make, Checkpoint.CheckpointStore, store)
  assert.isTrue(Exit.hasDies(yield* Effect.exit(publish(creator, post, { key: "k", chunkSize: smallestChunk }))))
})

/** How an effect ends. */
const endOf = <E extends { readonly reason: { readonly _tag: string } }, R>(
  run: Effect.Effect<{ readonly _tag: string }, E, R>
) => Effect.match(run, { onSuccess: ({ _tag: tag }) => tag, onFailure: ({ reason }) => reason._tag })

/** Runs again and again until the publish has ended. Returns how, and after how many minutes. */
const untilEnded = Effect.fnUntraced(function*<R>(run: Effect.Effect<string, never, R>, pause: Duration.Input) {
  const before = yield* Clock.currentTimeMillis
  for (let made = 0; made < 40; made++) {
    const end = yield* run
    if (end !== "StillProcessing") return { end, minutes: ((yield* Clock.currentTimeMillis) - before) / 60_000 }
    yield* Effect.sleep(pause)
  }
  return { end: "never", minutes: Infinity }
})

const losses = [
  ["is removed", (path: string) => rmSync(path)],
  ["has become another", (path: string) => writeFileSync(path, video(smallestChunk))]
] as const

describe.each(contractNames)("on %s, while its last byte may have arrived,", (contract) => {
  const fixtureOf = () =>
    makeFixture({ contract, transport: "memory" }, { mock: { lifecycle: { mode: "polls", count: 3 } } })
  const isCounted = contract === "live"

  const givenFile = Effect.fnUntraced(function*(fixture: Fixture, hasArrived: boolean) {
    const path = yield* videoFile(content)
    const post = Post.video({ media: Media.file(path), privacyLevel: "SELF_ONLY" })
    yield* killAtTheEnd(fixture, post, hasArrived)
    return { path, post }
  })

  describe.each(losses)("the upload of a file that %s", (_, lose) => {
    it.effect("ends after its URL where the byte was lost", () =>
      inFixture(fixtureOf(), function*(fixture) {
        const { path, post } = yield* givenFile(fixture, false)
        lose(path)
        const { publish } = yield* startProcess
        const { end, minutes } = yield* untilEnded(endOf(publish(fixture.creator, post, { key: "k" })), "10 minutes")
        assert.strictEqual(end, isCounted ? "MediaUnreadable" : "OutcomeUnknown")
        // TikTok takes bytes for an hour, and the status may lag behind them.
        assert.isAtLeast(minutes, isCounted ? 70 : 120)
        const found = yield* (yield* Checkpoint.CheckpointStore).get("k")
        assert.strictEqual(found?.outcome?._tag, isCounted ? undefined : "OutcomeUnknown")
        assert.strictEqual(found === undefined, isCounted)
        assert.strictEqual(inits(fixture), 1)
      }))

    it.effect("ends as published where it has arrived", () =>
      inFixture(fixtureOf(), function*(fixture) {
        const { path, post } = yield* givenFile(fixture, true)
        lose(path)
        const { publish } = yield* startProcess
        assert.strictEqual(yield* endOf(publish(fixture.creator, post, { key: "k" })), "Published")
        assert.strictEqual(inits(fixture), 1)
      }))
  })

  it.effect("the upload of a lost file ends among processes that each run for five minutes", () =>
    inFixture(fixtureOf(), function*(fixture) {
      const { path, post } = yield* givenFile(fixture, false)
      rmSync(path)
      const options = { key: "k", deadline: "5 minutes" } as const
      const inOne = Effect.flatMap(startProcess, ({ publish }) => endOf(publish(fixture.creator, post, options)))
      const { end, minutes } = yield* untilEnded(inOne, "1 second")
      assert.strictEqual(end, isCounted ? "MediaUnreadable" : "OutcomeUnknown")
      assert.isAtLeast(minutes, isCounted ? 70 : 120)
    }))

  it.effect.each([["lost", true], ["unchanged", false]] as const)(
    "the upload of a file that is %s ends after a day among processes that ask only once",
    ([, isLost]) =>
      inFixture(fixtureOf(), function*(fixture) {
        const { path, post } = yield* givenFile(fixture, false)
        if (isLost) rmSync(path)
        yield* Effect.sleep("2 hours")
        const options = { key: "k", deadline: 0 } as const
        const once = Effect.flatMap(startProcess, ({ publish }) => endOf(publish(fixture.creator, post, options)))
        const { end, minutes } = yield* untilEnded(once, "1 hour")
        assert.strictEqual(end, "OutcomeUnknown")
        assert.isAtLeast(minutes, 24 * 60)
        assert.strictEqual(inits(fixture), 1)
      })
  )

  it.effect("the upload of bytes whose process has ended needs them again, or a person", () =>
    inFixture(fixtureOf(), function*(fixture) {
      const post = Post.video({ media: Media.bytes(content), privacyLevel: "SELF_ONLY" })
      yield* killAtTheEnd(fixture, post, false)
      const { pending, publish, resume } = yield* startProcess
      const { end } = yield* untilEnded(endOf(resume("k")), "10 minutes")
      assert.strictEqual(end, isCounted ? "KeyConflict" : "OutcomeUnknown")
      const [waiting] = yield* pending
      assert.strictEqual(waiting?._tag, isCounted ? "NeedsMedia" : "NeedsPerson")
      const again = yield* endOf(publish(fixture.creator, post, { key: "k" }))
      assert.strictEqual(again, isCounted ? "Published" : "StillProcessing")
      assert.strictEqual(inits(fixture), isCounted ? 2 : 1)
    }))
})
