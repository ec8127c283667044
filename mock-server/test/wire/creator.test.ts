import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { dataOf, inMemory, paths } from "../support.ts"

const fields = [
  "avatar_large_url",
  "avatar_medium_url",
  "avatar_size",
  "avatar_small_url",
  "bio_description",
  "bio_link",
  "display_name",
  "follower_count",
  "following_count",
  "is_verified",
  "like_count",
  "open_id",
  "profile_deep_link",
  "video_count"
]

describe("creator info", () => {
  it.effect("gives the whole profile when no field is named", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const user = dataOf(yield* world.get(paths.creator))["user"]
      assert.deepStrictEqual(Object.keys(user ?? {}).toSorted(), fields)
    }))

  it.effect("gives the fields that are named, and no other", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const user = dataOf(yield* world.get(`${paths.creator}?fields=like_count,display_name`))["user"]
      assert.deepStrictEqual(user, { display_name: "Mara Films", like_count: 2_000_000 })
    }))

  it.effect("refuses a field that does not exist, and names it", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      for (const wanted of ["likes_count", "open_id,", "open_id, like_count", "toString"]) {
        const answer = yield* world.get(`${paths.creator}?fields=${encodeURIComponent(wanted)}`)
        assert.strictEqual(answer.status, 400)
        assert.match(answer.headers.get("x-mock-hint") ?? "", /^fields: ".*" is not a field/)
      }
    }))

  it.effect("needs the scope of the profile", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const { accessToken } = world.mock.control.issueToken({ scopes: ["video.publish"] })
      const answer = yield* world.get(paths.creator, { authorization: `Bearer ${accessToken}` })
      assert.strictEqual(answer.body.error.code, "scope_not_authorized")
    }))

  it.effect("shows what the control has changed", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const [mara] = world.mock.control.creators()
      world.mock.control.updateCreator(mara?.openId ?? "", { followers: 7 })
      const user = dataOf(yield* world.get(`${paths.creator}?fields=follower_count`))["user"]
      assert.deepStrictEqual(user, { follower_count: 7 })
      assert.throws(() => world.mock.control.updateCreator("stranger", {}), /no creator stranger/)
    }))
})
