import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { MockOptions, Switches } from "../../src/index.ts"
import {
  chunkHeaders,
  dataOf,
  DAY,
  mp4,
  outcome,
  paths,
  singleChunk,
  text,
  type WireResponse,
  type World
} from "../support.ts"
import { as, begin, draft, live, photos, pulledVideo, statusOf, withInfo, withSource } from "./support.ts"

/** What worlds with different switches make of the same request. */
const outcomeBySwitches =
  <A>(ask: (world: World) => Effect.Effect<A>, options: MockOptions = {}) => (switches: Partial<Switches>) =>
    Effect.scoped(Effect.flatMap(live({ ...options, switches }), ask))

const published = (world: World) =>
  Effect.flatMap(
    begin(world, paths.video, { post_info: { privacy_level: "PUBLIC_TO_EVERYONE" }, source_info: pulledVideo }),
    (publishId) => statusOf(world, publishId)
  )

const idsOf = ({ text }: WireResponse) => /"publicaly_available_post_id":([^,}]+\]?)/.exec(text)?.[1]

const plan = (size: number, chunkSize: number) =>
  withSource({
    source: "FILE_UPLOAD",
    video_size: size,
    chunk_size: chunkSize,
    total_chunk_count: Math.floor(size / chunkSize)
  })

/** A body that breaks off after so many bytes. */
const broken = (bytes: number) =>
  new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(mp4(bytes)),
    pull: (controller) => controller.error(new Error("the sender is gone"))
  })

describe("switches", () => {
  it.effect("megabytes: wide bounds, or one unit system", () =>
    Effect.gen(function*() {
      const outcomeWith = outcomeBySwitches((world) =>
        Effect.forEach([plan(20_000_000, 5_000_000), plan(64 * 2 ** 20, 64 * 2 ** 20)], (body) =>
          Effect.map(world.post(paths.video, body), ({ status }) => status))
      )
      assert.deepStrictEqual(yield* outcomeWith({}), [200, 200])
      assert.deepStrictEqual(yield* outcomeWith({ megabytes: "decimal" }), [200, 400])
      assert.deepStrictEqual(yield* outcomeWith({ megabytes: "binary" }), [400, 200])
    }))

  it.effect("uploadProgress and lastChunkStatus: how a chunk is answered", () =>
    Effect.gen(function*() {
      const outcomeWith = outcomeBySwitches((world) =>
        Effect.gen(function*() {
          const url = text(dataOf(yield* world.post(paths.video, singleChunk(100))), "upload_url")
          const send = world.put(url, mp4(100), chunkHeaders(0, 99, 100))
          const early = yield* world.put(url, mp4(50), chunkHeaders(50, 99, 100))
          return [early, yield* send].map(({ headers, status }) => `${status} ${headers.get("content-range")}`)
        })
      )
      assert.deepStrictEqual(yield* outcomeWith({}), ["416 bytes 0-0/100", "201 bytes 0-100/100"])
      assert.deepStrictEqual(yield* outcomeWith({ uploadProgress: "last-index", lastChunkStatus: 200 }), [
        "416 bytes */100",
        "200 bytes 0-99/100"
      ])
    }))

  it.effect("partialChunks: what a chunk leaves that breaks off", () =>
    Effect.gen(function*() {
      const size = 11_000_000
      const outcomeWith = outcomeBySwitches((world) =>
        Effect.gen(function*() {
          const data = dataOf(yield* world.post(paths.video, plan(size, 5_000_000)))
          const url = text(data, "upload_url")
          const put = (first: number, last: number) =>
            world.put(url, mp4(size).slice(first, last + 1), chunkHeaders(first, last, size))
          yield* put(0, 4_999_999)
          yield* Effect.promise(() =>
            world.send(url, {
              method: "PUT",
              headers: chunkHeaders(5_000_000, size - 1, size),
              body: broken(1_000_000),
              duplex: "half"
            }).catch(() => undefined)
          )
          const status = yield* statusOf(world, text(data, "publish_id"))
          const again = yield* put(5_000_000, size - 1)
          return [
            dataOf(status)["uploaded_bytes"],
            again.status,
            again.headers.get("content-range"),
            // Neither in the middle of a chunk nor before its end does another chunk begin.
            (yield* put(6_000_000, 9_999_999)).status,
            (yield* put(6_000_000, size - 1)).status
          ]
        })
      )
      assert.deepStrictEqual(yield* outcomeWith({}), [5_000_000, 201, `bytes 0-${size}/${size}`, 416, 416])
      assert.deepStrictEqual(yield* outcomeWith({ partialChunks: "kept" }), [
        6_000_000,
        416,
        `bytes 0-6000000/${size}`,
        400,
        201
      ])
    }))

  it.effect("photoAigc: where the label of photos counts", () =>
    Effect.gen(function*() {
      const outcomeWith = outcomeBySwitches((world) =>
        Effect.forEach([photos({ is_aigc: true }), photos({}, { is_aigc: true })], (body) =>
          Effect.map(begin(world, paths.photos, body), (id) => world.mock.control.post(id)?.settings.aigc))
      )
      assert.deepStrictEqual(yield* outcomeWith({}), [true, false])
      assert.deepStrictEqual(yield* outcomeWith({ photoAigc: "post-info" }), [false, true])
      assert.deepStrictEqual(yield* outcomeWith({ photoAigc: "either" }), [true, true])
      assert.deepStrictEqual(yield* outcomeWith({ unknownBodyKeys: "rejected" }), [true, false])
    }))

  it.effect("creatorInfoOnError: whether creator info comes with a code that forbids posting", () =>
    Effect.gen(function*() {
      const options: MockOptions = { scenario: "banned" }
      const outcomeWith = outcomeBySwitches(
        (world) => Effect.map(world.post(paths.creatorInfo, ""), ({ body }) => body.data),
        options
      )
      assert.deepInclude(yield* outcomeWith({}), { creator_username: "mara.films" })
      assert.deepStrictEqual(yield* outcomeWith({ creatorInfoOnError: "absent" }), {})
      assert.isNull(yield* outcomeWith({ creatorInfoOnError: "absent", dataOnError: "null" }))
    }))

  it.effect("unknownBodyKeys: ignored with a note, or refused by name", () =>
    Effect.gen(function*() {
      const body = { ...draft, upload_source: "FILE_UPLOAD", post_info: {} }
      const outcomeWith = outcomeBySwitches((world) =>
        Effect.map(
          world.post(paths.inbox, body),
          (response) => [
            outcome(response),
            response.headers.get("x-mock-hint"),
            world.mock.journal.entries()[0]?.notes.length
          ]
        )
      )
      assert.deepStrictEqual(yield* outcomeWith({}), [
        "200 ok",
        "TikTok may refuse this: upload_source: is not a documented field; post_info: is not a documented field",
        2
      ])
      assert.deepStrictEqual(yield* outcomeWith({ unknownBodyKeys: "rejected" }), [
        "400 invalid_params",
        "upload_source: is not a documented field",
        0
      ])
      const known = { ...singleChunk(100), source_info: pulledVideo }
      const accepted = outcomeBySwitches((world) => Effect.map(world.post(paths.video, known), outcome))
      assert.strictEqual(yield* accepted({ unknownBodyKeys: "rejected" }), "200 ok")
    }))

  it.effect("postIds: bare numbers, strings, or one number", () =>
    Effect.gen(function*() {
      const options: MockOptions = { lifecycle: { mode: "immediate" } }
      const outcomeWith = outcomeBySwitches((world) => Effect.map(published(world), idsOf), options)
      assert.match((yield* outcomeWith({})) ?? "", /^\[7\d{18}\]$/)
      assert.match((yield* outcomeWith({ postIds: "strings" })) ?? "", /^\["7\d{18}"\]$/)
      assert.match((yield* outcomeWith({ postIds: "scalar" })) ?? "", /^7\d{18}$/)
      const early = outcomeBySwitches((world) => Effect.map(published(world), ({ text }) => text))
      assert.notInclude(yield* early({ postIds: "scalar" }), "post_id")
    }))

  it.effect("brandedPrivate: whether branded content may be for its creator alone", () =>
    Effect.gen(function*() {
      const branded = { brand_content_toggle: true }
      const bodies = [
        [paths.video, withInfo({ privacy_level: "SELF_ONLY", ...branded })],
        [paths.video, withInfo({ privacy_level: "PUBLIC_TO_EVERYONE", ...branded })],
        [paths.video, withInfo({ privacy_level: "SELF_ONLY", brand_organic_toggle: true })],
        [paths.photos, photos({}, branded)],
        [paths.photos, photos({ post_mode: "MEDIA_UPLOAD" }, branded)]
      ] as const
      const outcomeWith = outcomeBySwitches((world) =>
        Effect.forEach(bodies, ([path, body]) => Effect.map(world.post(path, body), outcome))
      )
      assert.deepStrictEqual(yield* outcomeWith({}), ["200 ok", "200 ok", "200 ok", "200 ok", "200 ok"])
      const refused = "403 privacy_level_option_mismatch"
      assert.deepStrictEqual(yield* outcomeWith({ brandedPrivate: "refused" }), [
        refused,
        "200 ok",
        "200 ok",
        refused,
        "200 ok"
      ])
      const hint = outcomeBySwitches((world) =>
        Effect.map(world.post(...bodies[0]), ({ headers }) => headers.get("x-mock-hint"))
      )
      assert.strictEqual(
        yield* hint({ brandedPrivate: "refused" }),
        "post_info.privacy_level: branded content must not be SELF_ONLY"
      )
    }))

  it.effect("publishIdRetention: how long a post can be asked for", () =>
    Effect.gen(function*() {
      const outcomeWith = outcomeBySwitches((world) =>
        Effect.gen(function*() {
          const publishId = yield* begin(world, paths.video, withSource(pulledVideo))
          world.mock.clock.advance(DAY - 1)
          const token = as(world, {})
          const before = outcome(yield* world.post(paths.status, { publish_id: publishId }, token))
          world.mock.clock.advance(1)
          const status = yield* world.post(paths.status, { publish_id: publishId }, token)
          const canceled = outcome(yield* world.post(paths.cancel, { publish_id: publishId }, token))
          return [before, outcome(status), canceled]
        })
      )
      assert.deepStrictEqual(yield* outcomeWith({}), ["200 ok", "200 ok", "400 publish_not_cancellable"])
      const unknown = "400 invalid_publish_id"
      assert.deepStrictEqual(yield* outcomeWith({ publishIdRetention: "a-day" }), ["200 ok", unknown, unknown])
    }))

  it.effect("completeForDirect: whether a direct post is said to be complete", () =>
    Effect.gen(function*() {
      const outcomeWith = outcomeBySwitches((world) =>
        Effect.gen(function*() {
          yield* published(world)
          const draftId = yield* begin(world, paths.inbox, { source_info: pulledVideo })
          world.mock.clock.advance(60_000)
          world.mock.control.publishDraft(draftId)
          world.mock.clock.advance(60_000)
          const told = yield* Effect.promise(() => world.mock.webhooks.deliver())
          const typesOf = (event: string) =>
            told.filter((delivery) => delivery.event === event)
              .map(({ body }) => String(JSON.parse(JSON.parse(body).content).publish_type))
          return [typesOf("post.publish.complete"), typesOf("post.publish.publicly_available").toSorted()]
        }), { webhook: { url: "https://app.example/hooks", send: async () => ({ status: 200 }) } })
      const available = ["DIRECT_PUBLISH", "INBOX_SHARE"]
      assert.deepStrictEqual(yield* outcomeWith({}), [["DIRECT_PUBLISH", "INBOX_SHARE"], available])
      assert.deepStrictEqual(yield* outcomeWith({ completeForDirect: false }), [["INBOX_SHARE"], available])
    }))

  it.effect("longTitles: how much of a long title a video shows", () =>
    Effect.gen(function*() {
      const title = "\u{1f30a}".repeat(100) + "w".repeat(100)
      const outcomeWith = outcomeBySwitches((world) =>
        Effect.gen(function*() {
          const post_info = { privacy_level: "PUBLIC_TO_EVERYONE", title }
          yield* begin(world, paths.video, { post_info, source_info: pulledVideo })
          world.mock.clock.advance(60_000)
          const { text } = yield* world.post(`${paths.videos}?fields=title,video_description`, {}, as(world, {}))
          return JSON.parse(text).data.videos[0]
        })
      )
      const cut = Array.from(title).slice(0, 150).join("")
      assert.deepStrictEqual(yield* outcomeWith({}), { title: cut, video_description: cut })
      assert.deepStrictEqual(yield* outcomeWith({ longTitles: "whole" }), { title, video_description: title })
    }))
})
