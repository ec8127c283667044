import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { Media, Post, Publisher, Uploader } from "effect-tiktok"
import { gzipSync } from "node:zlib"
import { sha256, smallestChunk, video } from "../support/media.ts"
import { type Ask, mediaServer } from "../support/mediaServer.ts"
import { contractNames, makeWorld, run, type World } from "../support/world.ts"

const clip = video(2 * smallestChunk + 1000)

const publish = (world: World, media: Media.Uploadable, key?: string) =>
  Publisher.Publisher.use((publisher) =>
    publisher.publish(world.creator, Post.video({ media, privacyLevel: "SELF_ONLY" }), {
      chunkSize: smallestChunk,
      key
    })
  )

const requestsTo = ({ mock }: World, operation: string) => mock.journal.find({ operation }).length

/** The first request asks for one byte; the next one reads the version that is going to be sent. */
const firstChunk = 3

/** Answers that no retry can make good. */
const wrong: ReadonlyArray<readonly [string, (ask: Ask) => void, RegExp]> = [
  ["200 with everything", ({ serve }) => serve({ status: 200, body: clip }), /200.* must be 206/],
  [
    "another range",
    ({ serve }) => serve({ headers: { "content-range": `bytes 1-2/${clip.length}` } }),
    /Content-Range/
  ],
  ["no range", ({ serve }) => serve({ headers: { "content-range": "" } }), /Content-Range/],
  [
    "gzip",
    ({ first, last, serve }) =>
      serve({ body: gzipSync(clip.subarray(first, last + 1)), headers: { "content-encoding": "gzip" } }),
    /Content-Encoding must be identity/
  ],
  ["403", ({ serve }) => serve({ status: 403, body: new Uint8Array() }), /403/],
  ["404", ({ serve }) => serve({ status: 404, body: new Uint8Array() }), /404/],
  ["412", ({ serve }) => serve({ status: 412, body: new Uint8Array() }), /412/]
]

/** Answers that may be better the next time. */
const passing: ReadonlyArray<readonly [string, (ask: Ask) => void]> = [
  ["503", ({ serve }) => serve({ status: 503, body: new Uint8Array() })],
  ["429", ({ serve }) => serve({ status: 429, body: new Uint8Array() })],
  ["a connection that is closed", ({ response }) => response.destroy()],
  [
    "a body that breaks off",
    ({ first, last, response }) => {
      response.writeHead(206, {
        "content-range": `bytes ${first}-${last}/${clip.length}`,
        "content-length": String(last - first + 1),
        "etag": "\"v1\""
      })
      response.write(clip.subarray(first, first + 1000), () => response.destroy())
    }
  ]
]

describe.each(contractNames)("Scenario 13: ranged media server that answers 200 (%s)", (contract) => {
  describe.each(["Buffered", "Streamed"] as const)("%s", (transfer) => {
    const world = makeWorld({ contract, transport: "socket" })
    const given = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
      Effect.provideService(effect, Uploader.Transfer, transfer)

    it.effect("is uploaded whole, by ranges, without compression", () =>
      Effect.gen(function*() {
        const here = yield* world
        const server = yield* mediaServer(clip)
        const outcome = yield* run(here, given(publish(here, Media.http(`${server.url}/a.mp4`))))
        assert.strictEqual(outcome._tag, "Published")
        assert.strictEqual(here.mock.control.posts()[0]?.sha256, sha256(clip))
        for (const headers of server.asked) assert.strictEqual(headers["accept-encoding"], "identity")
        assert.include(server.asked.map(({ range }) => range), `bytes=${smallestChunk}-${clip.length - 1}`)
      }))

    it.effect.each(wrong)(
      "sends nothing to TikTok when the first answer is %s",
      ([, answer, message]) =>
        Effect.gen(function*() {
          const here = yield* world
          const server = yield* mediaServer(clip, answer)
          const error = yield* Effect.flip(run(here, given(publish(here, Media.http(`${server.url}/a.mp4`)))))
          assert.strictEqual(error.reason._tag, "MediaSourceError")
          assert.match(error.message, message)
          assert.isFalse(error.retryable)
          assert.strictEqual(requestsTo(here, "video.init"), 0)
          assert.strictEqual(server.asked.length, 1)
        })
    )

    it.effect.each(wrong)(
      "sends no byte to TikTok when a chunk is answered with %s",
      ([, answer, message]) =>
        Effect.gen(function*() {
          const here = yield* world
          const server = yield* mediaServer(clip, (ask) => ask.number < firstChunk ? ask.serve() : answer(ask))
          const error = yield* Effect.flip(run(here, given(publish(here, Media.http(`${server.url}/a.mp4`)))))
          assert.strictEqual(error.reason._tag, "MediaSourceError")
          assert.match(error.message, message)
          assert.strictEqual(requestsTo(here, "upload"), 0)
          assert.strictEqual(server.asked.length, firstChunk)
        })
    )

    it.effect("stops when the version changes on the way", () =>
      Effect.gen(function*() {
        const here = yield* world
        const server = yield* mediaServer(clip, ({ number, serve }) =>
          serve(number > firstChunk ? { headers: { etag: "\"v2\"" } } : {}))
        const error = yield* Effect.flip(run(here, given(publish(here, Media.http(`${server.url}/a.mp4`)))))
        assert(error.reason._tag === "MediaSourceError")
        assert.strictEqual(error.reason.field, "ETag")
        assert.strictEqual(requestsTo(here, "upload"), 1)
        assert.notStrictEqual(here.mock.control.posts()[0]?.stage, "published")
      }))

    it.effect.each(passing)("goes on after %s, on any request", ([, answer]) =>
      Effect.gen(function*() {
        const here = yield* world
        const server = yield* mediaServer(clip, (ask) => ask.number % 2 === 1 ? answer(ask) : ask.serve())
        const outcome = yield* run(here, given(publish(here, Media.http(`${server.url}/a.mp4`))))
        assert.strictEqual(outcome._tag, "Published")
        assert.strictEqual(here.mock.control.posts()[0]?.sha256, sha256(clip))
      }))

    it.effect("gives up on a server that never recovers", () =>
      Effect.gen(function*() {
        const here = yield* world
        const server = yield* mediaServer(clip, ({ serve }) => serve({ status: 503, body: new Uint8Array() }))
        const error = yield* Effect.flip(run(here, given(publish(here, Media.http(`${server.url}/a.mp4`)))))
        assert.strictEqual(error.reason._tag, "MediaSourceError")
        assert.isTrue(error.retryable)
        assert.strictEqual(server.asked.length, 5)
        assert.strictEqual(requestsTo(here, "video.init"), 0)
      }))

    it.effect("follows redirects, and keeps its headers from other hosts", () =>
      Effect.gen(function*() {
        const here = yield* world
        const storage = yield* mediaServer(clip)
        const gate = yield* mediaServer(clip, ({ response }) => {
          response.writeHead(302, { location: `${storage.url}/b.mp4?signature=1` }).end()
        })
        const media = Media.http(`${gate.url}/a.mp4`, { headers: { authorization: "Bearer secret" } })
        const outcome = yield* run(here, given(publish(here, media)))
        assert.strictEqual(outcome._tag, "Published")
        assert.isTrue(gate.asked.every(({ authorization }) => authorization === "Bearer secret"))
        assert.isTrue(storage.asked.every(({ authorization }) => authorization === undefined))
      }))

    it.effect("takes a new signature for the same media, and no other media, under one key", () =>
      Effect.gen(function*() {
        const here = yield* world
        let etag = "\"v1\""
        const server = yield* mediaServer(
          clip,
          ({ number, serve }) =>
            serve(number === firstChunk + 1 ? { status: 403, body: new Uint8Array() } : { headers: { etag } })
        )
        const at = (signature: string) => Media.http(Redacted.make(`${server.url}/a.mp4?signature=${signature}`))
        const [first, second, third] = yield* run(
          here,
          given(Effect.gen(function*() {
            const first = yield* Effect.flip(publish(here, at("1"), "key"))
            etag = "\"v2\""
            const second = yield* Effect.flip(publish(here, at("2"), "key"))
            etag = "\"v1\""
            return [first, second, yield* publish(here, at("3"), "key")] as const
          }))
        )
        assert.strictEqual(first.reason._tag, "MediaSourceError")
        assert.strictEqual(second.reason._tag, "MediaUnreadable")
        assert.strictEqual(third._tag, "Published")
        assert.strictEqual(requestsTo(here, "video.init"), 1)
        assert.strictEqual(here.mock.control.posts()[0]?.sha256, sha256(clip))
        for (const error of [first, second]) assert.notInclude(JSON.stringify(error) + error.message, "signature")
      }))
  })
})

it.effect("a blob is uploaded slice by slice", () =>
  Effect.gen(function*() {
    const world = yield* makeWorld("memory")
    const outcome = yield* run(world, publish(world, Media.blob(new File([clip], "a.mov"))))
    assert.strictEqual(outcome._tag, "Published")
    assert.strictEqual(world.mock.control.posts()[0]?.sha256, sha256(clip))
  }))
