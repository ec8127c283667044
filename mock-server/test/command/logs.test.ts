import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { createMock } from "../../src/index.ts"
import { send, start } from "./support.ts"

describe("tiktok-mock logs", () => {
  it.live("prints later requests, also after a reset, with the status and path of its options", () =>
    Effect.gen(function*() {
      const mock = yield* Effect.acquireRelease(
        Effect.sync(() => createMock()),
        (made) => Effect.promise(() => made.dispose())
      )
      const { url } = yield* Effect.promise(() => mock.listen())
      const get = (path: string) => Effect.promise(async () => (await send(url + path)).text())
      yield* get("/v2/earlier")
      const all = yield* start("logs", "--url", url)
      const some = yield* start("logs", "--url", url, "--status", "4xx", "--path", "creator_info", "--json")
      yield* Effect.promise(() => all.capture(/(appear below)/))
      // Its first look is over once it prints a request.
      let seen = 0
      while (some.stdout === "") yield* get(`/v2/creator_info/query/?look=${seen++}`)
      yield* get("/v2/auth/authorize/")
      yield* get("/v2/user/other")
      yield* Effect.promise(() => all.capture(/authorize[^]+(other)/))
      // A reset begins the ids of requests anew.
      for (let last = 0; last < 8; last++) {
        yield* get(`/v2/around/${last}`)
        mock.reset()
      }
      yield* get("/v2/creator_info/query/?last=1")
      yield* Effect.promise(() => all.capture(/other[^]+(last=1)/))
      yield* Effect.promise(() => some.capture(/(last=1)/))
      assert.notInclude(all.stdout, "earlier")
      assert.deepStrictEqual(
        Array.from(new Set(all.stdout.match(/around\/\d/g))),
        Array.from({ length: 8 }, (_, last) => `around/${last}`)
      )
      for (const line of some.stdout.trimEnd().split("\n")) {
        const { event, path, status } = JSON.parse(line)
        assert.deepStrictEqual([event, path.slice(0, 23), status], ["request", "/v2/creator_info/query/", 401])
      }
      some.child.kill("SIGINT")
      assert.strictEqual(yield* Effect.promise(() => some.exit), 0)
      yield* Effect.promise(() => mock.dispose())
      assert.notStrictEqual(yield* Effect.promise(() => all.exit), 0)
    }))
})
