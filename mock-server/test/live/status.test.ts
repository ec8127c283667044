import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { chunkHeaders, dataOf, mp4, outcome, paths, text, type World } from "../support.ts"
import { begin, creatorsOf, draft, live, photoDraft, photos, pulledVideo, statusOf, withSource } from "./support.ts"

const publicPull = {
  post_info: { title: "Sea", privacy_level: "PUBLIC_TO_EVERYONE" },
  source_info: pulledVideo
}

const ask = (world: World, publishId: string) => Effect.map(statusOf(world, publishId), dataOf)

describe("live status", () => {
  it.effect("counts the bytes of a pull, and shows the post's id after moderation", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const publishId = yield* begin(world, paths.video, publicPull)
      const seen: Array<unknown> = []
      for (const millis of [0, 500, 500, 3_000, 2_000]) {
        world.mock.clock.advance(millis)
        const { downloaded_bytes, publicaly_available_post_id: ids, status } = yield* ask(world, publishId)
        seen.push([status, downloaded_bytes, Array.isArray(ids) ? ids.length : undefined])
      }
      assert.deepStrictEqual(seen, [
        ["PROCESSING_DOWNLOAD", 0, 0],
        ["PROCESSING_DOWNLOAD", 4_000_000, 0],
        ["PROCESSING_DOWNLOAD", 8_000_000, 0],
        ["PUBLISH_COMPLETE", 8_000_000, 0],
        ["PUBLISH_COMPLETE", 8_000_000, 1]
      ])
    }))

  it.effect("brings a draft to the inbox, and as many posts as the creator makes of it", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const { control, clock } = world.mock
      const data = dataOf(yield* world.post(paths.inbox, draft))
      const publishId = text(data, "publish_id")
      assert.throws(() => control.publishDraft(publishId), /is not a draft in the inbox/)
      yield* world.put(text(data, "upload_url"), mp4(100), chunkHeaders(0, 99, 100))
      clock.advance(3_000)
      assert.deepInclude(yield* ask(world, publishId), {
        status: "SEND_TO_USER_INBOX",
        publicaly_available_post_id: []
      })
      const ids = [
        control.publishDraft(publishId),
        control.publishDraft(publishId),
        control.publishDraft(publishId, "SELF_ONLY")
      ]
      assert.strictEqual(new Set(ids).size, 3)
      clock.advance(2_000)
      const response = yield* statusOf(world, publishId)
      assert.strictEqual(dataOf(response)["status"], "PUBLISH_COMPLETE")
      assert.include(response.text, `"publicaly_available_post_id":[${ids[0]},${ids[1]}]`)
    }))
})

describe("live cancel", () => {
  it.effect("has as long as the pull takes", () =>
    Effect.gen(function*() {
      const world = yield* live({ lifecycle: { mode: "manual", pullMillis: 60_000 } })
      const publish_id = yield* begin(world, paths.video, publicPull)
      world.mock.clock.advance(59_999)
      assert.strictEqual(outcome(yield* world.post(paths.cancel, { publish_id })), "200 ok")
    }))
})

describe("live post", () => {
  it.effect("keeps what it was asked for, within what the creator's account allows", () =>
    Effect.gen(function*() {
      const world = yield* live({ limits: "off" })
      const settings = Effect.fnUntraced(function*(path: string, body: object) {
        return world.mock.control.post(yield* begin(world, path, body))?.settings
      })
      const open = {
        comments: true,
        duets: true,
        stitches: true,
        aigc: false,
        brandedContent: false,
        ownBrand: false,
        autoMusic: false,
        cover: undefined
      }
      assert.deepStrictEqual(yield* settings(paths.video, publicPull), open)
      const asked = {
        privacy_level: "PUBLIC_TO_EVERYONE",
        disable_comment: true,
        disable_duet: true,
        disable_stitch: true,
        brand_content_toggle: true,
        brand_organic_toggle: true,
        is_aigc: true,
        video_cover_timestamp_ms: 1_000
      }
      const closed = { comments: false, duets: false, stitches: false }
      const labelled = { aigc: true, brandedContent: true, ownBrand: true }
      assert.deepStrictEqual(yield* settings(paths.video, { ...publicPull, post_info: asked }), {
        ...open,
        ...closed,
        ...labelled,
        cover: 1_000
      })
      assert.deepStrictEqual(
        yield* settings(paths.photos, photos({ is_aigc: true }, { auto_add_music: true, brand_organic_toggle: true })),
        { ...open, duets: false, stitches: false, aigc: true, ownBrand: true, autoMusic: true, cover: 1 }
      )
      assert.deepInclude(yield* settings(paths.photos, { ...photoDraft, is_aigc: false }), {
        autoMusic: false,
        cover: 1
      })
      world.mock.control.updateCreator(creatorsOf(world).mara, { commentsOff: true, duetsOff: true, stitchesOff: true })
      assert.deepStrictEqual(yield* settings(paths.video, publicPull), { ...open, ...closed })
    }))

  it.effect("notes branded content that is private", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const post_info = { privacy_level: "SELF_ONLY", brand_content_toggle: true }
      assert.strictEqual(outcome(yield* world.post(paths.video, { ...publicPull, post_info })), "200 ok")
      assert.deepStrictEqual(world.mock.journal.entries()[0]?.notes, [
        "post_info.privacy_level: branded content must not be SELF_ONLY"
      ])
    }))

  const malformed: ReadonlyArray<readonly [field: string, path: string, body: object]> = [
    ["post_info", paths.video, { source_info: pulledVideo }],
    ["post_info.title", paths.video, { ...publicPull, post_info: { title: "x".repeat(2_201) } }],
    ["post_info.video_cover_timestamp_ms", paths.video, {
      ...publicPull,
      post_info: { video_cover_timestamp_ms: 1.5 }
    }],
    ["post_info.is_aigc", paths.video, { ...publicPull, post_info: { is_aigc: "yes" } }],
    ["source_info", paths.video, { post_info: {} }],
    ["source_info", paths.video, withSource({ source: "PIGEON" })],
    ["source_info.video_url", paths.video, withSource({ source: "PULL_FROM_URL", video_url: "video.mp4" })],
    ["source_info.video_size", paths.inbox, {
      source_info: { source: "FILE_UPLOAD", chunk_size: 1, total_chunk_count: 1 }
    }],
    ["media_type", paths.photos, photos({ media_type: "VIDEO" })],
    ["post_mode", paths.photos, photos({ post_mode: "DIRECT POST" })],
    ["post_info.title", paths.photos, photos({}, { title: "x".repeat(91) })],
    ["post_info.description", paths.photos, photos({}, { description: "x".repeat(4_001) })],
    ["source_info.source", paths.photos, photos({ source_info: { source: "FILE_UPLOAD" } })],
    ["source_info.photo_images", paths.photos, photos({ source_info: photoSource([], 0) })],
    ["source_info.photo_images", paths.photos, photos({ source_info: photoSource(images(36), 0) })],
    ["source_info.photo_cover_index", paths.photos, photos({ source_info: photoSource(images(2), undefined) })],
    ["source_info", paths.photos, photos({ source_info: photoSource(images(2), 2) })]
  ]
  for (const [index, [field, path, body]] of malformed.entries()) {
    it.effect(`names ${field} when it is wrong (${index + 1})`, () =>
      Effect.gen(function*() {
        const world = yield* live()
        const response = yield* world.post(path, body)
        assert.strictEqual(outcome(response), "400 invalid_params")
        assert.isTrue(
          response.headers.get("x-mock-hint")?.startsWith(`${field}: `),
          response.headers.get("x-mock-hint") ?? ""
        )
        assert.isEmpty(world.mock.control.posts())
      }))
  }
})

function images(count: number): ReadonlyArray<string> {
  return Array.from({ length: count }, (_, index) => `https://verified-domain.com/${index}.jpg`)
}

function photoSource(photo_images: ReadonlyArray<string>, photo_cover_index: number | undefined) {
  return { source: "PULL_FROM_URL", photo_images, photo_cover_index }
}
