import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { chunkHeaders, dataOf, inMemory, mp4, paths, singleChunk, text, type World } from "./support.ts"

const failureOf = (promise: Promise<unknown>) =>
  Effect.promise(() => promise.then(() => undefined, (error: unknown) => error))

const authorize = "https://www.tiktok.com/v2/auth/authorize/?client_key=mock-client-key&scope=video.publish"
  + "&response_type=code&redirect_uri=https%3A%2F%2Fyourdomain.com%2Fcallback"

const ask = (world: World, url: string) =>
  Effect.promise(() => world.send(url, { headers: { authorization: `Bearer ${world.token}` } }))

describe("fetch", () => {
  it.effect("answers under TikTok's hosts and under this machine's", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ publicUrl: "https://mock.example" })
      for (
        const origin of [
          "https://open.tiktokapis.com",
          "https://upload.us.tiktokapis.com",
          "https://www.tiktok.com",
          "http://localhost:1",
          "http://127.0.0.1:8787",
          "http://[::1]:8787",
          "https://mock.example"
        ]
      ) {
        assert.strictEqual((yield* ask(world, origin + paths.creator)).status, 200, origin)
      }
    }))

  it.effect("rejects as a dead network for any other host", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      for (
        const origin of [
          "https://example.com",
          "https://tiktokapis.com.example",
          "https://eviltiktokapis.com",
          "http://open.tiktokapis.com",
          "https://localhost.example"
        ]
      ) {
        assert.instanceOf(yield* failureOf(world.send(origin + paths.creator)), TypeError, origin)
      }
      assert.isEmpty(world.mock.journal.entries())
    }))

  it.effect("follows redirects as told", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ consent: "auto" })
      const manual = yield* Effect.promise(() => world.send(authorize, { redirect: "manual" }))
      assert.strictEqual(manual.status, 302)
      assert.instanceOf(yield* failureOf(world.send(authorize)), TypeError)
      assert.instanceOf(yield* failureOf(world.send(authorize, { redirect: "error" })), TypeError)
      const local = authorize.replace("https%3A%2F%2Fyourdomain.com%2Fcallback", "http%3A%2F%2Flocalhost%2Fcallback")
      const followed = yield* Effect.promise(() => world.send(local))
      assert.strictEqual(followed.status, 404)
      assert.deepStrictEqual(world.mock.journal.entries().map(({ path }) => path.split("?")[0]).slice(-2), [
        "/v2/auth/authorize/",
        "/callback"
      ])
    }))

  it.effect("rejects with the reason of its signal, before and while it waits", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const reason = new Error("enough")
      assert.strictEqual(
        yield* failureOf(world.send("https://open.tiktokapis.com/", { signal: AbortSignal.abort(reason) })),
        reason
      )
      world.mock.faults.add({ effect: { kind: "hang" } })
      const controller = new AbortController()
      const waiting = world.send("https://open.tiktokapis.com/v2/creator_info/query/", { signal: controller.signal })
      controller.abort(reason)
      assert.strictEqual(yield* failureOf(waiting), reason)
    }))

  it.effect("counts nothing of an upload whose signal aborts", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const data = dataOf(yield* world.post(paths.video, singleChunk(100)))
      const controller = new AbortController()
      const body = new ReadableStream<Uint8Array>({
        start: (stream) => stream.enqueue(mp4(50)),
        pull: () => controller.abort()
      })
      const upload = world.send(text(data, "upload_url"), {
        method: "PUT",
        headers: chunkHeaders(0, 99, 100),
        body,
        duplex: "half",
        signal: controller.signal
      })
      assert.deepInclude(yield* failureOf(upload), { name: "AbortError" })
      assert.strictEqual(world.mock.control.post(text(data, "publish_id"))?.bytesReceived, 0)
    }))

  it.effect("streams a body: the mock takes a piece before the next one exists", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ hash: false })
      const size = 60_000_000
      const data = dataOf(yield* world.post(paths.video, singleChunk(size)))
      let made = 0
      let most = 0
      let taken = 0
      const piece = mp4(1_000_000)
      const body = new ReadableStream<Uint8Array>({
        pull: (stream) => {
          if (made === 60) return stream.close()
          made++
          stream.enqueue(piece)
          return undefined
        }
      }, { highWaterMark: 0 }).pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform: (chunk, stream) => {
            taken++
            most = Math.max(most, made - taken)
            stream.enqueue(chunk)
          }
        })
      )
      const response = yield* Effect.promise(() =>
        world.send(text(data, "upload_url"), {
          method: "PUT",
          headers: chunkHeaders(0, size - 1, size),
          body,
          duplex: "half"
        })
      )
      assert.strictEqual(response.status, 200)
      assert.isAtMost(most, 2)
    }))

  it.effect("takes a Request as fetch does", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const request = new Request(world.origin + paths.status, {
        method: "POST",
        headers: { authorization: `Bearer ${world.token}` },
        body: "{}"
      })
      const response = yield* Effect.promise(() => world.mock.fetch(request))
      assert.strictEqual(response.status, 400)
    }))
})
