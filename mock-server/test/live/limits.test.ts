import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { type Answer, DAY, outcome, paths, singleChunk, type World } from "../support.ts"
import { as, creatorsOf, draft, live, photoDraft, photos } from "./support.ts"

const statusesOf = Effect.fnUntraced(function*(count: number, request: Effect.Effect<Answer>) {
  const statuses: Array<number> = []
  for (let index = 0; index < count; index++) statuses.push((yield* request).status)
  return statuses
})

/** What a new token's direct post is answered. */
const post = (world: World) => Effect.map(world.post(paths.video, singleChunk(100), as(world, {})), outcome)

const six = [200, 200, 200, 200, 200, 200]

describe("live limits", () => {
  it.effect("let six initializations of each kind through in a minute, for each token", () =>
    Effect.gen(function*() {
      const world = yield* live({ limits: { pendingDrafts: Infinity } })
      for (
        const [path, body] of [[paths.video, singleChunk(100)], [paths.inbox, draft], [paths.photos, photos()]] as const
      ) {
        assert.deepStrictEqual(yield* statusesOf(7, world.post(path, body)), [...six, 429], path)
      }
      assert.strictEqual((yield* world.post(paths.inbox, draft, as(world, {}))).status, 200)
      world.mock.clock.advance(60_000)
      assert.strictEqual((yield* world.post(paths.inbox, draft)).status, 200)
    }))

  it.effect("count direct posts of a day, photos included, over all apps, and no drafts", () =>
    Effect.gen(function*() {
      const world = yield* live({ limits: { initsPerMinute: Infinity } })
      assert.strictEqual(outcome(yield* world.post(paths.inbox, draft)), "200 ok")
      for (let index = 0; index < 15; index++) {
        const [path, body] = index % 2 === 0
          ? [paths.video, singleChunk(100)] as const
          : [paths.photos, photos()] as const
        assert.strictEqual(outcome(yield* world.post(path, body, as(world, {}))), "200 ok")
      }
      assert.strictEqual(outcome(yield* world.post(paths.photos, photos())), "403 spam_risk_too_many_posts")
      assert.strictEqual(outcome(yield* world.post(paths.creatorInfo, "")), "200 spam_risk_too_many_posts")
      assert.strictEqual(outcome(yield* world.post(paths.inbox, draft)), "200 ok")
      world.mock.clock.advance(DAY)
      assert.strictEqual(outcome(yield* world.post(paths.creatorInfo, "", as(world, {}))), "200 ok")
    }))

  it.effect("know a creator at the cap who has not posted here", () =>
    Effect.gen(function*() {
      const world = yield* live()
      world.mock.control.updateCreator(creatorsOf(world).mara, { atPostCap: true })
      assert.strictEqual(outcome(yield* world.post(paths.video, singleChunk(100))), "403 spam_risk_too_many_posts")
      assert.strictEqual(outcome(yield* world.post(paths.creatorInfo, "")), "200 spam_risk_too_many_posts")
    }))

  it.effect("hold drafts of videos and photos together to five a day", () =>
    Effect.gen(function*() {
      const world = yield* live()
      assert.deepStrictEqual(yield* statusesOf(3, world.post(paths.inbox, draft)), [200, 200, 200])
      assert.deepStrictEqual(yield* statusesOf(3, world.post(paths.photos, photoDraft)), [200, 200, 403])
      world.mock.clock.advance(DAY - 1)
      const later = as(world, {})
      assert.strictEqual((yield* world.post(paths.inbox, draft, later)).status, 403)
      world.mock.clock.advance(1)
      assert.strictEqual((yield* world.post(paths.inbox, draft, later)).status, 200)
    }))

  it.effect("let so many creators post through one app, and the same ones again", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const { jonas } = creatorsOf(world)
      world.mock.control.updateApp({ activeUserCap: 1 })
      const ofJonas = Effect.suspend(() =>
        Effect.map(world.post(paths.video, singleChunk(100), as(world, { openId: jonas })), outcome)
      )
      assert.strictEqual(yield* post(world), "200 ok")
      assert.strictEqual(yield* post(world), "200 ok")
      assert.strictEqual(yield* ofJonas, "403 reached_active_user_cap")
      const info = yield* world.post(paths.creatorInfo, "", as(world, { openId: jonas }))
      assert.strictEqual(outcome(info), "200 reached_active_user_cap")
      world.mock.clock.advance(DAY)
      assert.strictEqual(yield* ofJonas, "200 ok")
    }))

  it.effect("let five creators a day post through an app that is not audited, unless they are off", () =>
    Effect.gen(function*() {
      const world = yield* live({ scenario: "active-user-cap" })
      assert.strictEqual(yield* post(world), "403 reached_active_user_cap")
      world.mock.clock.advance(DAY)
      assert.strictEqual(yield* post(world), "200 ok")
      assert.strictEqual(yield* post(yield* live({ scenario: "active-user-cap", limits: "off" })), "200 ok")
    }))

  it.effect("count creator info and status calls apart from each other, and no refused ones", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const info = world.post(paths.creatorInfo, "")
      assert.deepStrictEqual((yield* statusesOf(22, info)).filter((status) => status === 429), [429, 429])
      assert.deepStrictEqual(
        (yield* statusesOf(30, world.post(paths.status, { publish_id: "x" }))).filter((status) => status === 429),
        []
      )
      world.mock.clock.advance(60_000)
      assert.strictEqual((yield* info).status, 200)
    }))
})
