import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect } from "effect"
import { Media } from "effect-tiktok"
import * as Mock from "tiktok-mock-server/effect"
import { fromMessage, toMessage, work } from "./jobs.ts"
import * as Fixture from "./mock.ts"

describe("jobs", () => {
  it.effect("carry a post from one process to another", () =>
    Effect.gen(function*() {
      const creator = yield* Fixture.creator
      const { control } = yield* Mock.MockTikTok
      const message = yield* toMessage({
        order: "order 1",
        creator,
        post: {
          _tag: "Video",
          media: Media.named("clip 1"),
          privacyLevel: "SELF_ONLY",
          title: "from a queue",
          coverTimestamp: Duration.seconds(1)
        }
      })
      assert.strictEqual((yield* work(message))._tag, "Published")
      assert.deepStrictEqual(control.posts().map(({ caption }) => caption), ["from a queue"])
    }).pipe(Effect.provide(Fixture.layer)))

  it.effect("are refused with the field that is wrong", () =>
    Effect.gen(function*() {
      const post = { _tag: "VideoDraft", media: { _tag: "Named", name: "clip 1" } }
      assert.include(yield* errorOf({ ...post, titel: "a" }), `["post"]["titel"]`)
      assert.include(yield* errorOf({ ...post, title: "a" }), `["post"]["title"]`)
    }))
})

const errorOf = (post: unknown) =>
  Effect.map(Effect.flip(fromMessage(JSON.stringify({ order: "order 1", creator: "mara", post }))), String)
