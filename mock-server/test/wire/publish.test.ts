import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { isUnit } from "../../../test/support/runs.ts"
import {
  dataOf,
  inMemory,
  outcome,
  overSocket,
  paths,
  pulled,
  singleChunk,
  text,
  type WireResponse,
  type World
} from "../support.ts"

const hintOf = ({ headers }: WireResponse) => headers.get("x-mock-hint") ?? ""

const openIdOf = ({ mock }: World) => mock.control.creators()[0]?.openId ?? ""

const photos = {
  media_type: "PHOTO",
  post_mode: "DIRECT_POST",
  post_info: { title: "Three photos", description: "Of a walk", privacy_level: "PUBLIC_TO_EVERYONE" },
  source_info: {
    source: "PULL_FROM_URL",
    photo_images: ["https://verified-domain.com/1.jpg", "https://img.verified-domain.com/2.jpg"],
    photo_cover_index: 1
  }
}

const images = (count: number) =>
  Array.from({ length: count }, (_, index) => `https://verified-domain.com/${index}.jpg`)

const withInfo = (post_info: Record<string, unknown>) => ({ ...singleChunk(100), post_info })

const withSource = (source_info: unknown) => ({ ...singleChunk(100), source_info })

const photosWith = (photo_images: ReadonlyArray<string>) => ({
  ...photos,
  source_info: { ...photos.source_info, photo_images }
})

describe("video init", () => {
  it.effect("accepts an upload and says where to send it", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const data = dataOf(yield* world.post(paths.video, singleChunk(100)))
      assert.match(text(data, "publish_id"), /^p_pub_url~v2\.\d+$/)
      assert.strictEqual(data["upload_url_expires_in"], 3_600)
      const uploadUrl = new URL(text(data, "upload_url"))
      assert.strictEqual(uploadUrl.origin, "https://upload.tiktokapis.com")
      assert.strictEqual(uploadUrl.pathname, "/upload/v1/video/")
      assert.isAtMost(uploadUrl.href.length, 256)
      assert.deepInclude(world.mock.control.post(text(data, "publish_id")), {
        stage: "awaiting-upload",
        caption: "Morning walk",
        privacy: "SELF_ONLY",
        size: 100,
        bytesReceived: 0
      })
    }))

  it.effect.skipIf(isUnit)(
    "hands out an upload address of its own origin over HTTP, or of the public one",
    () =>
      Effect.gen(function*() {
        const local = yield* overSocket()
        assert.isTrue(
          text(dataOf(yield* local.post(paths.video, singleChunk(100))), "upload_url").startsWith(
            `${local.origin}/upload/`
          )
        )
        const proxied = yield* overSocket({ publicUrl: "https://mock.example/tiktok/" })
        assert.isTrue(
          text(dataOf(yield* proxied.post(paths.video, singleChunk(100))), "upload_url")
            .startsWith("https://mock.example/tiktok/upload/v1/video/?upload_id=")
        )
      })
  )

  it.effect("pulls a video from a verified address only", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ lifecycle: { mode: "manual" } })
      const pull = (video_url: string) => world.post(paths.video, withSource({ source: "PULL_FROM_URL", video_url }))
      assert.property(dataOf(yield* world.post(paths.video, pulled)), "upload_url")
      assert.strictEqual(outcome(yield* pull("https://cdn.verified-domain.com/a.mp4")), "200 ok")
      for (
        const url of [
          "https://elsewhere.example/a.mp4",
          "https://notverified-domain.com/a.mp4",
          "https://verified-domain.com@elsewhere.example/a.mp4",
          "http://verified-domain.com/a.mp4"
        ]
      ) {
        assert.strictEqual(outcome(yield* pull(url)), "403 forbidden", url)
      }
      assert.strictEqual(outcome(yield* pull("video.mp4")), "400 invalid_request")
      world.mock.control.updateApp({ verifiedPrefixes: ["https://static.example/videos/"] })
      assert.strictEqual(outcome(yield* pull("https://static.example/videos/a.mp4")), "200 ok")
      assert.strictEqual(outcome(yield* pull("https://static.example/other/a.mp4")), "403 forbidden")
    }))

  it.effect("verifies domains, and prefixes that end with a slash, of this machine or of no IP address", () =>
    Effect.gen(function*() {
      const { mock } = yield* inMemory()
      const verify = (prefix: string) => mock.control.updateApp({ verifiedPrefixes: [prefix] })
      for (const prefix of ["a.example", "https://a.example/", "http://127.0.0.1:3000/media/", "localhost", "[::1]"]) {
        assert.deepStrictEqual(verify(prefix).verifiedPrefixes, [prefix])
      }
      for (const prefix of ["https://a.example/videos", "https://a.example", "ftp://a.example/", "a.example/", ""]) {
        assert.throws(() => verify(prefix), /verifiedPrefixes: .*must be a domain/, prefix)
      }
      for (const prefix of ["https://203.0.113.7/", "203.0.113.7", "https://[2001:db8::1]/"]) {
        assert.throws(() => verify(prefix), /must not be an IP address/, prefix)
      }
    }))

  it.effect("understands both vocabularies of privacy", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ limits: "off" })
      const stored = Effect.fnUntraced(function*(privacy_level: string) {
        const data = dataOf(yield* world.post(paths.video, withInfo({ privacy_level })))
        return world.mock.control.post(text(data, "publish_id"))?.privacy
      })
      assert.strictEqual(yield* stored("PRIVATE"), "SELF_ONLY")
      assert.strictEqual(yield* stored("SELF_ONLY"), "SELF_ONLY")
      assert.strictEqual(yield* stored("PUBLIC"), "PUBLIC_TO_EVERYONE")
      assert.strictEqual(yield* stored("MUTUAL_FOLLOW_FRIENDS"), "MUTUAL_FOLLOW_FRIENDS")
      assert.strictEqual(
        outcome(yield* world.post(paths.video, withInfo({ privacy_level: "EVERYONE" }))),
        "400 invalid_request"
      )
      const notOffered = yield* world.post(paths.video, withInfo({ privacy_level: "FOLLOWER_OF_CREATOR" }))
      assert.strictEqual(outcome(notOffered), "403 forbidden")
      world.mock.control.updateCreator(openIdOf(world), { privateAccount: true })
      assert.strictEqual(yield* stored("FOLLOWER_OF_CREATOR"), "FOLLOWER_OF_CREATOR")
      assert.strictEqual(
        outcome(yield* world.post(paths.video, withInfo({ privacy_level: "PUBLIC" }))),
        "403 forbidden"
      )
    }))

  const malformed: ReadonlyArray<readonly [field: string, body: unknown]> = [
    ["body", []],
    ["post_info", { source_info: pulled.source_info }],
    ["post_info.privacy_level", withInfo({ title: "x" })],
    ["post_info.title", withInfo({ title: "x".repeat(2_201), privacy_level: "SELF_ONLY" })],
    ["post_info.title", withInfo({ title: 7, privacy_level: "SELF_ONLY" })],
    ["post_info.disable_duet", withInfo({ disable_duet: "no", privacy_level: "SELF_ONLY" })],
    ["post_info.video_cover_timestamp_ms", withInfo({ video_cover_timestamp_ms: -1, privacy_level: "SELF_ONLY" })],
    ["source_info", { post_info: pulled.post_info }],
    ["source_info", withSource({ source: "CARRIER_PIGEON" })],
    ["source_info.video_url", withSource({ source: "PULL_FROM_URL" })],
    [
      "source_info.video_size",
      withSource({ source: "FILE_UPLOAD", video_size: 0, chunk_size: 1, total_chunk_count: 1 })
    ],
    [
      "source_info.video_size",
      withSource({ source: "FILE_UPLOAD", video_size: "9", chunk_size: 1, total_chunk_count: 1 })
    ],
    [
      "source_info.chunk_size",
      withSource({ source: "FILE_UPLOAD", video_size: 9, chunk_size: 1.5, total_chunk_count: 1 })
    ],
    [
      "source_info.chunk_size",
      withSource({ source: "FILE_UPLOAD", video_size: 9, chunk_size: 8, total_chunk_count: 1 })
    ],
    ["source_info.total_chunk_count", withSource({ source: "FILE_UPLOAD", video_size: 9, chunk_size: 9 })],
    [
      "source_info.total_chunk_count",
      withSource({ source: "FILE_UPLOAD", video_size: 20_000_000, chunk_size: 5_000_000, total_chunk_count: 3 })
    ],
    [
      "source_info.video_size",
      withSource({ source: "FILE_UPLOAD", video_size: 2 ** 32 + 1, chunk_size: 5_000_000, total_chunk_count: 859 })
    ]
  ]
  for (const [index, [field, body]] of malformed.entries()) {
    it.effect(`names ${field} when it is wrong (${index + 1})`, () =>
      Effect.gen(function*() {
        const world = yield* inMemory()
        const response = yield* world.post(paths.video, body)
        assert.strictEqual(outcome(response), "400 invalid_request")
        assert.isTrue(hintOf(response).startsWith(`${field}: `), hintOf(response))
        assert.isEmpty(world.mock.control.posts())
      }))
  }

  it.effect("notes unknown fields in the journal and takes the rest", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      yield* world.post(paths.video, withInfo({ privacy_level: "SELF_ONLY", titel: "x" }))
      assert.deepStrictEqual(world.mock.journal.find({ operation: "video.init" })[0]?.notes, [
        "post_info.titel: is not a documented field"
      ])
    }))
})

describe("photo init", () => {
  it.effect("accepts 35 images, and refuses one that is not owned", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      assert.strictEqual(outcome(yield* world.post(paths.photos, photosWith(images(35)))), "200 ok")
      const response = yield* world.post(
        paths.photos,
        photosWith([...images(2), "https://cdn.example/3.jpg?sig=secret"])
      )
      assert.strictEqual(outcome(response), "403 forbidden")
      assert.include(hintOf(response), "https://cdn.example/3.jpg")
      assert.notInclude(hintOf(response), "secret")
    }))
})
