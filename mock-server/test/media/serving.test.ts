import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { readdir, readlink, rm } from "node:fs/promises"
import { inMemory, sha256, transports, type World } from "../support.ts"
import { open, put, upload, video } from "./support.ts"

const SIZE = 200_000

/** Paths of the files that this process has open, where the system tells. */
const openFiles = Effect.promise(async () => {
  const names = await readdir("/proc/self/fd").catch(() => [])
  return Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => "")))
})

for (const [transport, connect] of transports) {
  describe(`GET /_mock/posts/{publishId}/media ${transport}`, () => {
    const prepare = Effect.gen(function*() {
      const world = yield* connect({ media: { keep: "all" } })
      const { file, publishId } = yield* upload(world, video(SIZE))
      const url = `${world.origin}/_mock/posts/${encodeURIComponent(publishId)}/media`
      const ask = (headers: Record<string, string> = {}, method = "GET") =>
        Effect.promise(async () => {
          const response = await world.send(url, { method, headers })
          return {
            status: response.status,
            headers: response.headers,
            bytes: new Uint8Array(await response.arrayBuffer())
          }
        })
      return { ask, file, publishId, url, world }
    })

    it.effect("gives the file with its type, and lets nothing in it run", () =>
      Effect.gen(function*() {
        const { ask, file } = yield* prepare
        const { bytes, headers, status } = yield* ask()
        assert.strictEqual(status, 200)
        assert.strictEqual(sha256(bytes), sha256(file))
        assert.strictEqual(headers.get("content-type"), "video/mp4")
        assert.strictEqual(headers.get("content-length"), String(SIZE))
        assert.strictEqual(headers.get("accept-ranges"), "bytes")
        assert.strictEqual(headers.get("etag"), `"${sha256(file)}"`)
        assert.strictEqual(headers.get("x-content-type-options"), "nosniff")
        assert.include(headers.get("content-security-policy") ?? "", "sandbox")
        assert.strictEqual(headers.get("cross-origin-resource-policy"), "same-site")
      }))

    const ranges: ReadonlyArray<readonly [range: string, first: number, last: number]> = [
      ["bytes=0-0", 0, 0],
      ["bytes=0-99", 0, 99],
      ["bytes=100000-", 100_000, SIZE - 1],
      ["bytes=-500", SIZE - 500, SIZE - 1],
      ["bytes=-999999", 0, SIZE - 1],
      [`bytes=199999-${SIZE + 10}`, SIZE - 1, SIZE - 1]
    ]
    it.effect("gives a range of it, as a player asks for to seek", () =>
      Effect.gen(function*() {
        const { ask, file } = yield* prepare
        for (const [range, first, last] of ranges) {
          const { bytes, headers, status } = yield* ask({ range })
          assert.strictEqual(status, 206, range)
          assert.strictEqual(headers.get("content-range"), `bytes ${first}-${last}/${SIZE}`)
          assert.strictEqual(headers.get("content-length"), String(last - first + 1))
          assert.strictEqual(sha256(bytes), sha256(file.subarray(first, last + 1)), range)
        }
      }))

    it.effect("gives the whole file where a range is none, or no longer fits", () =>
      Effect.gen(function*() {
        const { ask, file } = yield* prepare
        const fits = yield* ask({ range: "bytes=0-9", "if-range": `"${sha256(file)}"` })
        assert.strictEqual(fits.status, 206)
        for (
          const headers of [
            { range: "bytes=9-5" },
            { range: "bytes=0-1,5-6" },
            { range: "pages=1-2" },
            { range: "bytes=-" },
            { range: "bytes=0-9", "if-range": "\"another\"" }
          ]
        ) {
          const { bytes, status } = yield* ask(headers)
          assert.strictEqual(status, 200, JSON.stringify(headers))
          assert.strictEqual(bytes.length, SIZE)
        }
      }))

    it.effect("says of a range outside the file how long it is", () =>
      Effect.gen(function*() {
        const { ask } = yield* prepare
        for (const range of [`bytes=${SIZE}-`, "bytes=-0"]) {
          const { bytes, headers, status } = yield* ask({ range })
          assert.strictEqual(status, 416, range)
          assert.strictEqual(headers.get("content-range"), `bytes */${SIZE}`)
          assert.include(Buffer.from(bytes).toString(), "\"field\":\"Range\"")
        }
      }))

    it.effect("tells with HEAD what GET would give", () =>
      Effect.gen(function*() {
        const { ask, publishId, world } = yield* prepare
        const { bytes, headers, status } = yield* ask({ range: "bytes=0-99" }, "HEAD")
        assert.strictEqual(status, 206)
        assert.strictEqual(headers.get("content-length"), "100")
        assert.lengthOf(bytes, 0)
        const path = world.mock.control.post(publishId)?.media?.path ?? ""
        assert.notInclude(yield* openFiles, path)
        yield* Effect.promise(() => rm(path))
        assert.strictEqual((yield* ask({}, "HEAD")).status, 404)
      }))

    it.effect("says why there is nothing: nothing is kept, no such post, or the file is gone", () =>
      Effect.gen(function*() {
        const { ask, publishId, url, world } = yield* prepare
        yield* Effect.promise(() => rm(world.mock.control.post(publishId)?.media?.path ?? ""))
        const gone = yield* ask()
        assert.strictEqual(gone.status, 404)
        assert.include(Buffer.from(gone.bytes).toString(), "no longer exists")
        const unknown = yield* Effect.promise(() => world.send(url.replace(/posts\/[^/]+/, "posts/none")))
        assert.strictEqual(unknown.status, 404)
        const pure = yield* connect()
        const other = yield* upload(pure, video(100))
        const none = yield* Effect.promise(async () =>
          (await pure.send(`${pure.origin}/_mock/posts/${encodeURIComponent(other.publishId)}/media`)).text()
        )
        assert.include(none, "--keep-media all")
      }))

    it.effect("is not for pages of other sites", () =>
      Effect.gen(function*() {
        const { ask } = yield* prepare
        assert.strictEqual((yield* ask({ origin: "https://evil.example" })).status, 403)
        const own = yield* ask({ origin: "http://localhost:3000" })
        assert.strictEqual(own.headers.get("access-control-allow-origin"), "http://localhost:3000")
      }))
  })
}

const pageOf = ({ mock }: World, publishId: string) =>
  Effect.promise(async () =>
    (await mock.fetch(`http://127.0.0.1/_mock/ui/posts/${encodeURIComponent(publishId)}`)).text()
  )

describe("the phone of a post", () => {
  it.effect("plays the file, and otherwise says why it cannot", () =>
    Effect.gen(function*() {
      const all = yield* inMemory({ media: { keep: "all", limit: 150 } })
      const open1 = yield* open(all, video(100))
      assert.include(yield* pageOf(all, open1.publishId), "The upload is not complete.")
      yield* put(all, open1, 0, 99)
      const page = yield* pageOf(all, open1.publishId)
      assert.include(page, `src="../../posts/${encodeURIComponent(open1.publishId)}/media"`)
      assert.match(page, /<video [^>]*controls/)
      yield* upload(all, video(100, 1))
      assert.include(yield* pageOf(all, open1.publishId), "later uploads have reached the size limit")
      all.mock.control.failPost(open1.publishId, "internal")
      assert.include(yield* pageOf(all, open1.publishId), "Not visible")

      const none = yield* inMemory()
      assert.include(yield* pageOf(none, (yield* upload(none, video(100))).publishId), "--keep-media all")
      const head = yield* inMemory({ media: { keep: "head" } })
      assert.include(yield* pageOf(head, (yield* upload(head, video(2_000_000))).publishId), "kept only the first")
    }))
})
