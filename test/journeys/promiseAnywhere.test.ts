/** `effect-tiktok/promise` where there is `fetch` and nothing else: in a browser or a worker. */
import { assert, describe, it } from "@effect/vitest"
import { create, TikTokError } from "../../packages/client/src/promise.ts"

const app = { contract: "live", clientKey: "key", clientSecret: "secret" } as const
const tokens = { creator: "mara", accessToken: "act.1", expiresAt: new Date("2999-01-01"), scopes: [] }

const reasonOf = (promise: Promise<unknown>) =>
  promise.then(
    () => assert.fail("no error"),
    (error: unknown) => error instanceof TikTokError ? error.reason : assert.fail(String(error))
  )

/** Responds with creator info. */
const respond = async (): Promise<Response> =>
  Response.json({
    data: { creator_nickname: "Mara", privacy_level_options: ["SELF_ONLY"], max_video_post_duration_sec: 60 },
    error: { code: "ok", message: "", log_id: "1" }
  })

describe("effect-tiktok/promise on any platform", () => {
  it("calls TikTok through fetch", async () => {
    const asked: Array<string> = []
    const fetch = (input: string | URL | Request) => {
      asked.push(new Request(input).url)
      return respond()
    }
    await using tiktok = await create({ ...app, store: "memory", tokens: [tokens], fetch })
    const { maxVideoDuration, nickname } = await tiktok.creator.info("mara")
    assert.strictEqual(nickname, "Mara")
    assert.strictEqual(maxVideoDuration, 60_000)
    assert.deepStrictEqual(asked, ["https://open.tiktokapis.com/v2/post/publish/creator_info/query/"])
  })

  it("reads no files", async () => {
    await using tiktok = await create({ ...app, store: "memory", tokens: [tokens] })
    const post = { _tag: "VideoDraft", media: { file: "a.mp4" } } as const
    assert.deepStrictEqual(await reasonOf(tiktok.publisher.publish("mara", post)), {
      _tag: "InvalidInput",
      field: "media.file",
      rule: "is for Node, Bun and Deno: here, give a Blob or a stream"
    })
  })

  it.each(["folder", "redis://localhost"])("keeps state in memory only, and not in %s", async (store) => {
    assert.deepStrictEqual(await reasonOf(create({ ...app, store, encryptionKey: "" })), {
      _tag: "InvalidInput",
      field: "store",
      rule: "must be memory on this platform"
    })
  })
})
