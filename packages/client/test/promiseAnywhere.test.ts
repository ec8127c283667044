/** `effect-tiktok/promise` where there is `fetch` and nothing else: in a browser or a worker. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { create, type Options, TikTokError } from "../src/promise.ts"

const app = { contract: "live", clientKey: "key", clientSecret: "secret" } as const
const tokens = { creator: "mara", accessToken: "act.1", expiresAt: new Date("2999-01-01"), scopes: [] }

const open = (options?: Partial<Options>) =>
  Effect.acquireRelease(
    Effect.promise(() => create({ ...app, store: "memory", tokens: [tokens], ...options })),
    (tiktok) => Effect.promise(() => tiktok.close())
  )

const reasonOf = (make: () => Promise<unknown>) =>
  Effect.promise(() =>
    make().then(
      () => assert.fail("no error"),
      (error: unknown) => error instanceof TikTokError ? error.reason : assert.fail(String(error))
    )
  )

/** Responds with creator info. */
const respond = (): Promise<Response> =>
  Promise.resolve(
    Response.json({
      data: { creator_nickname: "Mara", privacy_level_options: ["SELF_ONLY"], max_video_post_duration_sec: 60 },
      error: { code: "ok", message: "", log_id: "1" }
    })
  )

describe("effect-tiktok/promise on any platform", () => {
  it.effect("calls TikTok through fetch", () =>
    Effect.gen(function*() {
      const asked: Array<string> = []
      const tiktok = yield* open({
        fetch: (input) => {
          asked.push(new Request(input).url)
          return respond()
        }
      })
      const { maxVideoDuration, nickname } = yield* Effect.promise(() => tiktok.creator.info("mara"))
      assert.strictEqual(nickname, "Mara")
      assert.strictEqual(maxVideoDuration, 60_000)
      assert.deepStrictEqual(asked, ["https://open.tiktokapis.com/v2/post/publish/creator_info/query/"])
    }))

  it.effect("reads no files", () =>
    Effect.gen(function*() {
      const tiktok = yield* open()
      const post = { _tag: "VideoDraft", media: { file: "a.mp4" } } as const
      assert.deepStrictEqual(yield* reasonOf(() => tiktok.publisher.publish("mara", post)), {
        _tag: "InvalidInput",
        field: "media.file",
        rule: "is for Node, Bun and Deno: here, give a Blob or a stream"
      })
    }))

  it.effect.each(["folder", "redis://localhost"])(
    "keeps state in memory only, and not in %s",
    (store) =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* reasonOf(() => create({ ...app, store, encryptionKey: "" })), {
          _tag: "InvalidInput",
          field: "store",
          rule: "must be memory on this platform"
        })
      })
  )
})
