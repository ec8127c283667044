import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { inMemory, paths, pulled, singleChunk, type WireResponse, type World } from "../support.ts"

const photos = {
  media_type: "PHOTO",
  post_mode: "DIRECT_POST",
  post_info: { privacy_level: "SELF_ONLY" },
  source_info: { source: "PULL_FROM_URL", photo_images: ["https://verified-domain.com/1.jpg"], photo_cover_index: 0 }
}

const requests: ReadonlyArray<readonly [path: string, body: object]> = [
  [paths.video, pulled],
  [paths.inbox, singleChunk(100)],
  [paths.photos, photos]
]

/** Sends so many initializations of all three kinds. */
const initialize = Effect.fnUntraced(function*(world: World, count: number) {
  const responses: Array<WireResponse> = []
  for (let index = 0; index < count; index++) {
    const [path, body] = requests[index % requests.length] ?? [paths.video, pulled]
    responses.push(yield* world.post(path, body))
  }
  return responses
})

describe("limits", () => {
  it.effect("counts each token by itself, and refused calls not at all", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      for (let index = 0; index < 10; index++) yield* world.post(paths.video, { post_info: {} })
      yield* initialize(world, 6)
      yield* initialize(world, 6)
      const { accessToken } = world.mock.control.issueToken()
      const other = yield* world.post(paths.photos, photos, { authorization: `Bearer ${accessToken}` })
      assert.strictEqual(other.status, 200)
      world.mock.clock.advance(60_000)
      assert.strictEqual((yield* initialize(world, 1))[0]?.status, 200)
    }))

  it.effect("takes nothing from the minute for a video that the day refuses", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ scenario: "daily-cap" })
      for (let index = 0; index < 8; index++) assert.strictEqual((yield* world.post(paths.video, pulled)).status, 429)
      assert.deepStrictEqual(
        (yield* Effect.all(Array.from({ length: 7 }, () => world.post(paths.photos, photos)))).map(({ status }) =>
          status
        ),
        [200, 200, 200, 200, 200, 200, 429]
      )
    }))

  it.effect("can be switched off, or changed in part", () =>
    Effect.gen(function*() {
      const open = yield* inMemory({ limits: "off" })
      for (const { status } of yield* initialize(open, 30)) assert.strictEqual(status, 200)
      const strict = yield* inMemory({ limits: { initsPerMinute: 1 } })
      assert.deepStrictEqual((yield* initialize(strict, 2)).map(({ status }) => status), [200, 429])
      const documented = yield* inMemory({ scenario: "catalog-examples", limits: "documented" })
      assert.deepInclude((yield* initialize(documented, 7)).map(({ status }) => status), 429)
    }))
})
