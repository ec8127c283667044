/** A post with an unknown outcome is searched among the creator's videos, and never sent again. */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber } from "effect"
import { Checkpoint, Media, Post, Publisher } from "effect-tiktok"
import { TestClock } from "effect/testing"
import type { FaultEffect, MockOptions } from "tiktok-mock-server"
import { type Fixture, inFixture, makeFixture, run, transports } from "../support/fixture.ts"

const pull = Media.url("https://verified-domain.com/a.mp4")
const video = Post.video({ media: pull, privacyLevel: "PUBLIC_TO_EVERYONE", title: "The only one" })
const photos = Post.photos({
  images: ["https://verified-domain.com/a.jpg"],
  privacyLevel: "PUBLIC_TO_EVERYONE",
  title: "The only one"
})

const live = { contract: "live" } as const
const slow: MockOptions = { lifecycle: { mode: "after", millis: 45_000 } }

const publish = (fixture: Fixture, post: Post.Post, key?: string) =>
  Publisher.Publisher.use((publisher) => publisher.publish(fixture.creator, post, { key }))

const lose = (fixture: Fixture, effect: FaultEffect = { kind: "lose-response" }) =>
  fixture.mock.faults.add({ match: { operation: "video.init", nth: 1 }, effect })

const lookedUp = (fixture: Fixture) => fixture.mock.journal.find({ operation: "video.list" }).length

const inits = (fixture: Fixture) => fixture.mock.journal.find(({ operation }) => operation.endsWith(".init")).length

describe.each(transports)("Scenario 02: a lost response, reconciled (live over %s)", (transport) => {
  const setting = { ...live, transport }

  it.effect.each([["video.init", video], ["photo.init", photos]] as const)(
    "to %s is replaced by the post itself, once it is public",
    ([operation, post]) =>
      inFixture(makeFixture(setting, { mock: slow }), function*(fixture) {
        fixture.mock.faults.add({ match: { operation }, effect: { kind: "lose-response" } })
        const outcome = yield* publish(fixture, post)
        assert(outcome._tag === "Published", outcome._tag)
        const [accepted, ...others] = fixture.mock.control.posts()
        assert.deepStrictEqual(others, [])
        assert.isDefined(accepted)
        assert.deepStrictEqual<ReadonlyArray<unknown>>(outcome.postIds, [accepted?.postId])
        assert.isUndefined(outcome.publishId)
        assert.strictEqual(inits(fixture), 1)
        assert.isAtLeast(yield* Clock.currentTimeMillis, 45_000)
      })
  )

  it.effect("stays unknown when no such post appears within ten minutes", () =>
    inFixture(makeFixture(setting, { mock: slow }), function*(fixture) {
      lose(fixture, { kind: "reset" })
      const outcome = yield* publish(fixture, video)
      assert.strictEqual(outcome._tag, "OutcomeUnknown")
      assert.strictEqual(inits(fixture), 1)
      assert.isAtLeast(lookedUp(fixture), 60)
    }))

  it.effect("is searched again after a transient failure of the list", () =>
    inFixture(makeFixture(setting, { mock: slow }), function*(fixture) {
      lose(fixture)
      fixture.mock.faults.add({ match: { operation: "video.list", first: 12 }, effect: { kind: "html" } })
      const outcome = yield* publish(fixture, video)
      assert.strictEqual(outcome._tag, "Published")
    }))

  it.effect("stays unknown after its deadline plus one call when the list never responds", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture(setting, { mock: slow })
      lose(fixture)
      fixture.mock.faults.add({ match: { operation: "video.list" }, effect: { kind: "hang" } })
      const isAsked = () => fixture.mock.faults.list().some(({ effect, hits }) => effect.kind === "hang" && hits > 0)
      const before = yield* Clock.currentTimeMillis
      const fiber = yield* Publisher.Publisher.use((publisher) =>
        publisher.publish(fixture.creator, video, { deadline: "1 minute" })
      ).pipe(Effect.provide(fixture.layer), Effect.forkChild)
      while (fiber.pollUnsafe() === undefined) {
        yield* Effect.promise(() => new Promise<void>((resolve) => setTimeout(resolve, 5)))
        // The publish first waits for the lost response.
        if (isAsked() || fixture.inFlight() === 0) yield* TestClock.adjust("1 second")
      }
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "OutcomeUnknown")
      assert.isAtMost((yield* Clock.currentTimeMillis) - before, 91_000)
    }))

  it.effect("stays unknown, at once, when the login may not list videos", () =>
    inFixture(
      makeFixture(setting, {
        mock: slow,
        scopes: { scopes: ["user.info.basic", "video.publish", "video.upload"] }
      }),
      function*(fixture) {
        lose(fixture)
        const outcome = yield* publish(fixture, video)
        assert(outcome._tag === "OutcomeUnknown")
        assert.include(outcome.remedy, "profile")
        assert.strictEqual(lookedUp(fixture), 1)
        assert.isBelow(yield* Clock.currentTimeMillis, 60_000)
      }
    ))

  it.effect.each<readonly [string, Post.Post]>([
    ["only the creator can see", Post.video({ media: pull, privacyLevel: "SELF_ONLY", title: "The only one" })],
    ["has no caption", Post.video({ media: pull, privacyLevel: "PUBLIC_TO_EVERYONE" })]
  ])(
    "stays unknown, at once, for a post that %s",
    ([, post]) =>
      inFixture(makeFixture(setting, { mock: slow }), function*(fixture) {
        lose(fixture)
        const outcome = yield* publish(fixture, post)
        assert.strictEqual(outcome._tag, "OutcomeUnknown")
        assert.strictEqual(lookedUp(fixture), 0)
      })
  )

  it.effect("sends a person to the inbox for a draft", () =>
    inFixture(makeFixture(setting, { mock: slow }), function*(fixture) {
      fixture.mock.faults.add({ match: { operation: "inbox.init" }, effect: { kind: "lose-response" } })
      const outcome = yield* publish(fixture, Post.videoDraft({ media: pull }))
      assert(outcome._tag === "OutcomeUnknown")
      assert.include(outcome.remedy, "inbox")
    }))

  it.effect("is not confused with another post of the same caption", () =>
    inFixture(makeFixture(setting, { mock: slow }), function*(fixture) {
      fixture.mock.faults.add({ match: { operation: "video.init", nth: 2 }, effect: { kind: "lose-response" } })
      // The checkpoint names the first, so the second is the other one.
      const first = yield* publish(fixture, video, "first")
      const second = yield* publish(fixture, video, "second")
      assert(first._tag === "Published" && second._tag === "Published")
      assert.notDeepEqual(first.postIds, second.postIds)
      assert.strictEqual(fixture.mock.control.posts().length, 2)
    }))

  it.effect("stays unknown when two posts match", () =>
    inFixture(makeFixture(setting, { mock: slow }), function*(fixture) {
      fixture.mock.faults.add({ match: { operation: "video.init", nth: 2 }, effect: { kind: "lose-response" } })
      // One has no checkpoint, like a post by hand.
      const outcomes = yield* Effect.all([publish(fixture, video), publish(fixture, video)], {
        concurrency: "unbounded"
      })
      assert.sameMembers(outcomes.map(({ _tag }) => _tag), ["Published", "OutcomeUnknown"])
    }))

  describe("whose title has more than the 150 characters that TikTok shows", () => {
    const beginning = "\u{1f30a} The tide comes in ".padEnd(180, "and goes out again ")
    const long = (ending: string) =>
      Post.video({ media: pull, privacyLevel: "PUBLIC_TO_EVERYONE", title: beginning + ending })

    it.effect.each<readonly [string, MockOptions["switches"]]>([
      ["is found by what is left of it", {}],
      ["is found by all of it where TikTok cuts nothing", { longTitles: "whole" }]
    ])(
      "%s",
      ([, switches]) =>
        inFixture(makeFixture(setting, { mock: { ...slow, switches: { ...switches } } }), function*(fixture) {
          lose(fixture)
          const outcome = yield* publish(fixture, long("one"), "key")
          assert(outcome._tag === "Published", outcome._tag)
          assert.deepStrictEqual<ReadonlyArray<unknown>>(outcome.postIds, [fixture.mock.control.posts()[0]?.postId])
        })
    )

    it.effect("is not confused with another lost post of ours that begins alike", () =>
      inFixture(makeFixture(setting, { mock: slow }), function*(fixture) {
        fixture.mock.faults.add({ match: { operation: "video.init", nth: 1 }, effect: { kind: "reset" } })
        fixture.mock.faults.add({ match: { operation: "video.init", nth: 2 }, effect: { kind: "lose-response" } })
        const outcomes = yield* Effect.all(
          [publish(fixture, long("one"), "one"), publish(fixture, long("two"), "two")],
          {
            concurrency: "unbounded"
          }
        )
        assert.strictEqual(fixture.mock.control.posts().length, 1)
        assert.deepStrictEqual(outcomes.map(({ _tag }) => _tag), ["OutcomeUnknown", "OutcomeUnknown"])
      }))

    it.effect("is found beside one of ours that begins alike, once that one's id is known", () =>
      inFixture(makeFixture(setting, { mock: slow }), function*(fixture) {
        fixture.mock.faults.add({ match: { operation: "video.init", nth: 2 }, effect: { kind: "lose-response" } })
        const first = yield* publish(fixture, long("one"), "one")
        const second = yield* publish(fixture, long("two"), "two")
        assert(first._tag === "Published" && second._tag === "Published")
        assert.notDeepEqual(first.postIds, second.postIds)
      }))

    it.effect("is not found in a video whose title is only a part of it", () =>
      inFixture(makeFixture(setting, { mock: slow }), function*(fixture) {
        fixture.mock.faults.add({ match: { operation: "video.init", nth: 2 }, effect: { kind: "reset" } })
        const shorter = Post.video({
          media: pull,
          privacyLevel: "PUBLIC_TO_EVERYONE",
          title: beginning.slice(0, 140)
        })
        const [, second] = yield* Effect.all([
          publish(fixture, shorter),
          Effect.delay(publish(fixture, long("one"), "key"), "1 second")
        ], {
          concurrency: "unbounded"
        })
        assert.strictEqual(second._tag, "OutcomeUnknown")
      }))
  })

  it.effect("is searched again by a resume or another publish, without another init", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture(setting, { mock: { lifecycle: { mode: "after", millis: 20 * 60_000 } } })
      lose(fixture)
      const [first, second, third] = yield* run(
        fixture,
        Effect.gen(function*() {
          const { resume } = yield* Publisher.Publisher
          const first = yield* publish(fixture, video, "key")
          const store = yield* Checkpoint.CheckpointStore
          assert.strictEqual((yield* store.get("key"))?.outcome?._tag, "OutcomeUnknown")
          const second = yield* publish(fixture, video, "key")
          yield* Effect.sleep("15 minutes")
          return [first, second, yield* resume("key")] as const
        })
      )
      assert.deepStrictEqual([first._tag, second._tag, third._tag], ["OutcomeUnknown", "OutcomeUnknown", "Published"])
      assert.strictEqual(inits(fixture), 1)
    }))
})

describe("Scenario 02: a lost response (catalog)", () => {
  it.effect("stays unknown: the contract lists no videos", () =>
    inFixture(makeFixture("memory", { mock: slow }), function*(fixture) {
      lose(fixture)
      const outcome = yield* publish(fixture, video)
      assert.strictEqual(outcome._tag, "OutcomeUnknown")
      assert.strictEqual(inits(fixture), 1)
    }))
})
