import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Stream } from "effect"
import { Media, Post, Publisher, StatusPoller, Uploader } from "effect-tiktok"
import { FetchHttpClient } from "effect/http"
import * as zlib from "node:zlib"
import { failureOf } from "../support/failureOf.ts"
import { clientNames, creator, httpClients, libraryAt, makeStores, photos } from "../support/httpClients.ts"
import { stubServer, success } from "../support/stubServer.ts"

const { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } = zlib

const MiB = 1024 * 1024

const status = StatusPoller.StatusPoller.use((poller) => poller.get(creator, Post.PublishId.make("p")))

const published = success({ status: "PUBLISH_COMPLETE", publicaly_available_post_id: ["7123456789012345678"] })

/** An application in this process as the client's `fetch`, which does not decompress. */
const inProcess = (body: ReadableStream | Uint8Array<ArrayBuffer>, init?: ResponseInit) =>
  FetchHttpClient.layer.pipe(
    Layer.fresh,
    Layer.provide(Layer.succeed(FetchHttpClient.Fetch, () => Promise.resolve(new Response(body, init))))
  )

const plain = (text: string) => Buffer.from(text)

const twice = (text: string) => brotliCompressSync(gzipSync(text))

const codings: ReadonlyArray<readonly [string, (text: string) => Uint8Array]> = [
  ["gzip", gzipSync],
  ["GZip", gzipSync],
  ["x-gzip", gzipSync],
  ["deflate", deflateSync],
  ["br", brotliCompressSync],
  ["gzip, br", twice],
  ["identity", plain],
  ["Identity", plain],
  ["", plain],
  ["identity, gzip", gzipSync]
]

const bodies = { "as JSON begins": published, "after a blank line": `\n${published}` }

const ways = clientNames.flatMap((client) =>
  codings.flatMap(([coding, encode]) =>
    Object.entries(bodies).map(([begins, body]) => ({ begins, body, client, coding, encode }))
  )
)

describe("a compressed response", () => {
  it.effect.each(ways)(
    "of Content-Encoding $coding is read through $client, $begins",
    ({ body, client, coding, encode }) =>
      Effect.gen(function*() {
        const server = yield* stubServer((_request, response) =>
          response.writeHead(200, { "content-encoding": coding }).end(encode(body))
        )
        const report = yield* Effect.provide(status, libraryAt(server.url, httpClients[client], yield* makeStores))
        assert.deepStrictEqual(report.postIds, [Post.PostId.make("7123456789012345678")])
        assert.strictEqual(server.arrived[0]?.headers["accept-encoding"], "identity")
      })
  )

  it.effect.each([...codings, ["deflate", deflateRawSync]] as const)(
    "of Content-Encoding %s is read from an application in this process",
    ([coding, encode]) =>
      Effect.gen(function*() {
        const http = inProcess(new Uint8Array(encode(published)), { headers: { "content-encoding": coding } })
        const report = yield* Effect.provide(status, libraryAt("http://127.0.0.1", http, yield* makeStores))
        assert.strictEqual(report.stage, "Published")
      })
  )

  it.effect.each(
    [
      [
        "compress",
        Buffer.from([0x1f, 0x9d, 0x90]),
        "Content-Encoding must be a coding that this platform reads, not compress"
      ],
      ["gzip", Buffer.from(gzipSync(published)).fill(0xff, 20, 40), "body must be compressed as Content-Encoding says"],
      ["gzip", gzipSync(published).subarray(0, 20), "body must be JSON, was empty"],
      ["gzip, gzip, gzip, gzip, gzip", gzipSync("x"), "Content-Encoding must not name more than 4 codings"]
    ] as const
  )("of Content-Encoding %s that cannot be read is named", ([coding, body, rule]) =>
    Effect.gen(function*() {
      const server = yield* stubServer((_request, response) =>
        response.writeHead(200, { "content-encoding": coding }).end(body)
      )
      const { reason } = yield* failureOf(
        Effect.provide(status, libraryAt(server.url, httpClients.undici, yield* makeStores))
      )
      assert(reason._tag === "MalformedResponse")
      assert.include(reason.message, rule)
    }))

  it.effect("that cannot be read is judged by its status when it is a refusal", () =>
    Effect.gen(function*() {
      const server = yield* stubServer((_request, response) =>
        response.writeHead(503, { "content-encoding": "zstd" }).end(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]))
      )
      const { code } = yield* failureOf(
        Effect.provide(status, libraryAt(server.url, httpClients.undici, yield* makeStores))
      )
      assert.strictEqual(code, "http_503")
    }))
})

/** Bodies that Node's `fetch` reads too, in ways that no standard names. */
const oddBodies: ReadonlyArray<readonly [string, string, Uint8Array]> = [
  ["in several members", "gzip", Buffer.concat([gzipSync(published.slice(0, 9)), gzipSync(published.slice(9))])],
  ["followed by zeros", "gzip", Buffer.concat([gzipSync(published), Buffer.alloc(8)])],
  ["without its checksum", "gzip", gzipSync(published).subarray(0, -8)],
  ["twice, named once", "gzip", gzipSync(gzipSync(published))],
  ["without a word", "", gzipSync(published)],
  // Node 22.15 is the first that has it.
  ...("zstdCompressSync" in zlib ? [["in zstd", "zstd", zlib.zstdCompressSync(published)] as const] : [])
]

describe("a response that is compressed", () => {
  it.effect.each(clientNames.flatMap((client) => oddBodies.map((odd) => [odd[0], client, odd] as const)))(
    "%s is read through %s",
    ([, client, [, coding, body]]) =>
      Effect.gen(function*() {
        const server = yield* stubServer((_request, response) =>
          response.writeHead(200, { "content-encoding": coding }).end(body)
        )
        const report = yield* Effect.provide(status, libraryAt(server.url, httpClients[client], yield* makeStores))
        assert.strictEqual(report.stage, "Published")
      })
  )

  it.effect.each(
    [
      ["gzip, named deflate", "deflate", gzipSync(published)],
      ["deflate, named gzip", "gzip", deflateSync(published)],
      ["gzip, named in quotes", "\"gzip\"", gzipSync(published)],
      ["gzip, named with a parameter", "gzip;q=1.0", gzipSync(published)]
    ] as const
  )("with %s is read where the client does not decompress", ([, coding, body]) =>
    Effect.gen(function*() {
      const server = yield* stubServer((_request, response) =>
        response.writeHead(200, { "content-encoding": coding }).end(body)
      )
      const report = yield* Effect.provide(status, libraryAt(server.url, httpClients.own, yield* makeStores))
      assert.strictEqual(report.stage, "Published")
    }))
})

describe("a response in UTF-16", () => {
  const little = Buffer.from(`\uFEFF${published}`, "utf16le")
  const orders = [little, Buffer.from(little).swap16()]
  const headers = [
    {},
    { "content-type": "application/json; charset=UTF-16" },
    { "content-encoding": "gzip" },
    { "content-length": String(little.length) }
  ]

  it.effect.each(
    clientNames.flatMap((client) =>
      headers.flatMap((header) =>
        // Without the byte-order mark, zeros show the order.
        orders.flatMap((body) => [{ body, client, header, mark: "with" }, {
          body: body.subarray(2),
          client,
          header: "content-length" in header ? { "content-length": String(body.length - 2) } : header,
          mark: "without"
        }])
      )
    )
  )(
    "is read through $client $mark a byte-order mark, under $header",
    ({ body, client, header }) =>
      Effect.gen(function*() {
        const server = yield* stubServer((_request, response) =>
          response.writeHead(200, header).end("content-encoding" in header ? gzipSync(body) : body)
        )
        const report = yield* Effect.provide(status, libraryAt(server.url, httpClients[client], yield* makeStores))
        assert.deepStrictEqual(report.postIds, [Post.PostId.make("7123456789012345678")])
      })
  )
})

describe("an endless response", () => {
  const endless = [...clientNames, "application"] as const

  it.effect.each(endless)("is aborted after 8 MiB through %s", (client) =>
    Effect.gen(function*() {
      let given = 0
      const piece = Buffer.alloc(64 * 1024, " ")
      const server = yield* stubServer((_request, response) => {
        response.writeHead(200)
        const more = (): void => {
          while (!response.destroyed && given < 64 * MiB) {
            given += piece.length
            if (!response.write(piece)) {
              response.once("drain", more)
              return
            }
          }
          response.end()
        }
        more()
      })
      const application = () =>
        inProcess(
          new ReadableStream({
            pull: (controller) => {
              given += piece.length
              controller.enqueue(new Uint8Array(piece))
            }
          })
        )
      const http = client === "application" ? application() : httpClients[client]
      const { reason } = yield* failureOf(Effect.provide(status, libraryAt(server.url, http, yield* makeStores)))
      assert(reason._tag === "MalformedResponse", reason.message)
      assert.strictEqual(reason.message, "response with HTTP 200: body must not be longer than 8388608 bytes")
      // The buffers of two sockets hold more bytes in addition.
      assert.isBelow(given, 32 * MiB)
    }))

  it.effect.each(clientNames)("is counted after decompression through %s", (client) =>
    Effect.gen(function*() {
      const bomb = gzipSync(Buffer.alloc(200 * MiB))
      const server = yield* stubServer((_request, response) =>
        response.writeHead(200, { "content-encoding": "gzip", "content-length": bomb.length }).end(bomb)
      )
      const { reason } = yield* failureOf(
        Effect.provide(status, libraryAt(server.url, httpClients[client], yield* makeStores))
      )
      assert.strictEqual(reason.message, "response with HTTP 200: body must not be longer than 8388608 bytes")
    }))

  it.effect("to an init leaves the post unknown, and with a refusal it does not", () =>
    Effect.gen(function*() {
      const long = success({ publish_id: "p", filler: "x".repeat(9 * MiB) })
      const publish = Publisher.Publisher.use((publisher) => publisher.publish(creator, photos))
      const accepting = yield* stubServer((_request, response) => response.writeHead(200).end(long))
      const outcome = yield* Effect.provide(publish, libraryAt(accepting.url, httpClients.undici, yield* makeStores))
      assert.strictEqual(outcome._tag, "OutcomeUnknown")
      const refusing = yield* stubServer((_request, response) => response.writeHead(429).end(long))
      const { reason } = yield* failureOf(
        Effect.provide(publish, libraryAt(refusing.url, httpClients.undici, yield* makeStores))
      )
      assert.strictEqual(reason._tag, "RateLimited")
    }))
})

const upload = (url: string) =>
  Uploader.Uploader.use((uploader) =>
    Stream.runDrain(uploader.upload({
      media: Media.bytes(new Uint8Array(1000)),
      plan: { size: 1000, chunkSize: 1000, chunkCount: 1 },
      uploadUrl: Redacted.make(`${url}/upload`)
    }))
  )

describe("the response to a chunk", () => {
  it.effect.each(clientNames)(
    "may have 64 KiB through %s, and the error names a longer one",
    (client) =>
      Effect.gen(function*() {
        const server = yield* stubServer((_request, response) =>
          response.writeHead(201).end("x".repeat(server.arrived.length === 1 ? 65_536 : 65_537))
        )
        const library = libraryAt(server.url, httpClients[client], yield* makeStores)
        yield* Effect.provide(upload(server.url), library)
        const { reason } = yield* failureOf(Effect.provide(upload(server.url), library))
        assert.strictEqual(reason.message, "response with HTTP 201: body must not be longer than 65536 bytes")
      })
  )
})
