import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { chunkHeaders, dataOf, DAY, inMemory, mp4, outcome, paths, pulled, singleChunk, T0, text } from "../support.ts"

const credentials = { client_key: "mock-client-key", client_secret: "mock-client-secret" }

describe("tokens", () => {
  it.effect("are listed without themselves", () =>
    Effect.gen(function*() {
      const { mock } = yield* inMemory()
      const issued = mock.control.issueToken({ contract: "live", scopes: ["video.publish"], expiresInSeconds: 60 })
      const tokens = mock.control.tokens()
      assert.lengthOf(tokens, 4)
      assert.notInclude(JSON.stringify(tokens), issued.accessToken)
      assert.notInclude(JSON.stringify(tokens), issued.refreshToken)
      assert.deepInclude(tokens[1], {
        kind: "access",
        masked: `${issued.accessToken.slice(0, 6)}...${issued.accessToken.slice(-4)}`,
        creator: issued.openId,
        clientKey: "mock-client-key",
        scopes: ["video.publish"],
        contract: "live",
        state: "valid",
        expiresAt: T0 + 60_000
      })
      mock.clock.advance(60_000)
      assert.strictEqual(mock.control.tokens()[1]?.state, "expired")
    }))

  it.effect("expire and are taken back by their id, each alone", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const { control } = world.mock
      const issued = control.issueToken()
      const authorization = `Bearer ${issued.accessToken}`
      const [, access, , refresh] = control.tokens()
      assert.deepStrictEqual([access?.kind, refresh?.kind], ["access", "refresh"])

      control.expireToken(access?.id ?? "")
      assert.include((yield* world.get(paths.creator, { authorization })).headers.get("x-mock-hint"), "expired")
      control.revokeToken(access?.id ?? "")
      assert.include((yield* world.get(paths.creator, { authorization })).headers.get("x-mock-hint"), "revoked")
      assert.strictEqual((yield* world.get(paths.creator)).status, 200)

      control.expireToken(issued.refreshToken)
      const body = { ...credentials, grant_type: "refresh_token", refresh_token: issued.refreshToken }
      assert.include((yield* world.post(paths.token, body)).headers.get("x-mock-hint"), "expired")
      assert.deepStrictEqual(control.tokens().map(({ state }) => state), ["valid", "revoked", "valid", "expired"])
      assert.throws(() => control.revokeToken("unknown"), /no token/)
    }))

  it.effect("say when they were replaced", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const { refreshToken } = world.mock.control.issueToken()
      yield* world.post(paths.token, { ...credentials, grant_type: "refresh_token", refresh_token: refreshToken })
      const replaced = world.mock.control.tokens().filter(({ state }) => state === "replaced")
      assert.deepStrictEqual(replaced.map(({ kind, replacedAt }) => [kind, replacedAt]), [["refresh", T0]])
    }))
})

describe("creators", () => {
  it.effect("can be added, and post at once", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const { control } = world.mock
      const { openId } = control.createCreator({ username: "ada", privateAccount: true })
      assert.match(openId, /^\d{19}$/)
      const authorization = `Bearer ${control.issueToken({ openId }).accessToken}`
      assert.strictEqual(outcome(yield* world.post(paths.video, pulled, { authorization })), "200 ok")
      assert.deepInclude(control.creators().at(-1), { username: "ada", displayName: "ada", privateAccount: true })
      assert.throws(() => control.createCreator({ username: "ada" }), /username/)
      assert.throws(() => control.createCreator({ username: "eve", openId }), /openId/)
      for (const likes of [-1, 0.5, 2 ** 53]) {
        assert.throws(() => control.createCreator({ username: "eve", likes }), /likes: must be a whole number/)
      }
    }))
})

describe("uploads", () => {
  it.effect("are listed with their plan and what has arrived", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const size = 10_000_001
      const plan = { source: "FILE_UPLOAD", video_size: size, chunk_size: 5_000_000, total_chunk_count: 2 }
      const data = dataOf(yield* world.post(paths.video, { ...pulled, source_info: plan }))
      yield* world.post(paths.video, pulled)
      const publishId = text(data, "publish_id")
      const { control } = world.mock
      const planned = [{ first: 0, last: 4_999_999 }, { first: 5_000_000, last: size - 1 }]
      assert.lengthOf(control.uploads(), 1)
      assert.deepInclude(control.uploads()[0], { publishId, state: "waiting", planned, confirmed: 0, chunks: [] })
      yield* world.put(text(data, "upload_url"), mp4(5_000_000), chunkHeaders(0, 4_999_999, size))
      assert.deepInclude(control.uploads()[0], { state: "receiving", confirmed: 5_000_000 })
      assert.deepStrictEqual(control.uploads()[0]?.chunks, [{ first: 0, last: 4_999_999, at: T0 }])
      control.expireUpload(publishId)
      assert.strictEqual(control.uploads()[0]?.state, "expired")
      assert.notInclude(
        JSON.stringify(control.uploads()),
        new URL(text(data, "upload_url")).searchParams.get("upload_token") ?? "none"
      )
    }))

  it.effect("are complete with the last byte, and stay so", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const data = dataOf(yield* world.post(paths.video, singleChunk(100)))
      yield* world.put(text(data, "upload_url"), mp4(100), chunkHeaders(0, 99, 100))
      world.mock.clock.advance(DAY)
      assert.deepInclude(world.mock.control.uploads()[0], { state: "complete", confirmed: 100 })
    }))
})
