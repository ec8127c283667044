import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { Media, Post, Publisher } from "effect-tiktok"
import { inFixture, makeFixture, settings } from "../support/fixture.ts"
import { video } from "../support/media.ts"

const post = (media: Media.Video) => Post.video({ media, privacyLevel: "SELF_ONLY", title: "Once" })

const uploaded = post(Media.bytes(video(1000)))
const pulled = post(Media.url("https://verified-domain.com/a.mp4"))

describe.each(settings)("a key in $contract over $transport", ({ contract, transport }) => {
  it.effect.each([["uploaded", uploaded], ["pulled", pulled]] as const)(
    "used five times at once posts what is %s once, and all five get the outcome",
    ([, post]) =>
      inFixture(makeFixture({ contract, transport }), function*(fixture) {
        const outcomes = yield* Effect.all(
          Array.from({ length: 5 }, () =>
            Publisher.Publisher.use(({ publish }) => publish(fixture.creator, post, { key: "order 1" }))),
          { concurrency: "unbounded" }
        )
        assert.strictEqual(fixture.mock.control.posts().length, 1)
        assert.strictEqual(outcomes[0]?._tag, "Published")
        for (const outcome of outcomes) {
          assert.deepStrictEqual(outcome, outcomes[0])
        }
      })
  )

  it.effect("is refused to a different request, also at the same time", () =>
    inFixture(makeFixture({ contract, transport }), function*(fixture) {
      const results = yield* Publisher.Publisher.use(({ publish }) =>
        Effect.forEach(
          [uploaded, pulled],
          (post) => Effect.result(publish(fixture.creator, post, { key: "order 1" })),
          { concurrency: "unbounded" }
        )
      )
      const ends = results.map((result) => Result.isSuccess(result) ? result.success._tag : result.failure.reason._tag)
      assert.sameMembers(ends, ["Published", "KeyConflict"])
      assert.strictEqual(fixture.mock.control.posts().length, 1)
    }))
})
