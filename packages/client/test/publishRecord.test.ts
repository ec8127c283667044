import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration, Effect } from "effect"
import { type Checkpoint, Post } from "effect-tiktok"
import { TestClock } from "effect/testing"
import * as PublishRecord from "../src/internal/publish/publishRecord.ts"

const initial: Checkpoint.Checkpoint = {
  version: 1,
  key: "key",
  creator: Post.CreatorId.make("creator"),
  contract: "live",
  fingerprint: "fingerprint",
  kind: "Video",
  phase: "Finishing",
  startedAt: DateTime.makeUnsafe(0),
  confirmed: 0
}

/** A record over a claim that collects what is written. */
const makeRecord = Effect.gen(function*() {
  const written: Array<Checkpoint.Checkpoint> = []
  const record = yield* PublishRecord.make(
    {
      key: "key",
      number: 1,
      found: Effect.succeed(initial),
      write: (checkpoint) => Effect.sync(() => void written.push(checkpoint)),
      remove: Effect.void
    },
    initial,
    initial
  )
  return { record, written }
})

describe("publish record", () => {
  it.effect("stores a step every five seconds and at the end", () =>
    Effect.gen(function*() {
      const written = yield* Effect.scoped(Effect.gen(function*() {
        const { record, written } = yield* makeRecord
        yield* record.keepStored(() => ({ expiredFor: Duration.seconds(written.length) }))
        yield* TestClock.adjust("12 seconds")
        return written
      }))
      assert.deepStrictEqual(written.map(({ expiredFor = 0 }) => Duration.toSeconds(expiredFor)), [0, 1, 2])
    }))

  it.effect("stops asking for a step once there is none", () =>
    Effect.gen(function*() {
      const { record, written } = yield* makeRecord
      let asked = 0
      yield* record.keepStored(({ phase }) => {
        asked++
        return phase === "Finishing" ? { expiredFor: Duration.zero } : undefined
      })
      yield* TestClock.adjust("10 seconds")
      yield* record.after({ phase: "Following" })
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual([asked, written.length], [3, 3])
    }))
})
