import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect } from "effect"
import { Contract, Media, Post, Publisher, Quota, TikTokApi } from "effect-tiktok"
import { inFixture, makeFixture, run, settings, terms, transports } from "../support/fixture.ts"
import { doubtfulResponses, pulls } from "../support/inits.ts"
import { video } from "../support/media.ts"

const publish = (creator: Post.CreatorId, post: Post.Post) =>
  Publisher.Publisher.use((publisher) => publisher.publish(creator, post))

const upload = Post.video({ media: Media.bytes(video(1000)), privacyLevel: "SELF_ONLY" })

describe.each(settings)("an init in $contract over $transport", ({ contract, transport }) => {
  describe.each(pulls[contract])("$operation of a $post._tag, which publishes by itself,", ({ operation, post }) => {
    it.effect("is repeated after a 429, which means that nothing was accepted", () =>
      inFixture(makeFixture({ contract, transport }), function*(fixture) {
        fixture.mock.faults.add({
          match: { operation, nth: 1 },
          effect: { kind: "code", code: terms[contract].rateLimited }
        })
        const outcome = yield* publish(fixture.creator, post)
        assert.include(["Published", "SentToInbox"], outcome._tag)
        assert.strictEqual(fixture.mock.control.posts().length, 1)
        const [first, second] = fixture.mock.journal.find({ operation })
        assert.isAtLeast((second?.at ?? 0) - (first?.at ?? 0), 60_000)
      }))
  })

  it.effect.each(doubtfulResponses(contract))(
    "for an upload is repeated when its response %s, and one post is published",
    ([, effect]) =>
      inFixture(makeFixture({ contract, transport }), function*(fixture) {
        fixture.mock.faults.add({ match: { operation: "video.init", nth: 1 }, effect })
        const outcome = yield* publish(fixture.creator, upload)
        assert.strictEqual(outcome._tag, "Published")
        assert.strictEqual(fixture.mock.journal.find({ operation: "video.init" }).length, 2)
        assert.strictEqual(fixture.mock.control.posts().filter(({ stage }) => stage === "published").length, 1)
      })
  )

  it.effect("of the seventh video of a minute waits for the next minute", () =>
    inFixture(makeFixture({ contract, transport }), function*(fixture) {
      yield* Effect.all(Array.from({ length: 8 }, () => publish(fixture.creator, upload)), { concurrency: "unbounded" })
      const inits = fixture.mock.journal.find({ operation: "video.init" })
      assert.deepStrictEqual(inits.map(({ status }) => status), Array.from({ length: 8 }, () => 200))
      assert.isAbove((inits[6]?.at ?? 0) - (inits[0]?.at ?? 0), 60_000)
    }))
})

describe("an init that never reaches TikTok", () => {
  it.effect("uses up no limit", () =>
    Effect.gen(function*() {
      // Nothing listens on the port for TCP multiplexing.
      const fixture = yield* makeFixture("socket", {
        client: { baseUrl: "http://127.0.0.1:1", quota: { maxWait: 0 } }
      })
      const publishes = Effect.forEach(
        Array.from({ length: 20 }),
        () => Effect.flip(publish(fixture.creator, upload)),
        { concurrency: "unbounded" }
      )
      const { errors, room } = yield* run(
        fixture,
        Effect.gen(function*() {
          const { app } = yield* TikTokApi.TikTokApi
          const quota = yield* Quota.Quota
          const limits = Contract.catalog.limits("video.init", fixture.creator, app.clientKey)
          return { errors: yield* publishes, room: yield* quota.nextSlot(limits) }
        })
      )
      assert.include(errors.map(({ reason }) => reason._tag), "Unreachable")
      assert.strictEqual(Duration.toMillis(room), 0)
    }))
})

// TikTok's own daily number varies and other apps share it, so only the catalog's is counted here.
describe.each(transports)("an init in catalog over %s", (transport) => {
  it.effect("is refused before sending for the sixteenth video of a day", () =>
    inFixture(makeFixture(transport), function*(fixture) {
      const { reason, retryAfter } = yield* Effect.andThen(
        Effect.all(Array.from({ length: 15 }, () => publish(fixture.creator, upload)), { concurrency: 1 }),
        Effect.flip(publish(fixture.creator, upload))
      )
      assert.strictEqual(reason._tag === "QuotaExhausted" && reason.limit, "daily videos")
      assert.isDefined(retryAfter)
      assert.strictEqual(fixture.mock.journal.find({ operation: "video.init" }).length, 15)
    }))
})

describe.each(settings)("a status call in $contract over $transport", ({ contract, transport }) => {
  it.effect.each([...doubtfulResponses(contract), ["meets a reset connection", { kind: "reset" }] as const])(
    "is repeated when its response %s",
    ([, effect]) =>
      inFixture(makeFixture({ contract, transport }), function*(fixture) {
        fixture.mock.faults.add({ match: { operation: "status", nth: 1 }, effect })
        const outcome = yield* publish(fixture.creator, upload)
        assert.strictEqual(outcome._tag, "Published")
        assert.strictEqual(fixture.mock.control.posts().length, 1)
      })
  )
})
