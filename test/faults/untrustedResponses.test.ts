/** Values that a server chooses and may repeat forever: the upload URL, and the cursor of the next page. */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber, Redacted, Stream } from "effect"
import { Contract, Media, Post, Publisher, type TikTokError, Uploader, Videos } from "effect-tiktok"
import { TestClock } from "effect/testing"
import { failureOf } from "../support/failureOf.ts"
import { creator, type SentRequest, type StubResponse, withStub } from "../support/stubTikTok.ts"

const ok = { code: "ok", message: "", log_id: "1" }
const bytes = new Uint8Array(1000)
const post = Post.video({ media: Media.bytes(bytes), privacyLevel: "SELF_ONLY" })
const foreign = "https://open-upload.tiktokapis.com.evil.example/upload?upload_token=very-secret"
const own = "https://open-upload.tiktokapis.com/upload?upload_token=very-secret"

const publish = (key?: string) => Publisher.Publisher.use((publisher) => publisher.publish(creator, post, { key }))

const assertForeign = (error: TikTokError.TikTokError) => {
  assert.deepInclude(error.reason, { _tag: "MalformedResponse", field: "data.upload_url" })
  assert.include(error.message, "open-upload.tiktokapis.com.evil.example")
  assert.notInclude(JSON.stringify(error) + error.message, "very-secret")
}

describe("an init that names an upload URL of another host", () => {
  it.effect("fails before a byte leaves, and its key is free for another init", () =>
    Effect.gen(function*() {
      let inits = 0
      const response = ({ url }: SentRequest): StubResponse => {
        if (url.includes("/init/")) {
          const data = { publish_id: "v_pub_file~1", upload_url: ++inits === 1 ? foreign : own }
          return { status: 200, body: { data, error: ok } }
        }
        if (url === own) return { status: 201 }
        return { status: 200, body: { data: { status: "PUBLISH_COMPLETE" }, error: ok } }
      }
      const { sent, value } = yield* withStub(
        response,
        Effect.gen(function*() {
          return [yield* failureOf(publish("key")), yield* publish("key")] as const
        }),
        Contract.live
      )
      const [error, outcome] = value
      assertForeign(error)
      assert.strictEqual(error.publishId, "v_pub_file~1")
      assert.strictEqual(outcome._tag, "Published")
      assert.deepStrictEqual(sent.filter(({ method }) => method === "PUT").map(({ url }) => url), [own])
    }))
})

it.effect("an upload URL of another host in a checkpoint is refused as well", () =>
  Effect.gen(function*() {
    const { sent, value } = yield* withStub(
      () => ({ status: 201 }),
      Uploader.Uploader.use((uploader) =>
        failureOf(Stream.runDrain(uploader.upload({
          media: Media.bytes(bytes),
          plan: { size: 1000, chunkSize: 1000, chunkCount: 1 },
          uploadUrl: Redacted.make(foreign),
          confirmed: 0
        })))
      ),
      Contract.live
    )
    assertForeign(value)
    assert.deepStrictEqual(sent, [])
  }))

it.effect("an upload ends within the lifetime of its URL although every chunk is delayed repeatedly", () =>
  Effect.gen(function*() {
    let puts = 0
    const size = 20 * 5_242_880
    const fiber = yield* withStub(
      () => ++puts % 4 === 0 ? { status: 206 } : { status: 503, headers: { "retry-after": "120" } },
      Uploader.Uploader.use((uploader) =>
        failureOf(Stream.runDrain(uploader.upload({
          media: Media.bytes(new Uint8Array(size)),
          plan: { size, chunkSize: 5_242_880, chunkCount: 20 },
          uploadUrl: Redacted.make(own)
        })))
      ),
      Contract.live
    ).pipe(Effect.forkChild)
    while (fiber.pollUnsafe() === undefined) {
      yield* Effect.promise(() => new Promise<void>((resolve) => setTimeout(resolve, 1)))
      yield* TestClock.adjust("20 seconds")
    }
    const { value } = yield* Fiber.join(fiber)
    assert.strictEqual(value.reason._tag, "ServerFault")
    assert.isAtMost(yield* Clock.currentTimeMillis, 65 * 60_000)
  }))

const cursorOf = ({ body }: SentRequest): number =>
  typeof body === "object" && body !== null && "cursor" in body ? Number(body.cursor) : 1_000_000

describe("a list of videos ends by itself", () => {
  const list = Videos.Videos.use((videos) => Stream.runCollect(videos.list(creator)))
  const video = { id: "7001", title: "t" }

  it.effect.each<readonly [string, (asked: SentRequest) => object, number, number]>([
    ["when a page begins where the last did", () => ({ videos: [video], cursor: 1_000_000, has_more: true }), 2, 2],
    ["when a page leads back", (asked) => ({ videos: [video], cursor: cursorOf(asked) + 1, has_more: true }), 2, 2],
    ["when pages stay empty", (asked) => ({ videos: [], cursor: cursorOf(asked) - 1, has_more: true }), 20, 0]
  ])("%s", ([, page, requests, count]) =>
    Effect.gen(function*() {
      const { sent, value } = yield* withStub(
        (asked) => ({ status: 200, body: { data: page(asked), error: ok } }),
        list,
        Contract.live
      )
      assert.strictEqual(value.length, count)
      assert.strictEqual(sent.length, requests)
    }))
})
