import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { dataOf, DAY, outcome, paths, T0, text, type WireResponse, type World } from "../support.ts"
import { as, begin, creatorsOf, live, pulledVideo } from "./support.ts"

const publicPost = (title: string) => ({
  post_info: { title, privacy_level: "PUBLIC_TO_EVERYONE" },
  source_info: pulledVideo
})

/** Publishes so many videos, a second apart. */
const publish = (world: World, count: number) =>
  Effect.gen(function*() {
    for (let index = 0; index < count; index++) {
      yield* begin(world, paths.video, publicPost(`video ${index}`))
      world.mock.clock.advance(1_000)
    }
  })

const videosOf = (response: WireResponse): ReadonlyArray<Readonly<Record<string, unknown>>> => {
  const { videos } = dataOf(response)
  return Array.isArray(videos) ? videos : []
}

const newest = ({ post }: World) =>
  Effect.map(post(`${paths.videos}?fields=create_time`, {}), (response) => videosOf(response)[0]?.["create_time"])

const titlesOf = (response: WireResponse) => videosOf(response).map(({ title }) => title)

const open = { lifecycle: { mode: "immediate" }, limits: "off" } as const

describe("live user info", () => {
  it.effect("refuses a field that does not exist", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const response = yield* world.get(`${paths.profile}?fields=open_id,like_count`)
      assert.strictEqual(outcome(response), "400 invalid_params")
      assert.include(response.headers.get("x-mock-hint") ?? "", "\"like_count\"")
    }))
})

describe("live video list", () => {
  it.effect("loses and repeats nothing, even of posts of the same moment", () =>
    Effect.gen(function*() {
      const world = yield* live(open)
      world.mock.control.updateCreator(creatorsOf(world).mara, { videos: 5 })
      for (let index = 0; index < 7; index++) yield* begin(world, paths.video, publicPost(String(index)))
      const ids: Array<unknown> = []
      let cursor: unknown
      do {
        const page = yield* world.post(`${paths.videos}?fields=id`, { max_count: 2, cursor })
        ids.push(...videosOf(page).map(({ id }) => id))
        cursor = dataOf(page)["has_more"] === true ? dataOf(page)["cursor"] : undefined
      } while (cursor !== undefined)
      assert.strictEqual(new Set(ids).size, 12)
      assert.lengthOf(ids, 12)
    }))

  it.effect("goes on with the older videos that the profile counts", () =>
    Effect.gen(function*() {
      const world = yield* live(open)
      const count = Effect.map(
        world.get(`${paths.profile}?fields=video_count`),
        (response) => Object(dataOf(response)["user"])["video_count"]
      )
      assert.strictEqual(yield* count, 150)
      yield* publish(world, 2)
      assert.strictEqual(yield* count, 152)
      const list = (body: object) =>
        world.post(`${paths.videos}?fields=id,title,create_time`, { max_count: 20, ...body })
      const all: Array<Readonly<Record<string, unknown>>> = []
      let page = yield* list({})
      all.push(...videosOf(page))
      while (dataOf(page)["has_more"] === true) {
        page = yield* list({ cursor: dataOf(page)["cursor"] })
        all.push(...videosOf(page))
      }
      assert.lengthOf(all, 152)
      assert.strictEqual(new Set(all.map(({ id }) => id)).size, 152)
      assert.deepStrictEqual(titlesOf(page).at(-1), "Video 1")
      assert.deepStrictEqual(all.slice(0, 3).map(({ title }) => title), ["video 1", "video 0", "Video 150"])
      const times = all.map(({ create_time }) => Number(create_time))
      assert.deepStrictEqual(times, times.toSorted((left, right) => right - left))
      const [last] = all.slice(-1)
      const filters = { video_ids: [last?.["id"], all[0]?.["id"]] }
      const found = videosOf(yield* world.post(`${paths.videoQuery}?fields=id,title,create_time`, { filters }))
      assert.deepStrictEqual(found, [all[0] ?? {}, last ?? {}])
    }))

  it.effect("has older videos from before the mock's time, also after it was set back and in a snapshot", () =>
    Effect.gen(function*() {
      const world = yield* live(open)
      const restored = yield* live({ ...open, clock: { now: () => T0 + DAY / 2 } })
      for (const start of [T0, T0 - 90 * DAY]) {
        world.mock.clock.set(start)
        assert.strictEqual(yield* newest(world), (start - DAY) / 1_000)
        restored.mock.restore(JSON.parse(JSON.stringify(world.mock.snapshot())))
        assert.strictEqual(yield* newest(restored), (start - DAY) / 1_000)
      }
    }))

  it.effect("shows a billion older videos as fast as ten, and none before the epoch", () =>
    Effect.gen(function*() {
      const world = yield* live(open)
      world.mock.control.updateCreator(creatorsOf(world).mara, { videos: 1_000_000_000 })
      const page = yield* world.post(`${paths.videos}?fields=title,create_time`, {})
      assert.lengthOf(videosOf(page), 10)
      assert.deepInclude(videosOf(page)[0], { title: "Video 1000000000" })
      const atEpoch = yield* live({ ...open, clock: { now: () => 0 } })
      assert.isEmpty(videosOf(yield* atEpoch.post(`${paths.videos}?fields=id`, {})))
      const profile = yield* atEpoch.get(`${paths.profile}?fields=video_count`)
      assert.deepStrictEqual(dataOf(profile)["user"], { video_count: 0 })
    }))
})

describe("live video query", () => {
  it.effect("finds the creator's own posts by id, and leaves out the rest", () =>
    Effect.gen(function*() {
      const world = yield* live(open)
      yield* publish(world, 3)
      const [first, second] = videosOf(yield* world.post(`${paths.videos}?fields=id`, {}))
      const query = (video_ids: ReadonlyArray<unknown>, headers = {}) =>
        world.post(`${paths.videoQuery}?fields=id,share_url,title,embed_link`, { filters: { video_ids } }, headers)
      const found = videosOf(yield* query([first?.["id"], "1"]))
      assert.lengthOf(found, 1)
      const id = text(found[0] ?? {}, "id")
      assert.deepStrictEqual(found[0], {
        id,
        share_url: `https://www.tiktok.com/@mara.films/video/${id}`,
        title: "video 2",
        embed_link: `https://www.tiktok.com/embed/v2/${id}`
      })
      assert.isEmpty(videosOf(yield* query([second?.["id"]], as(world, { openId: creatorsOf(world).jonas }))))
      assert.strictEqual(outcome(yield* query([])), "400 invalid_params")
      assert.strictEqual(outcome(yield* query(Array.from({ length: 21 }, String))), "400 invalid_params")
    }))
})
