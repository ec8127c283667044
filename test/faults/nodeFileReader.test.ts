/** From a file to a socket through reused buffers: no buffer is overwritten before its bytes have left. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Fiber, Layer, Redacted, Stream } from "effect"
import { Contract, Media, TikTokApi, Uploader } from "effect-tiktok"
import * as NodeFileReader from "effect-tiktok/NodeFileReader"
import * as NodeTransport from "effect-tiktok/NodeTransport"
import { createHash, type Hash } from "node:crypto"
import { once } from "node:events"
import fs, { readdirSync, readlinkSync } from "node:fs"
import { appendFile, mkdtemp, rm, truncate, writeFile } from "node:fs/promises"
import { createServer as createPlain, type IncomingMessage, type ServerResponse } from "node:http"
import { createServer as createSecure } from "node:https"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { certificate } from "../support/certificate.ts"
import { smallestChunk, video } from "../support/media.ts"

type Take = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** Receives chunks and hashes them. The test decides how. */
const sink = (protocol: "http" | "https", take: Take) => {
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    take(request, response).catch(() => response.destroy())
  }
  return Effect.acquireRelease(
    Effect.promise(async () => {
      const server = protocol === "http" ? createPlain(listener) : createSecure(certificate, listener)
      server.listen(0, "127.0.0.1")
      await once(server, "listening")
      const address = server.address()
      return { server, url: `${protocol}://127.0.0.1:${typeof address === "object" ? address?.port : 0}/` }
    }),
    ({ server }) =>
      Effect.promise(() => {
        server.closeAllConnections()
        return new Promise((resolve) => server.close(resolve))
      })
  )
}

/** The response to a chunk that has arrived. TikTok refuses one without its length. */
const confirm = (request: IncomingMessage, response: ServerResponse) => {
  if (request.headers["content-length"] === undefined) return void response.writeHead(411).end()
  const [, last = 0, size = 0] = /-(\d+)\/(\d+)$/.exec(request.headers["content-range"] ?? "")?.map(Number) ?? []
  response.writeHead(last + 1 === size ? 201 : 206, { "content-range": `bytes 0-${last + 1}/${size}` }).end()
}

/** The uploader alone, which may send to one receiver. */
const uploaderTo = (client: ClientName, url: string) =>
  Uploader.layer.pipe(
    Layer.provide(TikTokApi.layer({
      contract: Contract.live,
      clientKey: "key",
      clientSecret: Redacted.make("secret"),
      uploadHosts: [new URL(url).origin]
    })),
    Layer.provide(NodeFileReader.layer),
    Layer.provide([clients[client], NodeServices.layer])
  )

const clients = {
  fetch: NodeTransport.layerFetch,
  own: NodeTransport.layerOptions({ rejectUnauthorized: false }),
  undici: NodeHttpClient.layerUndiciOptions({ allowH2: false, connect: { rejectUnauthorized: false } })
}

type ClientName = keyof typeof clients

const uploadThrough = (client: ClientName) => (path: string, url: string, chunkSize: number) =>
  Stream.unwrap(Effect.gen(function*() {
    const uploader = yield* Uploader.Uploader
    const media = Media.file(path)
    const plan = yield* uploader.plan(media, chunkSize)
    return uploader.upload({ media, plan, uploadUrl: Redacted.make(url) })
  })).pipe(Stream.provide(uploaderTo(client, url)))

/** A file of 48 MiB in which every word differs, in a folder that is removed afterwards. */
const file = Effect.map(
  Effect.acquireRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "tiktok-ring-"))),
    (folder) => Effect.promise(() => rm(folder, { recursive: true }))
  ),
  (folder) => join(folder, "clip.mp4")
).pipe(Effect.tap((path) => Effect.promise(() => appendFile(path, content))))

const content = video(48 * 1024 * 1024)
const hash = createHash("sha256").update(content).digest("hex")

/** How many times this process has a file open. */
const descriptors = (path: string): number =>
  readdirSync("/proc/self/fd").filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path
    } catch {
      return false
    }
  }).length

/** Limits every read of a file to 16 KiB, as a network file system may. */
const shortReads = Effect.acquireRelease(
  Effect.sync(() => {
    const { read } = fs
    const short = (fd: number, buffer: Buffer, offset: number, length: number, position: number, act: () => void) =>
      read(fd, buffer, offset, Math.min(length, 16 * 1024), position, act)
    Reflect.set(fs, "read", short)
    return () => Reflect.set(fs, "read", read)
  }),
  (restore) => Effect.sync(restore)
)

/** Hashes a chunk and pauses after every 3 MiB. A buffer that is reused too early changes the hash. */
const stalling = (received: Hash, millis: number, onStall: () => void = () => undefined): Take =>
async (
  request,
  response
) => {
  let bytes = 0
  for await (const piece of request) {
    received.update(piece)
    bytes += piece.length
    if (bytes > 3 * 1024 * 1024) {
      bytes = 0
      onStall()
      await sleep(millis)
    }
  }
  confirm(request, response)
}

const sleep = (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis))

// Sockets use real time.
describe.each(
  [["http", "own"], ["https", "own"], ["http", "undici"], ["https", "undici"], ["http", "fetch"]] as const
)("a file read by Node over %s through %s", (protocol, client) => {
  const upload = uploadThrough(client)

  it.live("arrives whole at a receiver that pauses repeatedly", () =>
    Effect.gen(function*() {
      const path = yield* file
      const received = createHash("sha256")
      let stalls = 0
      const { url } = yield* sink(protocol, stalling(received, 60, () => stalls++))
      const events = yield* upload(path, url, 2 * smallestChunk).pipe(Stream.runCollect)
      assert.strictEqual(received.digest("hex"), hash)
      assert.isAtLeast(stalls, 10)
      const last = events.at(-1)
      assert(last?._tag === "BytesConfirmed")
      assert.strictEqual(last.confirmed, content.length)
      assert.isAtLeast(events.filter(({ _tag }) => _tag === "BytesSent").length, 12)
      assert.strictEqual(descriptors(path), 0)
    }))

  it.live("arrives whole at that receiver although every read returns less than requested", () =>
    Effect.gen(function*() {
      const path = yield* file
      yield* shortReads
      const received = createHash("sha256")
      const { url } = yield* sink(protocol, stalling(received, 20))
      yield* upload(path, url, 2 * smallestChunk).pipe(Stream.runDrain)
      assert.strictEqual(received.digest("hex"), hash)
    }))

  it.live("arrives whole although connections break in the middle of chunks", () =>
    Effect.gen(function*() {
      const path = yield* file
      const received = createHash("sha256")
      let requests = 0
      const { url } = yield* sink(protocol, async (request, response) => {
        const breaks = ++requests % 2 === 1
        const copy = createHash("sha256")
        const pieces: Array<Buffer> = []
        for await (const piece of request) {
          copy.update(piece)
          pieces.push(piece)
          if (breaks && pieces.length > 20) return void request.socket.destroy()
        }
        for (const piece of pieces) received.update(piece)
        confirm(request, response)
      })
      yield* upload(path, url, 2 * smallestChunk).pipe(Stream.runDrain)
      assert.strictEqual(received.digest("hex"), hash)
      assert.isAtLeast(requests, 8)
    }))

  it.live("is closed when the upload is interrupted, and so is the connection", () =>
    Effect.gen(function*() {
      const path = yield* file
      let isClosed: Promise<unknown> = Promise.resolve()
      const { url } = yield* sink(protocol, async (request) => {
        isClosed = new Promise((resolve) => request.socket.once("close", resolve))
        for await (const piece of request) if (piece.length > 0) await sleep(20)
      })
      const fiber = yield* Effect.forkChild(Stream.runDrain(upload(path, url, 2 * smallestChunk)))
      while (descriptors(path) === 0) yield* Effect.sleep(5)
      yield* Effect.sleep(100)
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(descriptors(path), 0)
      yield* Effect.promise(() => isClosed).pipe(Effect.timeout(Duration.seconds(5)))
    }))

  // An unhandled rejection fails the test run.
  it.live("is not read after an interruption has closed it at any moment", () =>
    Effect.gen(function*() {
      const path = yield* file
      const received = { bytes: 0 }
      const { url } = yield* sink(protocol, async (request) => {
        for await (const piece of request) received.bytes += piece.length
      })
      for (let mebibytes = 1; mebibytes <= 24; mebibytes++) {
        received.bytes = 0
        const fiber = yield* Effect.forkChild(Stream.runDrain(upload(path, url, content.length)))
        while (received.bytes < mebibytes * 1024 * 1024) yield* Effect.sleep(1)
        yield* Fiber.interrupt(fiber)
        assert.strictEqual(descriptors(path), 0)
      }
    }))

  it.live("that becomes shorter during the upload fails it", () =>
    Effect.gen(function*() {
      const path = yield* file
      let isWhole = true
      const { url } = yield* sink(protocol, async (request, response) => {
        for await (const piece of request) {
          if (isWhole && piece.length > 0) await truncate(path, 12 * 1024 * 1024)
          isWhole = false
        }
        confirm(request, response)
      })
      const { reason } = yield* Effect.flip(Stream.runDrain(upload(path, url, 4 * smallestChunk)))
      assert(reason._tag === "MediaUnreadable")
      assert.match(reason.rule, /must not change during the upload; the file ended at byte \d+/)
      assert.strictEqual(descriptors(path), 0)
    }))

  it.live("overwritten during its only chunk keeps the last byte back", () =>
    Effect.gen(function*() {
      const path = yield* file
      const received = { bytes: 0 }
      const { url } = yield* sink(protocol, async (request, response) => {
        for await (const piece of request) {
          if (received.bytes === 0) await writeFile(path, content.subarray(0, 1000), { flag: "r+" })
          received.bytes += piece.length
        }
        confirm(request, response)
      })
      const { reason } = yield* Effect.flip(Stream.runDrain(upload(path, url, 48 * 1024 * 1024)))
      assert(reason._tag === "MediaUnreadable")
      assert.isBelow(received.bytes, content.length)
      assert.strictEqual(descriptors(path), 0)
    }))

  it.live("that is missing fails before anything is sent", () =>
    Effect.gen(function*() {
      let requests = 0
      const { url } = yield* sink(protocol, async (request, response) => {
        requests++
        confirm(request, response)
      })
      const plan = { size: 10, chunkSize: 10, chunkCount: 1 }
      const { reason } = yield* Effect.flip(
        Uploader.Uploader.use((uploader) =>
          uploader.upload({ media: Media.file("/nowhere/clip.mp4"), plan, uploadUrl: Redacted.make(url) }).pipe(
            Stream.runDrain
          )
        ).pipe(Effect.provide(uploaderTo(client, url)))
      )
      assert(reason._tag === "MediaUnreadable")
      assert.include(reason.rule, "exists")
      assert.strictEqual(requests, 0)
    }))
})

describe("a file read by Node through a wrapped fetch", () => {
  const upload = uploadThrough("fetch")

  it.live.each(
    [
      ["builds a request", (original: typeof fetch) => async (input, init) => original(new Request(input, init))],
      ["records each request", (original) => async (input, init) => {
        const request = new Request(input, init)
        const copy = request.clone().arrayBuffer()
        const response = await original(request)
        await copy
        return response
      }]
    ] satisfies ReadonlyArray<[string, (original: typeof fetch) => typeof fetch]>
  )(
    "arrives whole although the wrapper %s",
    ([, wrap]) =>
      Effect.gen(function*() {
        const path = yield* file
        yield* Effect.acquireRelease(
          Effect.sync(() => {
            const original = globalThis.fetch
            globalThis.fetch = wrap(original)
            return original
          }),
          (original) => Effect.sync(() => void (globalThis.fetch = original))
        )
        const received = createHash("sha256")
        const { url } = yield* sink("http", stalling(received, 20))
        yield* upload(path, url, 2 * smallestChunk).pipe(Stream.runDrain)
        assert.strictEqual(received.digest("hex"), hash)
      })
  )
})
