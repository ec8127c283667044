import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import {
  chunkHeaders,
  dataOf,
  inMemory,
  mp4,
  outcome,
  paths,
  pulled,
  sha256,
  singleChunk,
  text,
  transports,
  type WireResponse,
  type World
} from "../support.ts"

const progressOf = ({ headers }: WireResponse) => headers.get("content-range")

const SIZE = 11_000_000
const CHUNK = 5_000_000

const plan = { source: "FILE_UPLOAD", video_size: SIZE, chunk_size: CHUNK, total_chunk_count: 2 }

const begin = (world: World, source_info: object = plan) =>
  Effect.map(world.post(paths.video, { ...pulled, source_info }), (response) => {
    const data = dataOf(response)
    return { publishId: text(data, "publish_id"), uploadUrl: text(data, "upload_url") }
  })

/** Sends the part of the file that the range names. */
const send = (world: World, url: string, first: number, last: number, changes: Record<string, string> = {}) =>
  world.put(url, mp4(SIZE).slice(first, last + 1), { ...chunkHeaders(first, last, SIZE), ...changes })

/** A body that breaks off after so many bytes. */
const broken = (bytes: number) =>
  new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(mp4(bytes)),
    pull: (controller) => controller.error(new Error("the sender is gone"))
  })

for (const [transport, connect] of transports) {
  describe(`upload ${transport}`, () => {
    it.effect("takes chunks in order, tells its progress, and keeps a hash of the whole", () =>
      Effect.gen(function*() {
        const world = yield* connect({ lifecycle: { mode: "immediate" } })
        const { publishId, uploadUrl } = yield* begin(world)
        const first = yield* send(world, uploadUrl, 0, CHUNK - 1)
        assert.deepStrictEqual([first.status, first.text], [200, ""])
        assert.strictEqual(progressOf(first), `bytes 0-${CHUNK - 1}/${SIZE}`)
        assert.deepInclude(world.mock.control.post(publishId), { bytesReceived: CHUNK, stage: "awaiting-upload" })
        const second = yield* send(world, uploadUrl, CHUNK, SIZE - 1)
        assert.strictEqual(progressOf(second), `bytes 0-${SIZE - 1}/${SIZE}`)
        assert.deepInclude(world.mock.control.post(publishId), {
          bytesReceived: SIZE,
          stage: "published",
          sha256: sha256(mp4(SIZE))
        })
      }))

    it.effect("counts nothing of a chunk that breaks off, and takes it anew", () =>
      Effect.gen(function*() {
        const world = yield* connect({ lifecycle: { mode: "immediate" } })
        const { publishId, uploadUrl } = yield* begin(world)
        yield* send(world, uploadUrl, 0, CHUNK - 1)
        yield* Effect.promise(() =>
          world.send(uploadUrl, {
            method: "PUT",
            headers: { ...chunkHeaders(CHUNK, SIZE - 1, SIZE), "content-length": String(SIZE - CHUNK) },
            body: broken(1_000_000),
            duplex: "half"
          }).catch(() => undefined)
        )
        assert.deepInclude(world.mock.control.post(publishId), { bytesReceived: CHUNK })
        yield* send(world, uploadUrl, CHUNK, SIZE - 1)
        assert.deepInclude(world.mock.control.post(publishId), { stage: "published", sha256: sha256(mp4(SIZE)) })
      }))

    it.effect("refuses wrong headers by name", () =>
      Effect.gen(function*() {
        const world = yield* connect()
        const { uploadUrl } = yield* begin(world)
        const wrong: ReadonlyArray<Record<string, string>> = [
          { "content-type": "application/octet-stream" },
          { "content-range": "0-4999999/11000000" },
          { "content-range": "bytes 5-4/11000000" },
          { "content-range": "bytes 0-11000000/11000000" },
          { "content-range": `bytes 0-${CHUNK - 1}/${SIZE + 1}` },
          { "content-range": `bytes 0-${CHUNK - 2}/${SIZE}` }
        ]
        for (const changes of wrong) {
          const response = yield* send(world, uploadUrl, 0, CHUNK - 1, changes)
          assert.strictEqual(outcome(response), "400 invalid_request", JSON.stringify(changes))
          assert.match(response.headers.get("x-mock-hint") ?? "", /^header Content-/)
        }
      }))
  })
}

describe("upload", () => {
  it.effect("knows its address by id and token", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const { uploadUrl } = yield* begin(world)
      const other = (name: string, value: string | undefined) => {
        const url = new URL(uploadUrl)
        if (value === undefined) url.searchParams.delete(name)
        else url.searchParams.set(name, value)
        return send(world, url.href, 0, CHUNK - 1)
      }
      assert.strictEqual(outcome(yield* other("upload_id", "42")), "404 invalid_request")
      assert.strictEqual(outcome(yield* other("upload_token", "wrong")), "404 invalid_request")
      assert.strictEqual(outcome(yield* other("upload_token", undefined)), "404 invalid_request")
      assert.strictEqual(outcome(yield* other("upload_id", undefined)), "400 invalid_request")
    }))

  it.effect("goes by the range, and notes a part number that says otherwise", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const { uploadUrl } = yield* begin(world)
      assert.strictEqual((yield* send(world, `${uploadUrl}&part_number=1`, 0, CHUNK - 1)).status, 200)
      assert.strictEqual((yield* send(world, `${uploadUrl}&part_number=2&part_number=1`, CHUNK, SIZE - 1)).status, 200)
      assert.deepStrictEqual(world.mock.journal.find({ operation: "upload" }).map(({ notes }) => notes), [
        [],
        ["part_number: must be 2, the chunk of the Content-Range, is 1"]
      ])
    }))

  it.effect("looks at the file: MP4, MOV and WebM pass, anything else fails the post", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ lifecycle: { mode: "immediate" }, limits: "off" })
      const upload = Effect.fnUntraced(function*(head: string) {
        const { publishId, uploadUrl } = yield* begin(world, singleChunk(100).source_info)
        const bytes = new Uint8Array(100)
        bytes.set(Buffer.from(head, "hex"))
        yield* world.put(uploadUrl, bytes, chunkHeaders(0, 99, 100))
        const view = world.mock.control.post(publishId)
        return view?.failReason ?? view?.stage
      })
      assert.strictEqual(yield* upload("000000206674797069736f6d"), "published")
      assert.strictEqual(yield* upload("0000001466747970717420200000"), "published")
      assert.strictEqual(yield* upload("1a45dfa3"), "published")
      assert.strictEqual(yield* upload("89504e470d0a1a0a"), "Unsupported video codec")
    }))

  it.effect("keeps no hash when told so", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ hash: false })
      const { publishId, uploadUrl } = yield* begin(world, singleChunk(100).source_info)
      yield* world.put(uploadUrl, mp4(100), chunkHeaders(0, 99, 100))
      assert.isUndefined(world.mock.control.post(publishId)?.sha256)
    }))
})
