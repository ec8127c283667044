import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { once } from "node:events"
import { createServer, type RequestListener } from "node:http"
import { type MockOptions, type PullFetch, scenarios } from "../../src/index.ts"
import { demoApp } from "../../src/scenarios/Scenario.ts"
import { dataOf, inMemory, outcome, paths, text, type World } from "../support.ts"
import { makeJpeg, makeVideo, makeWebp } from "./files.ts"

const HOUR = 60 * 60 * 1_000

const BASE = "https://verified-domain.com/"

/** Files by their names; a missing one has status 404. */
type Files = Readonly<Record<string, Uint8Array<ArrayBuffer> | Response>>

const serving = (files: Files): PullFetch => async (url) => {
  const file = files[url.slice(BASE.length)]
  if (file instanceof Response) return file
  return file === undefined ? new Response(null, { status: 404 }) : new Response(file)
}

const live = (options: MockOptions = {}) =>
  inMemory({ lifecycle: { mode: "immediate" }, limits: "off", ...options }, "live")

const pullVideo = (world: World, url: string) =>
  world.post(paths.video, {
    post_info: { privacy_level: "SELF_ONLY" },
    source_info: { source: "PULL_FROM_URL", video_url: url }
  })

const pullPhotos = (world: World, names: ReadonlyArray<string>) =>
  world.post(paths.photos, {
    media_type: "PHOTO",
    post_mode: "DIRECT_POST",
    post_info: { privacy_level: "SELF_ONLY" },
    source_info: { source: "PULL_FROM_URL", photo_cover_index: 0, photo_images: names.map((name) => BASE + name) }
  })

/** How a post ends whose media are downloaded in real time. */
const endOf = ({ mock }: World, publishId: string) =>
  Effect.promise(async () => {
    while (mock.control.post(publishId)?.stage === "fetching") await new Promise((resolve) => setImmediate(resolve))
    const { failReason, problem, stage } = mock.control.post(publishId) ?? {}
    return { stage, failReason, problem }
  })

/** Serves a video at once, and each download of `held` when its response is given. */
const heldBack = () =>
  Effect.map(makeVideo(), (video) => {
    const held: Array<(response: Response) => void> = []
    const fetch: PullFetch = (url, init) =>
      url === `${BASE}held` ? new Promise((resolve) => held.push(resolve)) : serving({ video })(url, init)
    return { fetch, held, video }
  })

/** Waits until earlier downloads have had their effect: one that starts later has published its post. */
const afterDownloads = (world: World) =>
  Effect.gen(function*() {
    const headers = { authorization: `Bearer ${world.mock.control.issueToken({ contract: "live" }).accessToken}` }
    const source_info = { source: "PULL_FROM_URL", video_url: `${BASE}video` }
    const response = yield* world.post(paths.video, { post_info: { privacy_level: "SELF_ONLY" }, source_info }, headers)
    assert.deepStrictEqual<unknown>(yield* endOf(world, text(dataOf(response), "publish_id")), published)
  })

const endOfVideo = (files: Files, name = "video") =>
  Effect.gen(function*() {
    const world = yield* live({ pull: { fetch: serving(files) } })
    return yield* endOf(world, text(dataOf(yield* pullVideo(world, BASE + name)), "publish_id"))
  })

const endOfPhotos = (files: Files) =>
  Effect.gen(function*() {
    const world = yield* live({ pull: { fetch: serving(files) } })
    return yield* endOf(world, text(dataOf(yield* pullPhotos(world, Object.keys(files))), "publish_id"))
  })

const published = { stage: "published", failReason: undefined, problem: undefined }

const failed = (failReason: string, problem: string) => ({ stage: "failed", failReason, problem })

describe("a pulled photo", () => {
  it.effect("is accepted up to 1080 pixels on its shorter side", () =>
    Effect.gen(function*() {
      const end = yield* endOfPhotos({
        tall: makeJpeg(941, 1_672),
        exact: makeJpeg(1_080, 4_000),
        lossy: makeWebp(1_080, 1_920, "VP8 "),
        lossless: makeWebp(1_080, 1_920, "VP8L"),
        extended: makeWebp(1_080, 1_920)
      })
      assert.deepStrictEqual<unknown>(end, published)
    }))

  const large = [
    ["JPEG", makeJpeg(1_086, 1_448), "1086 × 1448"],
    ["lossy WebP", makeWebp(1_254, 1_254, "VP8 "), "1254 × 1254"],
    ["lossless WebP", makeWebp(1_254, 1_255, "VP8L"), "1254 × 1255"],
    ["extended WebP", makeWebp(2_000, 1_081), "2000 × 1081"]
  ] as const
  for (const [kind, file, size] of large) {
    it.effect(`fails the whole post as ${kind} with more, without the number of the photo`, () =>
      Effect.gen(function*() {
        assert.deepStrictEqual<unknown>(
          yield* endOfPhotos({ good: makeJpeg(800, 600), large: file, missing: new Response(null, { status: 404 }) }),
          failed(
            "picture_size_check_failed",
            `${BASE}large: the shorter side must have at most 1080 pixels, the photo has ${size}`
          )
        )
      }))
  }

  it.effect("fails the post when it is neither JPEG nor WebP", () =>
    Effect.gen(function*() {
      const png = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex")
      assert.deepStrictEqual<unknown>(
        yield* endOfPhotos({ png }),
        failed("file_format_check_failed", `${BASE}png: the photo must be JPEG or WebP`)
      )
    }))

  it.effect("fails the post when it has more than 20 MB", () =>
    Effect.gen(function*() {
      const heavy = Buffer.concat([makeJpeg(800, 600), Buffer.alloc(20 * 2 ** 20)])
      assert.deepStrictEqual<unknown>(
        yield* endOfPhotos({ heavy }),
        failed("picture_size_check_failed", `${BASE}heavy: the photo must have at most 20971520 bytes`)
      )
    }))

  it.effect("fails the post when it is missing", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual<unknown>(
        yield* endOfPhotos({ good: makeJpeg(800, 600), missing: new Response(null, { status: 404 }) }),
        failed("photo_pull_failed", `${BASE}missing responds with 404`)
      )
    }))
})

describe("a pulled video", () => {
  it.effect("is checked like an uploaded one", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual<unknown>(yield* endOfVideo({ video: yield* makeVideo() }), published)
      assert.deepStrictEqual<unknown>(
        yield* endOfVideo({ video: yield* makeVideo({ frameRate: 12 }) }),
        failed("frame_rate_check_failed", "the frame rate must be 23 to 60 per second, is 12")
      )
      assert.deepStrictEqual<unknown>(
        yield* endOfVideo({ video: Buffer.from("<html>not found</html>") }),
        failed("file_format_check_failed", "the file must be MP4, MOV or WebM")
      )
    }))

  it.effect("is read in its first and last MiB", () =>
    Effect.gen(function*() {
      const video = yield* makeVideo({ container: "late mp4", frameRate: 12, seconds: 5, picture: 100_000 })
      assert.strictEqual((yield* endOfVideo({ video })).failReason, "frame_rate_check_failed")
    }))

  it.effect("is not looked for where its URL redirects", () =>
    Effect.gen(function*() {
      const moved = new Response(null, { status: 302, headers: { location: `${BASE}video` } })
      assert.deepStrictEqual<unknown>(
        yield* endOfVideo({ video: yield* makeVideo(), moved }, "moved"),
        failed("video_pull_failed", `${BASE}moved redirects (302); TikTok follows none`)
      )
    }))

  it.effect("has its real number of bytes in the status", () =>
    Effect.gen(function*() {
      const video = yield* makeVideo()
      const world = yield* live({ pull: { fetch: serving({ video }) } })
      const publishId = text(dataOf(yield* pullVideo(world, `${BASE}video`)), "publish_id")
      yield* endOf(world, publishId)
      const status = dataOf(yield* world.post(paths.status, { publish_id: publishId }))
      assert.strictEqual(status["downloaded_bytes"], video.length)
    }))

  it.effect("fails after an hour on the mock's clock, even if the download ends later", () =>
    Effect.gen(function*() {
      const { fetch, held, video } = yield* heldBack()
      const world = yield* live({ pull: { fetch } })
      const publishId = text(dataOf(yield* pullVideo(world, `${BASE}held`)), "publish_id")
      const status = Effect.map(world.post(paths.status, { publish_id: publishId }), dataOf)
      world.mock.clock.advance(HOUR - 1)
      assert.strictEqual((yield* status)["status"], "PROCESSING_DOWNLOAD")
      world.mock.clock.advance(1)
      assert.deepInclude(yield* status, { status: "FAILED", fail_reason: "video_pull_failed" })
      held[0]?.(new Response(video))
      yield* afterDownloads(world)
      assert.deepInclude(yield* status, { status: "FAILED", fail_reason: "video_pull_failed" })
    }))

  it.effect("fails after an hour when the lifecycle has longer pulls, unless a test completes it", () =>
    Effect.gen(function*() {
      const world = yield* live({ lifecycle: { mode: "polls", count: 0, pullMillis: 2 * HOUR } })
      const pull = Effect.map(pullVideo(world, `${BASE}video`), (response) => text(dataOf(response), "publish_id"))
      const slow = yield* pull
      const completed = yield* pull
      world.mock.control.completePost(completed)
      const statusOf = (publishId: string) =>
        Effect.map(world.post(paths.status, { publish_id: publishId }), (response) => dataOf(response)["status"])
      assert.strictEqual(yield* statusOf(slow), "PROCESSING_DOWNLOAD")
      assert.strictEqual(yield* statusOf(completed), "PUBLISH_COMPLETE")
      world.mock.clock.advance(HOUR)
      assert.strictEqual(yield* statusOf(slow), "FAILED")
      assert.strictEqual(world.mock.control.post(slow)?.failReason, "video_pull_failed")
    }))

  it.effect("does not get the download of a post that a reset has removed", () =>
    Effect.gen(function*() {
      const { fetch, held, video } = yield* heldBack()
      const world = yield* live({ pull: { fetch } })
      const pull = Effect.suspend(() => {
        const headers = { authorization: `Bearer ${world.mock.control.issueToken({ contract: "live" }).accessToken}` }
        const source_info = { source: "PULL_FROM_URL", video_url: `${BASE}held` }
        return world.post(paths.video, { post_info: { privacy_level: "SELF_ONLY" }, source_info }, headers)
      })
      const first = text(dataOf(yield* pull), "publish_id")
      world.mock.reset()
      const second = text(dataOf(yield* pull), "publish_id")
      assert.strictEqual(second, first)
      held[0]?.(new Response(video))
      yield* afterDownloads(world)
      assert.strictEqual(world.mock.control.post(second)?.stage, "fetching")
      held[1]?.(new Response(yield* makeVideo({ frameRate: 12 })))
      assert.strictEqual((yield* endOf(world, second)).failReason, "frame_rate_check_failed")
    }))

  it.effect("goes on in a mock that restores it, and ends there", () =>
    Effect.gen(function*() {
      const stalled = yield* live({ pull: { fetch: () => new Promise(() => {}) } })
      const publishId = text(dataOf(yield* pullVideo(stalled, `${BASE}video`)), "publish_id")
      const snapshot = JSON.parse(JSON.stringify(stalled.mock.snapshot()))
      const video = yield* makeVideo({ frameRate: 12 })
      const restored = yield* live({ pull: { fetch: serving({ video }) } })
      restored.mock.restore(snapshot)
      assert.strictEqual((yield* endOf(restored, publishId)).failReason, "frame_rate_check_failed")
      assert.strictEqual(restored.mock.control.post(publishId)?.bytesReceived, video.length)
    }))

  it.effect("stays canceled when its download ends", () =>
    Effect.gen(function*() {
      const { fetch, held, video } = yield* heldBack()
      const world = yield* live({ pull: { fetch } })
      const publishId = text(dataOf(yield* pullVideo(world, `${BASE}held`)), "publish_id")
      assert.strictEqual(outcome(yield* world.post(paths.cancel, { publish_id: publishId })), "200 ok")
      const canceled = world.mock.control.post(publishId)
      assert.strictEqual(canceled?.failReason, "publish_cancelled")
      world.mock.clock.advance(1_000)
      held[0]?.(new Response(video))
      yield* afterDownloads(world)
      assert.deepStrictEqual(world.mock.control.post(publishId), canceled)
    }))

  it.effect("is not downloaded without checks", () =>
    Effect.gen(function*() {
      const world = yield* live({ media: { checks: false }, pull: { fetch: serving({}) } })
      const publishId = text(dataOf(yield* pullVideo(world, `${BASE}video`)), "publish_id")
      assert.deepStrictEqual<unknown>(yield* endOf(world, publishId), published)
    }))
})

/** A server on this machine. */
const serverOf = (listener: RequestListener) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const server = createServer(listener).listen(0, "127.0.0.1")
      await once(server, "listening")
      const address = server.address()
      return { server, url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/` }
    }),
    ({ server }) => Effect.sync(() => server.close())
  )

const withPrefixes = (verifiedPrefixes: ReadonlyArray<string>) =>
  live({ scenario: { ...scenarios.happy, apps: [{ ...demoApp, verifiedPrefixes }] } })

describe("a pull from this machine", () => {
  it.effect("downloads over http what the app has verified", () =>
    Effect.gen(function*() {
      const video = yield* makeVideo({ frameRate: 12 })
      const { url } = yield* serverOf(({ url }, response) => {
        if (url === "/slow.mp4") response.end(video)
        else response.writeHead(302, { location: "/slow.mp4" }).end()
      })
      const world = yield* withPrefixes([url])
      const end = (name: string) =>
        Effect.flatMap(pullVideo(world, url + name), (response) => endOf(world, text(dataOf(response), "publish_id")))
      assert.strictEqual((yield* end("slow.mp4")).failReason, "frame_rate_check_failed")
      assert.strictEqual((yield* end("moved.mp4")).problem, `${url}moved.mp4 redirects (302); TikTok follows none`)
    }))

  it.effect("is refused without a verified prefix, and over http from elsewhere", () =>
    Effect.gen(function*() {
      const world = yield* withPrefixes(["verified-domain.com"])
      for (const url of ["http://127.0.0.1:1/video.mp4", "http://verified-domain.com/video.mp4"]) {
        const refused = yield* pullVideo(world, url)
        assert.strictEqual(outcome(refused), "403 url_ownership_unverified")
        assert.strictEqual(
          refused.headers.get("x-mock-hint"),
          `${url}: must be under verified-domain.com, and https unless it is on this machine`
        )
      }
    }))

  it.effect("fails when nothing listens there", () =>
    Effect.gen(function*() {
      const world = yield* withPrefixes(["127.0.0.1"])
      const publishId = text(dataOf(yield* pullVideo(world, "http://127.0.0.1:1/video.mp4")), "publish_id")
      assert.strictEqual((yield* endOf(world, publishId)).failReason, "video_pull_failed")
    }))
})
