import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { chunkHeaders, dataOf, mp4, paths, text, type WireResponse, type World } from "../support.ts"
import { draft, live, photos, pulledVideo, statusOf, withSource } from "./support.ts"

const SIZE = 11_000_000
const CHUNK = 5_000_000

const plan = { source: "FILE_UPLOAD", video_size: SIZE, chunk_size: CHUNK, total_chunk_count: 2 }

const begin = (world: World, path: string = paths.video, body: object = withSource(plan)) =>
  Effect.map(world.post(path, body), (response) => {
    const data = dataOf(response)
    return { publishId: text(data, "publish_id"), uploadUrl: text(data, "upload_url") }
  })

/** Sends the part of the file that the range names. */
const send = (world: World, url: string, first: number, last: number, changes: Record<string, string> = {}) =>
  world.put(url, mp4(SIZE).slice(first, last + 1), { ...chunkHeaders(first, last, SIZE), ...changes })

const summary = ({ headers, status, text }: WireResponse) => [status, headers.get("content-range"), text]

describe("live upload", () => {
  it.effect("answers 5xx on demand, with the chunk taken or not", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const { publishId, uploadUrl } = yield* begin(world)
      world.mock.faults.add({ match: { operation: "upload" }, effect: { kind: "status", status: 503 }, times: 1 })
      assert.strictEqual((yield* send(world, uploadUrl, 0, CHUNK - 1)).status, 503)
      assert.strictEqual(world.mock.control.post(publishId)?.bytesReceived, 0)
      world.mock.faults.add({
        match: { operation: "upload" },
        effect: { kind: "code", code: "internal_error" },
        times: 1
      })
      assert.deepStrictEqual(summary(yield* send(world, uploadUrl, 0, CHUNK - 1)), [500, null, ""])
      world.mock.faults.add({ match: { operation: "upload" }, effect: { kind: "lose-response" }, times: 1 })
      const chunk = { method: "PUT", headers: chunkHeaders(0, CHUNK - 1, SIZE), body: mp4(SIZE).slice(0, CHUNK) }
      yield* Effect.promise(() => world.send(uploadUrl, chunk).catch(() => undefined))
      assert.strictEqual(dataOf(yield* statusOf(world, publishId))["uploaded_bytes"], CHUNK)
    }))

  it.effect("gives an address to uploads only, in TikTok's form", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const upload = /^https:\/\/open-upload\.tiktokapis\.com\/video\/\?upload_id=\d{19}&upload_token=[0-9a-f-]{36}$/
      const kinds = [
        [paths.video, withSource(plan), /^v_pub_file~v2-1\.\d{19}$/, true],
        [paths.inbox, draft, /^v_inbox_file~v2\.\d{19}$/, true],
        [paths.video, withSource(pulledVideo), /^v_pub_url~v2\.\d{19}$/, false],
        [paths.inbox, { source_info: pulledVideo }, /^v_inbox_url~v2\.\d{19}$/, false],
        [paths.photos, photos(), /^p_pub_url~v2\.\d{19}$/, false],
        [paths.photos, photos({ post_mode: "MEDIA_UPLOAD" }), /^p_pub_url~v2\.\d{19}$/, false]
      ] as const
      for (const [path, body, publishId, hasUrl] of kinds) {
        const data = dataOf(yield* world.post(path, body))
        assert.match(text(data, "publish_id"), publishId)
        assert.isAtMost(text(data, "publish_id").length, 64)
        assert.hasAllKeys(data, hasUrl ? ["publish_id", "upload_url"] : ["publish_id"])
        if (hasUrl) {
          assert.match(text(data, "upload_url"), upload)
          assert.isAtMost(text(data, "upload_url").length, 256)
        }
      }
    }))

  it.effect("answers in the contract of its post, on one port", () =>
    Effect.gen(function*() {
      const world = yield* live({ limits: "off" })
      const { accessToken } = world.mock.control.issueToken()
      const catalog = yield* world.post(paths.video, withSource(plan), { authorization: `Bearer ${accessToken}` })
      assert.strictEqual((yield* send(world, text(dataOf(catalog), "upload_url"), 0, CHUNK - 1)).status, 200)
      const { uploadUrl } = yield* begin(world)
      assert.strictEqual((yield* send(world, uploadUrl, 0, CHUNK - 1)).status, 206)
    }))
})
