import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { scenarios } from "../src/index.ts"
import { dataOf, DAY, inMemory, paths, pulled, singleChunk, text } from "./support.ts"

describe("scenarios", () => {
  it("are named as their keys and say what they are for", () => {
    for (const [name, scenario] of Object.entries(scenarios)) {
      assert.strictEqual(scenario.name, name)
      assert.match(scenario.description, /\.$/)
    }
  })

  it.effect("private-account: offers no post to everyone", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ scenario: "private-account" })
      const publicPost = { ...pulled, post_info: { privacy_level: "PUBLIC_TO_EVERYONE" } }
      assert.strictEqual((yield* world.post(paths.video, publicPost)).status, 403)
      assert.strictEqual((yield* world.post(paths.video, pulled)).status, 200)
    }))

  it.effect("daily-cap: has room again after a day", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ scenario: "daily-cap" })
      assert.strictEqual((yield* world.post(paths.video, pulled)).status, 429)
      world.mock.clock.advance(DAY)
      const { accessToken } = world.mock.control.issueToken()
      const authorization = `Bearer ${accessToken}`
      assert.strictEqual((yield* world.post(paths.video, pulled, { authorization })).status, 200)
    }))

  it.effect("active-user-cap: has room again after a day, and always without limits", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ scenario: "active-user-cap" }, "live")
      assert.strictEqual((yield* world.post(paths.video, pulled)).status, 403)
      world.mock.clock.advance(DAY)
      const { accessToken } = world.mock.control.issueToken({ contract: "live" })
      const authorization = `Bearer ${accessToken}`
      assert.strictEqual((yield* world.post(paths.video, pulled, { authorization })).status, 200)
      const open = yield* inMemory({ scenario: "active-user-cap", limits: "off" }, "live")
      assert.strictEqual((yield* open.post(paths.video, pulled)).status, 200)
    }))

  it.effect("pending-drafts-full: has room again after a day", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ scenario: "pending-drafts-full" }, "live")
      const draft = { source_info: pulled.source_info }
      assert.strictEqual((yield* world.post(paths.inbox, draft)).status, 403)
      world.mock.clock.advance(DAY)
      const { accessToken } = world.mock.control.issueToken({ contract: "live" })
      const authorization = `Bearer ${accessToken}`
      assert.strictEqual((yield* world.post(paths.inbox, draft, { authorization })).status, 200)
    }))

  it.effect("slow-moderation: takes longer than five minutes", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ scenario: "slow-moderation" })
      const publishId = text(dataOf(yield* world.post(paths.video, pulled)), "publish_id")
      world.mock.clock.advance(14 * 60_000)
      assert.strictEqual(world.mock.control.post(publishId)?.stage, "posting")
      world.mock.clock.advance(2 * 60_000)
      assert.strictEqual(world.mock.control.post(publishId)?.stage, "published")
    }))

  it.effect("expired-token: refuses the token of a login, and takes a refreshed one", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ scenario: "expired-token" })
      assert.strictEqual((yield* world.post(paths.video, pulled)).status, 401)
      const { refreshToken } = world.mock.control.issueToken()
      const refreshed = dataOf(
        yield* world.post(paths.token, {
          client_key: "mock-client-key",
          client_secret: "mock-client-secret",
          grant_type: "refresh_token",
          refresh_token: refreshToken
        })
      )
      const authorization = `Bearer ${text(refreshed, "access_token")}`
      assert.strictEqual((yield* world.post(paths.video, pulled, { authorization })).status, 200)
    }))

  it.effect("can be one's own", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({
        scenario: { name: "mine", description: "Drafts only.", limits: { initsPerMinute: 1, postsPerDay: 1 } }
      })
      assert.strictEqual((yield* world.post(paths.inbox, singleChunk(100))).status, 200)
      assert.strictEqual((yield* world.post(paths.inbox, singleChunk(100))).status, 429)
    }))
})
