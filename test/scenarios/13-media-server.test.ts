import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Logger, Redacted, References, Stream, Tracer } from "effect"
import { Media, Post, Publisher, TikTokApi, Uploader } from "effect-tiktok"
import { inspect } from "node:util"
import { gzipSync } from "node:zlib"
import { contractNames, type Fixture, makeFixture, run } from "../support/fixture.ts"
import { sha256, smallestChunk, video } from "../support/media.ts"
import { type Ask, mediaServer, memoryUrl, withMediaInMemory } from "../support/mediaServer.ts"

const clip = video(2 * smallestChunk + 1000)

const publish = (fixture: Fixture, media: Media.Uploadable, key?: string) =>
  Publisher.Publisher.use((publisher) =>
    publisher.publish(fixture.creator, Post.video({ media, privacyLevel: "SELF_ONLY" }), {
      chunkSize: smallestChunk,
      key
    })
  )

const requestsTo = ({ mock }: Fixture, operation: string) => mock.journal.find({ operation }).length

/** The servers of these tests are on this machine. */
const nearby = (location: string | Redacted.Redacted<string>, options: Parameters<typeof Media.http>[1] = {}) =>
  Media.http(location, { ...options, allowPrivate: true })

/** The first request reads one byte. The next one reads the version that will be sent. */
const firstChunk = 3

/** Responses that no retry can repair. */
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

/** Responses that may be better the next time. */
const transientResponses: ReadonlyArray<readonly [string, (ask: Ask) => void]> = [
  ["503", ({ serve }) => serve({ status: 503, body: new Uint8Array() })],
  ["429", ({ serve }) => serve({ status: 429, body: new Uint8Array() })],
  ["a connection that is closed", ({ response }) => response.destroy()],
  [
    "a body that ends early",
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
    const fixture = makeFixture({ contract, transport: "socket" })
    const withTransfer = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
      Effect.provideService(effect, Uploader.Transfer, transfer)

    it.effect("is uploaded whole, by ranges, without compression", () =>
      Effect.gen(function*() {
        const here = yield* fixture
        const server = yield* mediaServer(clip)
        const outcome = yield* run(here, withTransfer(publish(here, nearby(`${server.url}/a.mp4`))))
        assert.strictEqual(outcome._tag, "Published")
        assert.strictEqual(here.mock.control.posts()[0]?.sha256, sha256(clip))
        for (const headers of server.asked) assert.strictEqual(headers["accept-encoding"], "identity")
        assert.include(server.asked.map(({ range }) => range), `bytes=${smallestChunk}-${clip.length - 1}`)
      }))

    it.effect.each(wrong)(
      "sends nothing to TikTok when the first response is %s",
      ([, respond, message]) =>
        Effect.gen(function*() {
          const here = yield* fixture
          const server = yield* mediaServer(clip, respond)
          const error = yield* Effect.flip(run(here, withTransfer(publish(here, nearby(`${server.url}/a.mp4`)))))
          assert.strictEqual(error.reason._tag, "MediaSourceError")
          assert.match(error.message, message)
          assert.isFalse(error.retryable)
          assert.strictEqual(requestsTo(here, "video.init"), 0)
          assert.strictEqual(server.asked.length, 1)
        })
    )

    it.effect.each(wrong)(
      "sends no byte to TikTok when a chunk is answered with %s",
      ([, respond, message]) =>
        Effect.gen(function*() {
          const here = yield* fixture
          const server = yield* mediaServer(clip, (ask) => ask.number < firstChunk ? ask.serve() : respond(ask))
          const error = yield* Effect.flip(run(here, withTransfer(publish(here, nearby(`${server.url}/a.mp4`)))))
          assert.strictEqual(error.reason._tag, "MediaSourceError")
          assert.match(error.message, message)
          assert.strictEqual(requestsTo(here, "upload"), 0)
          assert.strictEqual(server.asked.length, firstChunk)
        })
    )

    it.effect("stops when the version changes during the upload", () =>
      Effect.gen(function*() {
        const here = yield* fixture
        const server = yield* mediaServer(clip, ({ number, serve }) =>
          serve(number > firstChunk ? { headers: { etag: "\"v2\"" } } : {}))
        const error = yield* Effect.flip(run(here, withTransfer(publish(here, nearby(`${server.url}/a.mp4`)))))
        assert(error.reason._tag === "MediaSourceError")
        assert.strictEqual(error.reason.field, "ETag")
        assert.strictEqual(requestsTo(here, "upload"), 1)
        assert.notStrictEqual(here.mock.control.posts()[0]?.stage, "published")
      }))

    it.effect.each(transientResponses)("continues after %s, on any request", ([, respond]) =>
      Effect.gen(function*() {
        const here = yield* fixture
        const server = yield* mediaServer(clip, (ask) => ask.number % 2 === 1 ? respond(ask) : ask.serve())
        const outcome = yield* run(here, withTransfer(publish(here, nearby(`${server.url}/a.mp4`))))
        assert.strictEqual(outcome._tag, "Published")
        assert.strictEqual(here.mock.control.posts()[0]?.sha256, sha256(clip))
      }))

    it.effect("gives up on a server that never recovers", () =>
      Effect.gen(function*() {
        const here = yield* fixture
        const server = yield* mediaServer(clip, ({ serve }) => serve({ status: 503, body: new Uint8Array() }))
        const error = yield* Effect.flip(run(here, withTransfer(publish(here, nearby(`${server.url}/a.mp4`)))))
        assert.strictEqual(error.reason._tag, "MediaSourceError")
        assert.isTrue(error.retryable)
        assert.strictEqual(server.asked.length, 5)
        assert.strictEqual(requestsTo(here, "video.init"), 0)
      }))

    it.effect("follows redirects, and keeps its headers from other hosts", () =>
      Effect.gen(function*() {
        const here = yield* fixture
        const storage = yield* mediaServer(clip)
        const gate = yield* mediaServer(clip, ({ response }) => {
          response.writeHead(302, { location: `${storage.url}/b.mp4?signature=1` }).end()
        })
        const media = nearby(`${gate.url}/a.mp4`, { headers: { authorization: "Bearer secret" } })
        const outcome = yield* run(here, withTransfer(publish(here, media)))
        assert.strictEqual(outcome._tag, "Published")
        assert.isTrue(gate.asked.every(({ authorization }) => authorization === "Bearer secret"))
        assert.isTrue(storage.asked.every(({ authorization }) => authorization === undefined))
      }))

    it.effect("sends nothing more to TikTok when the version changes before the last byte has left", () =>
      Effect.gen(function*() {
        const here = yield* fixture
        let isRead = false
        const server = yield* mediaServer(clip, ({ last, serve }) => {
          serve({ headers: { etag: isRead ? "\"v2\"" : "\"v1\"" } })
          isRead ||= last === clip.length - 1
        })
        const error = yield* Effect.flip(run(here, withTransfer(publish(here, nearby(`${server.url}/a.mp4`)))))
        assert.deepInclude(error.reason, { _tag: "MediaSourceError", field: "ETag" })
        assert.isBelow(here.mock.control.posts()[0]?.bytesReceived ?? 0, clip.length)
      }))

    it.effect("accepts header names in any case, and treats an empty validator as none", () =>
      Effect.gen(function*() {
        const here = yield* fixture
        const server = yield* mediaServer(clip, ({ first, last, number, serve }) =>
          serve({
            headers: {
              "content-encoding": number % 2 === 0 ? "Identity" : "",
              "content-range": `Bytes ${first}-${last}/${clip.length}`
            }
          }))
        const outcome = yield* run(here, withTransfer(publish(here, nearby(`${server.url}/a.mp4`))))
        assert.strictEqual(outcome._tag, "Published")
      }))

    it.effect("accepts a new signature for the same media, and no other media, under one key", () =>
      Effect.gen(function*() {
        const here = yield* fixture
        let etag = "\"v1\""
        const server = yield* mediaServer(
          clip,
          ({ number, serve }) =>
            serve(number === firstChunk + 1 ? { status: 403, body: new Uint8Array() } : { headers: { etag } })
        )
        const at = (signature: string) => nearby(Redacted.make(`${server.url}/a.mp4?signature=${signature}`))
        const [first, second, third] = yield* run(
          here,
          withTransfer(Effect.gen(function*() {
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

const tagged = (etag: string, lastModified?: string) => ({
  etag,
  ...(lastModified === undefined ? {} : { "last-modified": lastModified })
})

const part = (first: number, last: number, headers: Readonly<Record<string, string>> = {}) =>
  new Response(clip.slice(first, last + 1), {
    status: 206,
    headers: { "content-range": `bytes ${first}-${last}/${clip.length}`, etag: "\"v1\"", ...headers }
  })

/** An accepted upload, of media that was read before. */
const begin = ({ mock }: Fixture, media: Media.HttpMedia) =>
  Effect.gen(function*() {
    const { call, contract } = yield* TikTokApi.TikTokApi
    const plan = yield* Uploader.Uploader.use((uploader) => uploader.plan(media, smallestChunk))
    const { uploadUrl } = yield* call(
      contract.posts.video,
      { post: Post.video({ media, privacyLevel: "SELF_ONLY" }), source: { _tag: "Upload", plan } },
      Redacted.make(mock.control.issueToken({ contract: contract.name }).accessToken)
    )
    return { media, plan, uploadUrl: uploadUrl ?? Redacted.make("") }
  })

const upload = (request: Uploader.UploadRequest) =>
  Uploader.Uploader.use((uploader) => Stream.runDrain(uploader.upload(request)))

describe("one version of a media", () => {
  const noon = "Mon, 23 Nov 2026 12:00:00 GMT"
  const later = "Mon, 23 Nov 2026 13:00:00 GMT"

  it.effect.each([
    { what: "another ETag", planned: tagged("\"v1\""), sent: tagged("\"v2\""), field: "ETag" },
    { what: "a weak ETag", planned: tagged("\"v1\""), sent: tagged("W/\"v1\""), field: "ETag" },
    {
      what: "another Last-Modified",
      planned: tagged("W/\"v1\"", noon),
      sent: tagged("W/\"v1\"", later),
      field: "Last-Modified"
    }
  ])("is planned and sent: $what in between is refused", ({ field, planned, sent }) =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture({ contract: "live", transport: "socket" })
      let headers = planned
      const server = yield* mediaServer(clip, ({ serve }) => serve({ headers }))
      const error = yield* run(
        fixture,
        Effect.gen(function*() {
          const request = yield* begin(fixture, nearby(`${server.url}/a.mp4`))
          headers = sent
          return yield* Effect.flip(upload(request))
        })
      )
      assert.deepInclude(error.reason, { _tag: "MediaSourceError", field })
      assert.isFalse(error.retryable)
      assert.strictEqual(requestsTo(fixture, "upload"), 0)
    }))

  it.effect("has the planned size", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture({ contract: "live", transport: "socket" })
      const server = yield* mediaServer(clip)
      const bigger = yield* mediaServer(video(clip.length + 1))
      const error = yield* run(
        fixture,
        Effect.gen(function*() {
          const request = yield* begin(fixture, nearby(`${server.url}/a.mp4`))
          return yield* Effect.flip(upload({ ...request, media: nearby(`${bigger.url}/a.mp4`) }))
        })
      )
      assert.deepInclude(error.reason, { _tag: "MediaSourceError", field: "Content-Range" })
      assert.strictEqual(requestsTo(fixture, "upload"), 0)
    }))

  it.effect("is identified by its strong ETag alone, with any Last-Modified", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture({ contract: "live", transport: "socket" })
      const server = yield* mediaServer(clip, ({ number, serve }) =>
        serve({ headers: tagged("\"v1\"", number % 2 === 0 ? noon : later) }))
      const outcome = yield* run(fixture, publish(fixture, nearby(`${server.url}/a.mp4`)))
      assert.strictEqual(outcome._tag, "Published")
      assert.strictEqual(fixture.mock.control.posts()[0]?.sha256, sha256(clip))
    }))
})

it.effect("closes the connection after a response that it refuses", () =>
  Effect.gen(function*() {
    const fixture = yield* makeFixture({ contract: "live", transport: "socket" })
    const closed = Promise.withResolvers<void>()
    const server = yield* mediaServer(clip, ({ response }) => {
      response.once("close", () => closed.resolve())
      response.writeHead(200, { "content-length": "1000000000" }).write(clip)
    })
    const program = Effect.gen(function*() {
      const uploader = yield* Uploader.Uploader
      const { reason } = yield* Effect.flip(uploader.identify(nearby(`${server.url}/a.mp4`)))
      assert.deepInclude(reason, { _tag: "MediaSourceError", status: 200 })
      // The server would send a gigabyte.
      yield* Effect.promise(() => closed.promise)
    })
    yield* run(fixture, program)
  }))

it.effect("refuses a URL with credentials before any request", () =>
  Effect.gen(function*() {
    const fixture = yield* makeFixture("memory")
    const error = yield* Effect.flip(
      run(fixture, publish(fixture, Media.http("https://me:secret@media.example/a.mp4")))
    )
    assert.deepInclude(error.reason, { _tag: "InvalidInput", field: "media.url" })
    assert.notInclude(JSON.stringify(error) + error.message, "secret")
    assert.strictEqual(fixture.mock.journal.entries().length, 0)
  }))

describe.each(contractNames)("a media server in memory (%s)", (contract) => {
  it.effect("is read by ranges", () =>
    Effect.gen(function*() {
      const { asked, fixture } = withMediaInMemory(yield* makeFixture({ contract, transport: "memory" }), part)
      const outcome = yield* run(fixture, publish(fixture, Media.http(memoryUrl)))
      assert.strictEqual(outcome._tag, "Published")
      assert.strictEqual(fixture.mock.control.posts()[0]?.sha256, sha256(clip))
      assert.isTrue(asked.every((headers) => headers.get("accept-encoding") === "identity"))
      assert.include(asked.map((headers) => headers.get("range")), `bytes=${smallestChunk}-${clip.length - 1}`)
    }))

  it.effect.each<readonly [string, (first: number, last: number) => Response]>([
    ["200 with everything", () => new Response(clip)],
    ["another range", (first, last) => part(first + 1, last + 1)],
    ["gzip", (first, last) => part(first, last, { "content-encoding": "gzip" })],
    ["a body that is too short", (first, last) => {
      const { headers } = part(first, last)
      return new Response(clip.slice(first, last), { status: 206, headers })
    }],
    ["403", () => new Response("no", { status: 403 })],
    ["503, always", () => new Response("no", { status: 503 })],
    ["another ETag", (first, last) => part(first, last, { etag: "\"v2\"" })]
  ])("that answers the second chunk with %s gets none of it sent", ([, respond]) =>
    Effect.gen(function*() {
      const { fixture } = withMediaInMemory(
        yield* makeFixture({ contract, transport: "memory" }),
        (first, last) => first < smallestChunk ? part(first, last) : respond(first, last)
      )
      const error = yield* Effect.flip(run(fixture, publish(fixture, Media.http(memoryUrl))))
      assert.strictEqual(error.reason._tag, "MediaSourceError")
      assert.strictEqual(requestsTo(fixture, "upload"), 1)
      assert.strictEqual(fixture.mock.control.posts()[0]?.bytesReceived, smallestChunk)
    }))
})

it.effect.each<readonly [string, () => Response]>([
  ["403", () => new Response("no", { status: 403 })],
  ["200 with everything", () => new Response(clip)],
  ["no response", () => Response.error()],
  ["what was asked for", () => part(0, 0)]
])("prints neither address nor headers when the response is %s", ([, respond]) =>
  Effect.gen(function*() {
    const { asked, fixture } = withMediaInMemory(yield* makeFixture("memory"), respond)
    const output: Array<string> = []
    const logger = Logger.make((entry) => void output.push(inspect(entry, { depth: 12 })))
    const tracer = Tracer.make({
      span: (options) => {
        const span = new Tracer.NativeSpan(options)
        output.push(inspect(options, { depth: 6 }))
        const attribute = span.attribute.bind(span)
        span.attribute = (key, value) => {
          output.push(`${key}=${inspect(value, { depth: 12 })}`)
          attribute(key, value)
        }
        return span
      }
    })
    const media = Media.http(`${memoryUrl}?signature=very-secret`, { headers: { "x-api-key": "very-secret-too" } })
    const exit = yield* Effect.exit(run(
      fixture,
      Uploader.Uploader.use((uploader) => uploader.plan(media)).pipe(
        Effect.tapCause((cause) => Effect.logTrace("failed", cause)),
        Effect.provide(Logger.layer([logger])),
        Effect.provideService(References.MinimumLogLevel, "All"),
        Effect.withTracer(tracer)
      )
    ))
    assert.strictEqual(asked[0]?.get("x-api-key"), "very-secret-too")
    if (Exit.isFailure(exit)) output.push(Cause.pretty(exit.cause))
    output.push(inspect(exit, { depth: 12 }), JSON.stringify(exit), inspect(media), JSON.stringify(media))
    const text = output.join("\n")
    assert.include(text, "Uploader.plan")
    assert.notInclude(text, "very-secret")
    assert.notInclude(text, "media.example")
  }))

describe("a blob", () => {
  it.effect("is uploaded slice by slice", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture("memory")
      const outcome = yield* run(fixture, publish(fixture, Media.blob(new File([clip], "a.mov"))))
      assert.strictEqual(outcome._tag, "Published")
      assert.strictEqual(fixture.mock.control.posts()[0]?.sha256, sha256(clip))
    }))

  it.effect("that changes is not sent", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture("memory")
      const blob = new Blob([clip])
      const changed = Object.assign(blob, { slice: () => new Blob([new Uint8Array(10)]) })
      const error = yield* Effect.flip(run(fixture, publish(fixture, Media.blob(changed))))
      assert.deepInclude(error.reason, { _tag: "MediaUnreadable", field: "media.blob" })
      assert.strictEqual(requestsTo(fixture, "upload"), 0)
    }))

  it.each([
    { type: "video/webm", name: "a.mp4", contentType: "video/webm" },
    { type: "video/webm;codecs=vp9", name: "", contentType: "video/webm" },
    { type: "", name: "a.mov", contentType: "video/quicktime" },
    { type: "application/octet-stream", name: "", contentType: "video/mp4" }
  ])("of type \"$type\" and name \"$name\" is $contentType", ({ contentType, name, type }) => {
    const blob = name === "" ? new Blob([], { type }) : new File([], name, { type })
    assert.strictEqual(Media.blob(blob).contentType, contentType)
  })
})
