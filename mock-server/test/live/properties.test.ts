import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { runs } from "../../../test/support/runs.ts"
import { type Contract, createMock, type MockOptions } from "../../src/index.ts"
import { chunkHeaders, dataOf, mp4, outcome, paths, singleChunk, T0, text, type WireResponse } from "../support.ts"
import { draft, live, photos, pulledVideo, statusOf, withInfo, withSource } from "./support.ts"

const MB = 1_000_000

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

const planOf = (size: number, chunkSize: number, count = Math.max(1, Math.floor(size / chunkSize))) => ({
  source: "FILE_UPLOAD",
  video_size: size,
  chunk_size: chunkSize,
  total_chunk_count: count
})

describe("live plans", () => {
  it.effect.prop(
    "publish whenever they are legal",
    {
      chunk: between(5 * MB, 6 * MB),
      more: between(0, 12 * MB),
      isSingle: Schema.Boolean,
      isDraft: Schema.Boolean,
      title: Schema.String.check(Schema.isMaxLength(200))
    },
    ({ chunk, isDraft, isSingle, more, title }) =>
      Effect.gen(function*() {
        const size = isSingle ? 1 + more : 2 * chunk + more
        const plan = planOf(size, isSingle ? size : chunk)
        const world = yield* live({ lifecycle: { mode: "immediate" }, hash: false })
        const body = { post_info: { title, privacy_level: "SELF_ONLY" }, source_info: plan }
        const data = dataOf(
          isDraft ? yield* world.post(paths.inbox, { source_info: plan }) : yield* world.post(paths.video, body)
        )
        const file = mp4(Math.max(size, 12))
        const statuses: Array<number> = []
        for (let index = 0; index < plan.total_chunk_count; index++) {
          const first = index * plan.chunk_size
          const last = index === plan.total_chunk_count - 1 ? size - 1 : first + plan.chunk_size - 1
          const url = text(data, "upload_url")
          statuses.push((yield* world.put(url, file.slice(first, last + 1), chunkHeaders(first, last, size))).status)
        }
        assert.deepStrictEqual(statuses, [...Array.from({ length: plan.total_chunk_count - 1 }, () => 206), 201])
        // A file of fewer bytes than a container's head is no video.
        const expected = size < 8 ? "FAILED" : isDraft ? "SEND_TO_USER_INBOX" : "PUBLISH_COMPLETE"
        assert.deepInclude(dataOf(yield* statusOf(world, text(data, "publish_id"))), {
          status: expected,
          uploaded_bytes: size
        })
      }).pipe(Effect.scoped),
    { arbitrary: { runs: runs(20) } }
  )

  it.effect.prop(
    "are refused in TikTok's words when one rule is broken",
    {
      size: between(64 * 2 ** 20 + 1, 4_000 * MB),
      chunk: between(5 * MB, 32 * MB),
      off: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 }))
    },
    ({ chunk, off, size }) =>
      Effect.gen(function*() {
        const world = yield* live({ limits: "off" })
        const ask = (source: object) =>
          Effect.map(
            world.post(paths.video, withSource(source)),
            (response) => [outcome(response), response.body.error.message]
          )
        const legal = planOf(size, chunk)
        assert.deepStrictEqual((yield* ask(legal))[0], "200 ok")
        const badSize = ["400 invalid_params", "The chunk size is invalid"]
        const badCount = ["400 invalid_params", "The total chunk count is invalid"]
        assert.deepStrictEqual(yield* ask({ ...legal, chunk_size: 64 * 2 ** 20 + off }), badSize)
        assert.deepStrictEqual(yield* ask({ ...legal, chunk_size: 5 * MB - off }), badSize)
        assert.deepStrictEqual(yield* ask({ ...legal, total_chunk_count: legal.total_chunk_count + off }), badCount)
        assert.deepStrictEqual(yield* ask({ ...legal, total_chunk_count: 1 }), badSize)
        assert.strictEqual((yield* ask({ ...legal, video_size: 4 * 2 ** 30 + off }))[0], "400 invalid_params")
        for (const field of ["video_size", "chunk_size", "total_chunk_count"]) {
          for (const wrong of [undefined, 0, -off, off + 0.5, String(off)]) {
            assert.strictEqual((yield* ask({ ...legal, [field]: wrong }))[0], "400 invalid_params")
          }
        }
      }).pipe(Effect.scoped),
    { arbitrary: { runs: runs(30) } }
  )
})

const order = ["PROCESSING_UPLOAD", "PROCESSING_DOWNLOAD", "SEND_TO_USER_INBOX", "PUBLISH_COMPLETE"]

describe("live status", () => {
  it.effect.prop(
    "never goes backwards, neither in its word nor in bytes nor in ids",
    {
      steps: Schema.Array(between(0, 3_000)).check(Schema.isMaxLength(12)),
      millis: between(0, 10_000),
      pullMillis: between(0, 5_000),
      moderationMillis: between(0, 5_000),
      isDraft: Schema.Boolean
    },
    ({ isDraft, millis, moderationMillis, pullMillis, steps }) =>
      Effect.gen(function*() {
        const world = yield* live({ lifecycle: { mode: "after", millis, pullMillis, moderationMillis } })
        const body = { post_info: { privacy_level: "PUBLIC_TO_EVERYONE" }, source_info: pulledVideo }
        const publishId = text(
          dataOf(
            isDraft
              ? yield* world.post(paths.inbox, { source_info: pulledVideo })
              : yield* world.post(paths.video, body)
          ),
          "publish_id"
        )
        let reached = [0, 0, 0]
        for (const step of steps) {
          world.mock.clock.advance(step)
          const { downloaded_bytes, publicaly_available_post_id: ids, status } = dataOf(
            yield* statusOf(world, publishId)
          )
          const now = [
            order.indexOf(String(status)),
            Number(downloaded_bytes),
            Array.isArray(ids) ? ids.length : -1
          ]
          for (const [index, value] of now.entries()) assert.isAtLeast(value, reached[index] ?? 0)
          reached = now
        }
      }).pipe(Effect.scoped),
    { arbitrary: { runs: runs(50) } }
  )
})

/** One of the calls a client may make, with what it needs from those before. */
type Call = (story: Story) => Promise<Response>

interface Story {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly token: string
  readonly advance: () => void
}

const json = (path: string, body: object): Call => ({ fetch, token }) =>
  fetch(`https://open.tiktokapis.com${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body)
  })

const calls: ReadonlyArray<Call> = [
  json(paths.video, singleChunk(100)),
  json(paths.video, withSource(pulledVideo)),
  json(paths.video, withInfo({})),
  json(paths.inbox, draft),
  json(paths.photos, photos()),
  json(paths.creatorInfo, {}),
  json(`${paths.videos}?fields=id`, {}),
  json(paths.status, { publish_id: "stranger" }),
  ({ advance, fetch }) => {
    advance()
    return fetch(`https://open.tiktokapis.com${paths.token}`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_key: "mock-client-key",
        client_secret: "mock-client-secret"
      })
    })
  }
]

const tell = async (contract: Contract, plot: ReadonlyArray<number>, options: MockOptions) => {
  const mock = createMock({ clock: { now: () => T0 }, ...options })
  const { accessToken: token } = mock.control.issueToken({ contract })
  const told: Array<string> = [token]
  for (const index of plot) {
    const advance = () => mock.clock.advance(1_700)
    const response = await calls[index % calls.length]?.({ fetch: mock.fetch, token, advance })
    if (response !== undefined) {
      told.push(JSON.stringify([response.status, [...response.headers], await response.text()]))
    }
  }
  told.push(
    JSON.stringify(mock.journal.entries()),
    JSON.stringify(mock.snapshot()),
    JSON.stringify(mock.control.posts())
  )
  return told
}

describe("determinism", () => {
  for (const contract of ["catalog", "live"] as const) {
    it.effect.prop(
      `gives the same bytes for the same seed and calls in the ${contract} contract`,
      { plot: Schema.Array(between(0, 100)).check(Schema.isMaxLength(15)), seed: Schema.String },
      ({ plot, seed }) =>
        Effect.promise(async () => {
          assert.deepStrictEqual(await tell(contract, plot, { seed }), await tell(contract, plot, { seed }))
        }),
      { arbitrary: { runs: runs(25) } }
    )
  }
})

describe("every switch at once", () => {
  it.effect("still lets a post through", () =>
    Effect.gen(function*() {
      const world = yield* live({
        lifecycle: { mode: "immediate" },
        switches: {
          badParameterCode: "invalid_param",
          oauthErrorStatus: 401,
          pkce: "required",
          challengeEncoding: "base64url",
          megabytes: "binary",
          uploadProgress: "last-index",
          lastChunkStatus: 200,
          partialChunks: "kept",
          photoAigc: "either",
          brandToggles: "required",
          unauditedPrivacyOptions: "self-only",
          creatorInfoOnError: "absent",
          dataOnError: "missing",
          fieldsOutsideScope: "silent",
          unknownBodyKeys: "rejected",
          pendingDrafts: "concurrent",
          postIds: "scalar",
          retryAfter: true,
          refreshRotation: "never",
          webhookPostId: "number"
        }
      })
      const post_info = {
        privacy_level: "PUBLIC_TO_EVERYONE",
        brand_content_toggle: false,
        brand_organic_toggle: false
      }
      const publish = (body: object): Effect.Effect<WireResponse> => world.post(paths.video, body)
      const publishId = text(dataOf(yield* publish({ post_info, source_info: pulledVideo })), "publish_id")
      const response = yield* statusOf(world, publishId)
      assert.match(response.text, /"status":"PUBLISH_COMPLETE","publicaly_available_post_id":7\d{18},/)
      const failed = yield* publish({})
      assert.strictEqual(outcome(failed), "400 invalid_param")
    }))
})
