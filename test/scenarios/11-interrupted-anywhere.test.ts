import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { Media, Post } from "effect-tiktok"
import { settings } from "../support/fixture.ts"
import {
  assertPostedWhole,
  finish,
  type Journey,
  type Kind,
  makeJourney,
  runUntil,
  runUntilHanging
} from "../support/interruption.ts"
import { smallestChunk, video } from "../support/media.ts"
import { runs } from "../support/runs.ts"

const privacyLevel = "SELF_ONLY"
const chunks = video(2 * smallestChunk + 1000)
const chunk = video(1000)
const none = new Uint8Array()
const url = "https://verified-domain.com/a.mp4"
const image = "https://verified-domain.com/a.jpg"

const kinds = {
  "a file of two chunks": {
    bytes: chunks,
    post: (path) => Post.video({ media: Media.file(path), privacyLevel }),
    ends: "Published"
  },
  "a draft of one chunk": {
    bytes: chunk,
    post: (path) => Post.videoDraft({ media: Media.file(path) }),
    ends: "SentToInbox"
  },
  "a video that TikTok fetches": {
    bytes: none,
    post: () => Post.video({ media: Media.url(url), privacyLevel }),
    ends: "Published"
  },
  "a draft that TikTok fetches": {
    bytes: none,
    post: () => Post.videoDraft({ media: Media.url(url) }),
    ends: "SentToInbox"
  },
  "photos": {
    bytes: none,
    post: () => Post.photos({ images: [image], privacyLevel }),
    ends: "Published"
  }
} satisfies Readonly<Record<string, Kind>>

const everyKind = Object.entries<Kind>(kinds).map(([what, kind]) => ({ what, kind }))

/** Continues a journey, whose checkpoint says what TikTok has. */
const resumeToEnd = Effect.fnUntraced(function*(journey: Journey) {
  const { kind, store } = journey
  const checkpoint = yield* store.get("key")
  const { outcome } = yield* finish(journey)
  assert.strictEqual(outcome._tag, kind.ends)
  const { publishId } = assertPostedWhole(journey)
  if (checkpoint?.publishId !== undefined) assert.strictEqual(publishId, checkpoint.publishId)
})

/** Requests and responses in order. */
const answered = ({ fixture }: Journey) =>
  fixture.mock.journal.find(({ status }) => status > 0).map(({ operation }) => operation)

/** Whether a request is sent once per publish, however often the publish resumes. */
const isOnce = (operation: string): boolean => operation !== "status"

describe.each(settings)("Scenario 11: interrupt during upload and poll ($contract over $transport)", (setting) => {
  describe.each(everyKind)("of $what", ({ kind }) => {
    const journey = <A, E>(test: (journey: Journey) => Effect.Effect<A, E>) =>
      Effect.scoped(Effect.flatMap(makeJourney(setting, kind), test))

    it.effect("at any step", () =>
      Effect.gen(function*() {
        const { steps } = yield* journey(finish)
        for (let step = 1; step <= steps; step++) {
          yield* journey(Effect.fnUntraced(function*(journey) {
            assert.isAtLeast((yield* runUntil(journey, step)).steps, step)
            yield* resumeToEnd(journey)
          }))
        }
      }))

    it.effect("in the middle of any request", () =>
      Effect.gen(function*() {
        const requests = yield* journey((journey) => Effect.map(finish(journey), () => answered(journey)))
        for (const [index, operation] of requests.entries()) {
          yield* journey(Effect.fnUntraced(function*(journey) {
            yield* runUntilHanging(journey, index + 1)
            if (operation.endsWith(".init") && kind.bytes.length === 0) {
              // Here the response was lost, and the request must not be repeated.
              const { outcome } = yield* finish(journey)
              assert.strictEqual(outcome._tag, "OutcomeUnknown")
              return assert.strictEqual(journey.fixture.mock.journal.find({ operation }).length, 1)
            }
            yield* resumeToEnd(journey)
            assert.deepStrictEqual(answered(journey).filter(isOnce), requests.filter(isOnce))
          }))
        }
      }))
  })

  it.effect.prop(
    "repeatedly, at any steps",
    {
      what: Schema.Literals(["a file of two chunks", "a draft of one chunk", "a video that TikTok fetches", "photos"]),
      steps: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 40 }))).check(Schema.isMaxLength(5))
    },
    ({ steps, what }) =>
      Effect.scoped(Effect.gen(function*() {
        const journey = yield* makeJourney(setting, kinds[what])
        for (const step of steps) yield* runUntil(journey, step)
        yield* resumeToEnd(journey)
      })),
    { arbitrary: { runs: runs(30) } }
  )
})
