import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Layer, Stream } from "effect"
import { Media, Post } from "effect-tiktok"
import { Scheduler, type SchedulerError } from "effect-tiktok-scheduler"
import { wrong } from "../../../test/support/wrongKinds.ts"
import { after, inWorld, pulled } from "./support/world.ts"

const fieldOf = (reason: SchedulerError.Reason) => "field" in reason ? reason.field : reason._tag

const reasonOf = (effect: Effect.Effect<unknown, SchedulerError.SchedulerError>) =>
  Effect.match(effect, {
    onFailure: ({ reason }) => reason,
    onSuccess: () => assert.fail("it succeeded")
  })

const bytes = new Uint8Array(8)

const posts: ReadonlyArray<readonly [string, unknown]> = [
  ["post", undefined],
  ["post", null],
  ["post", "a video"],
  ["post", { _tag: "Story" }],
  ["post.media", {
    _tag: "Video",
    privacyLevel: "SELF_ONLY",
    media: { _tag: "Bytes", bytes, contentType: "video/mp4" }
  }],
  ["post.media", { _tag: "Video", privacyLevel: "SELF_ONLY" }],
  ["post.media.url", { _tag: "VideoDraft", media: { _tag: "Url", url: "http://plain.example/a.mp4" } }],
  ["post.privacyLevel", { _tag: "Video", media: Media.named("a"), privacyLevel: "EVERYONE" }],
  ["title", { _tag: "Video", media: Media.named("a"), privacyLevel: "SELF_ONLY", title: "a".repeat(2201) }],
  ["images", { _tag: "Photos", images: [], privacyLevel: "SELF_ONLY" }],
  ["title", { _tag: "PhotosDraft", images: ["https://a.example/1.jpg"], title: "a".repeat(91) }],
  ["privacyLevel", { _tag: "Video", media: Media.named("a"), privacyLevel: "SELF_ONLY", brandContent: true }]
]

describe("bad input", () => {
  it.effect("of schedule is refused with its field, and schedules nothing", () =>
    inWorld(function*(fixture, { page, schedule }) {
      const at = yield* after("1 hour")
      const call = (creator: unknown, post: unknown, options: unknown) =>
        Effect.map(Effect.flip(schedule(wrong(creator), wrong(post), wrong(options))), ({ message, reason }) => {
          assert.include(message, "Scheduler.schedule: ")
          return fieldOf(reason)
        })
      for (const [field, post] of posts) {
        assert.strictEqual(yield* call(fixture.creator, post, { key: "a", at }), field, JSON.stringify(post))
      }
      for (const creator of [undefined, "", 5, "\uD800", "a\0", "a".repeat(201)]) {
        assert.strictEqual(yield* call(creator, pulled("a"), { key: "a", at }), "creator")
      }
      for (const key of [undefined, "", 5, "\uD800", "a\0", "a".repeat(501)]) {
        assert.strictEqual(yield* call(fixture.creator, pulled("a"), { key, at }), "key")
      }
      assert.strictEqual(yield* call(fixture.creator, pulled("a"), undefined), "key")
      const past = DateTime.subtract(yield* DateTime.now, { minutes: 2 })
      for (
        const [field, time] of [
          ["at", undefined],
          ["at", "tomorrow"],
          ["at", 5],
          ["at", past],
          ["at", { local: "1969-12-24T18:00", timeZone: "Europe/Berlin" }],
          ["at", { local: "2030-12-24T18:00" }],
          ["at.timeZone", { local: "2030-12-24T18:00", timeZone: "Mars/Olympus" }],
          ["at.timeZone", { local: "2030-12-24T18:00", timeZone: "" }],
          ["at.local", { local: "2030-13-24T18:00", timeZone: "Europe/Berlin" }],
          ["at.local", { local: "2030-02-30T18:00", timeZone: "Europe/Berlin" }],
          ["at.local", { local: "2030-12-24T25:00", timeZone: "Europe/Berlin" }],
          ["at.local", { local: "24.12.2030 18:00", timeZone: "Europe/Berlin" }],
          ["at.local", { local: "2030-12-24T18:00Z", timeZone: "Europe/Berlin" }]
        ] as const
      ) {
        assert.strictEqual(
          yield* call(fixture.creator, pulled("a"), { key: "a", at: time }),
          field,
          JSON.stringify(time)
        )
      }
      assert.deepStrictEqual((yield* page()).posts, [])
    }))

  it.effect("names the post whose key it is", () =>
    inWorld(function*(fixture, { schedule }) {
      const at = yield* after("1 hour")
      yield* schedule(fixture.creator, pulled("a"), { key: "a", at })
      for (
        const [creator, post] of [[fixture.creator, pulled("b")], [Post.CreatorId.make("mara"), pulled("a")]] as const
      ) {
        const { reason } = yield* Effect.flip(schedule(creator, post, { key: "a", at }))
        assert.deepInclude(reason, { _tag: "KeyConflict", key: "a" })
      }
    }))

  it.effect("of an id finds nothing, in any operation", () =>
    inWorld(function*(_, { cancel, get, history, reschedule, retry, settle, watch }) {
      for (const text of ["", "nobody", "a\0b", "\uD800", "%", "1; DROP TABLE tiktok_posts"]) {
        const id = wrong(text)
        const time = yield* after("1 hour")
        for (
          const effect of [
            get(id),
            cancel(id),
            reschedule(id, time),
            retry(id),
            settle(id, "Published"),
            history(id),
            Stream.runCollect(watch(id))
          ]
        ) {
          assert.deepInclude(yield* reasonOf(effect), { _tag: "NotFound", id: text, field: "id" })
        }
      }
    }))

  it.effect("of a list, a page and a settlement is refused with its field", () =>
    inWorld(function*(fixture, { list, page, resume, schedule, settle }) {
      const { id } = yield* schedule(fixture.creator, pulled("a"), { key: "a", at: yield* after("1 hour") })
      const cases: ReadonlyArray<readonly [string, Effect.Effect<unknown, SchedulerError.SchedulerError>]> = [
        ["filter.creator", page({ creator: wrong("") })],
        ["filter.states", page({ states: wrong(["Late"]) })],
        ["filter.states", Stream.runDrain(list({ states: wrong("Published") }))],
        ["filter.from", page({ from: wrong("today") })],
        ["filter.to", page({ to: wrong(5) })],
        ["limit", page({}, { limit: 0 })],
        ["limit", page({}, { limit: 1001 })],
        ["limit", page({}, { limit: 1.5 })],
        ["cursor", page({}, { cursor: "" })],
        ["cursor", page({}, { cursor: "5/'; --" })],
        ["as", settle(id, wrong("Lost"))],
        ["state", settle(id, "Published")],
        ["creator", resume(wrong(""))]
      ]
      for (const [field, effect] of cases) assert.strictEqual(fieldOf(yield* reasonOf(effect)), field)
    }))

  for (
    const [field, options] of [
      ["limits.perMinute", { limits: { perMinute: 0 } }],
      ["limits.perDay", { limits: { perDay: 1.5 } }],
      ["watchEvery", { watchEvery: 0 }],
      ["lateAfter", { lateAfter: wrong("soon") }],
      ["overdue.publishWithin", { overdue: wrong({}) }],
      ["overdue.publishWithin", { overdue: { publishWithin: NaN } }],
      ["retryFor", { retryFor: -1 }],
      ["retention", { retention: "1 hour" }],
      ["deadline", { deadline: Infinity }],
      ["concurrency", { concurrency: 0 }],
      ["media", { media: wrong("clips") }]
    ] as const satisfies ReadonlyArray<readonly [string, Scheduler.Options]>
  ) {
    it.effect(`of the option ${field} is refused: ${JSON.stringify(options)}`, () =>
      inWorld(function*() {
        const { reason } = yield* Effect.flip(Effect.scoped(Layer.build(Scheduler.layerMemory(options))))
        assert.strictEqual(fieldOf(reason), field)
      }))
  }
})
