import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Media, Post, Publisher } from "effect-tiktok"
import { makeFixture, run, settings, terms } from "../support/fixture.ts"
import { smallestChunk, video, videoFile } from "../support/media.ts"

const bytes = video(3 * smallestChunk)

const publishFile = (creator: Post.CreatorId) =>
  Effect.scoped(Effect.gen(function*() {
    const path = yield* videoFile(bytes)
    const publisher = yield* Publisher.Publisher
    return yield* publisher.publish(creator, Post.video({ media: Media.file(path), privacyLevel: "SELF_ONLY" }), {
      chunkSize: smallestChunk
    })
  }))

describe.each(settings)("an upload in $contract over $transport", ({ contract, transport }) => {
  it.effect("gives up after five attempts and leaves nothing published", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture({ contract, transport })
      fixture.mock.faults.add({
        match: { operation: "upload" },
        effect: { kind: "code", code: terms[contract].serverFault }
      })
      const error = yield* Effect.flip(run(fixture, publishFile(fixture.creator)))
      assert.strictEqual(error.reason._tag, "ServerFault")
      const [post] = fixture.mock.control.posts()
      assert.strictEqual(error.publishId, post?.publishId)
      assert.notStrictEqual(post?.stage, "published")
      assert.strictEqual(fixture.mock.journal.find({ operation: "upload" }).length, 5)
    }))
})
