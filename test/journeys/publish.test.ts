import { assert, describe, it } from "@effect/vitest"
import { Effect, Schedule, Stream } from "effect"
import { Media, Post, Publisher, Uploader } from "effect-tiktok"
import { inFixture, makeFixture, run, settings, terms } from "../support/fixture.ts"
import { pieces, sha256, smallestChunk, video, videoFile } from "../support/media.ts"

const post = (media: Media.Video) => Post.video({ media, privacyLevel: "SELF_ONLY", title: "Hello #world" })

const publish = (creator: Post.CreatorId, post: Post.Post, options?: Publisher.Options) =>
  Publisher.Publisher.use((publisher) => publisher.publish(creator, post, options))

describe.each(settings)("a publish in $contract over $transport", ({ contract, transport }) => {
  const bytes = video(2 * smallestChunk + 777_777)

  it.effect("takes a file from disk to the profile without a changed byte", () =>
    inFixture(makeFixture({ contract, transport }), function*(fixture) {
      const path = yield* videoFile(bytes)
      const outcome = yield* publish(fixture.creator, post(Media.file(path)), { chunkSize: smallestChunk })
      const [seen, ...others] = fixture.mock.control.posts()
      assert.deepStrictEqual(others, [])
      assert(seen !== undefined)
      assert.strictEqual(seen.stage, "published")
      assert.strictEqual(seen.sha256, sha256(bytes))
      assert.strictEqual(seen.caption, "Hello #world")
      assert.strictEqual(seen.privacy, "SELF_ONLY")
      assert.deepStrictEqual(seen.chunks.map(({ first, last }) => last - first + 1), [
        smallestChunk,
        smallestChunk + 777_777
      ])
      assert.deepStrictEqual(outcome, {
        _tag: "Published",
        publishId: Post.PublishId.make(seen.publishId),
        postIds: terms[contract].namesPrivatePosts ? [Post.PostId.make(seen.postId ?? "")] : [],
        url: terms[contract].namesPrivatePosts ? seen.url : undefined
      })
    }))

  it.effect("takes bytes, and a stream whose pieces do not match the chunks", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture({ contract, transport })
      for (const media of [Media.bytes(bytes), Media.stream(pieces(bytes), { size: bytes.length })]) {
        const outcome = yield* run(fixture, publish(fixture.creator, post(media), { chunkSize: smallestChunk }))
        assert.strictEqual(outcome._tag, "Published")
      }
      assert.deepStrictEqual(fixture.mock.control.posts().map((post) => post.sha256), [sha256(bytes), sha256(bytes)])
    }))

  it.effect("sends a small file as one chunk by default", () =>
    inFixture(makeFixture({ contract, transport }), function*(fixture) {
      yield* publish(fixture.creator, post(Media.bytes(bytes)))
      assert.strictEqual(fixture.mock.control.posts()[0]?.chunks.length, 1)
    }))

  it.effect("lets TikTok fetch a video and photos", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture({ contract, transport })
      const clip = yield* run(
        fixture,
        publish(fixture.creator, post(Media.url("https://verified-domain.com/video.mp4")))
      )
      assert.strictEqual(clip._tag, "Published")
      const photos = yield* run(
        fixture,
        publish(
          fixture.creator,
          Post.photos({
            images: ["https://verified-domain.com/1.jpg", new URL("https://verified-domain.com/2.jpg")],
            coverIndex: 1,
            privacyLevel: "PUBLIC_TO_EVERYONE",
            title: "Two photos",
            description: "Of a walk",
            disableComment: true
          })
        )
      )
      assert.strictEqual(photos._tag, "Published")
      const [, seen] = fixture.mock.control.posts()
      assert(seen !== undefined)
      assert.strictEqual(seen.kind, "photo")
      assert.deepStrictEqual(seen.urls, ["https://verified-domain.com/1.jpg", "https://verified-domain.com/2.jpg"])
      assert.strictEqual(seen.caption, "Two photos")
      assert.strictEqual(seen.description, "Of a walk")
    }))

  it.effect("sends a draft to the inbox and says so", () =>
    inFixture(makeFixture({ contract, transport }), function*(fixture) {
      const outcome = yield* publish(fixture.creator, Post.videoDraft({ media: Media.bytes(bytes) }))
      const [seen] = fixture.mock.control.posts()
      assert.isTrue(seen?.draft)
      assert.deepStrictEqual(outcome, { _tag: "SentToInbox", publishId: Post.PublishId.make(seen?.publishId ?? "") })
    }))

  it.effect("reports every step in order", () =>
    inFixture(makeFixture({ contract, transport }), function*(fixture) {
      const events = yield* Publisher.Publisher.use((publisher) =>
        Stream.runCollect(
          publisher.publishStream(fixture.creator, post(Media.bytes(bytes)), { chunkSize: smallestChunk })
        )
      )
      const tags = events.map((event) => event._tag).filter((tag, index, all) => tag !== all[index - 1])
      assert.deepStrictEqual(tags, [
        "Planned",
        "Initialized",
        "BytesSent",
        "BytesConfirmed",
        "BytesSent",
        "BytesConfirmed",
        "StatusReceived",
        "Finished"
      ])
      const confirmed = events.flatMap((event) => event._tag === "BytesConfirmed" ? [event.confirmed] : [])
      assert.deepStrictEqual(confirmed, [smallestChunk, bytes.length])
      const stages = events.flatMap((event) => event._tag === "StatusReceived" ? [event.report.stage] : [])
      assert.strictEqual(stages[0], "Processing")
      assert.strictEqual(stages.at(-1), "Published")
    }))

  it.effect("counts bytes as they leave, up to the size of the file", () =>
    inFixture(makeFixture({ contract, transport }), function*(fixture) {
      const path = yield* videoFile(bytes)
      const publisher = yield* Publisher.Publisher
      const events = yield* Stream.runCollect(
        publisher.publishStream(fixture.creator, post(Media.file(path)), { chunkSize: smallestChunk })
      ).pipe(Effect.provideService(Uploader.Transfer, transport === "socket" ? "Streamed" : "Buffered"))
      const sent = events.flatMap((event) => event._tag === "BytesSent" ? [event.sent] : [])
      assert.deepStrictEqual(sent, sent.toSorted((a, b) => a - b))
      assert.strictEqual(sent.at(-1), bytes.length)
      assert.strictEqual(fixture.mock.control.posts()[0]?.sha256, sha256(bytes))
    }))

  it.effect("ends as Failed with TikTok's reason when the file is no video", () =>
    inFixture(makeFixture({ contract, transport }), function*(fixture) {
      const outcome = yield* publish(fixture.creator, post(Media.bytes(new Uint8Array(1000))))
      assert.strictEqual(outcome._tag, "Failed")
      assert.strictEqual(outcome._tag === "Failed" && outcome.failReason, terms[contract].notAVideo)
    }))

  it.effect("ends as StillProcessing at the deadline, and posts nothing twice", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture({ contract, transport }, { mock: { lifecycle: { mode: "manual" } } })
      const outcome = yield* run(
        fixture,
        publish(fixture.creator, post(Media.bytes(bytes)), { deadline: "1 minute" })
      )
      assert.strictEqual(outcome._tag, "StillProcessing")
      assert.strictEqual(fixture.mock.control.posts().length, 1)
      const asked = fixture.mock.journal.find({ operation: "status" })
      assert.isAtLeast(asked.length, 11)
      assert.isAtMost(asked.length, 13)
    }))

  it.effect("reads the status every 5 seconds by default", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture({ contract, transport }, { mock: { lifecycle: { mode: "polls", count: 4 } } })
      yield* run(fixture, publish(fixture.creator, post(Media.bytes(bytes))))
      const times = fixture.mock.journal.find({ operation: "status" }).map(({ at }) => at)
      const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0))
      pauses.forEach((pause) => assert.strictEqual(pause, 5000))
    }))

  it.effect("refreshes a token that expires while TikTok processes the post", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture({ contract, transport }, {
        mock: { lifecycle: { mode: "after", millis: 25 * 3600 * 1000 } }
      })
      const outcome = yield* run(
        fixture,
        publish(fixture.creator, post(Media.bytes(bytes)), { deadline: "2 days", schedule: Schedule.spaced("1 hour") })
      )
      assert.strictEqual(outcome._tag, "Published")
      assert.strictEqual(fixture.mock.control.posts().length, 1)
      assert.strictEqual(fixture.mock.journal.find({ operation: "token.refresh" }).length, 1)
    }))
})
