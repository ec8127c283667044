import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Admin, type ScheduledPost } from "effect-tiktok-scheduler"
import { after, inWorld, pulled } from "./support/world.ts"

const root = "/admin/posts"
const origin = "https://ops.example.com"
const own = { "sec-fetch-site": "same-origin" }

const open: Admin.Middleware = (_, next) => next()

/** The page over the current scheduler. */
const page = (authorize = open) =>
  Effect.map(Admin.handler(root, authorize), (handler) => ({
    get: (path: string) => Effect.promise(() => handler(new Request(`${origin}${path}`))),
    post: (path: string, headers: Readonly<Record<string, string>> = own, method = "POST") =>
      Effect.promise(() => handler(new Request(`${origin}${path}`, { method, headers })))
  }))

const textOf = (response: Response) => Effect.promise(() => response.text())

/** The names of the posts in a list. */
const namesIn = (text: string) =>
  [...text.matchAll(/<div class="row-main"><a href="[^"]*">([^<]*)</g)].map(([, name]) => name)

const pathOf = ({ id }: ScheduledPost.ScheduledPost, action = "") => `${root}/posts/${id}${action}`

/** A post that needs a creator who allows comments. */
const talk = { ...pulled("Talk"), disableComment: false }

describe("Admin", () => {
  it.effect("lists what is due, late, failed and unknown, and what comes later", () =>
    inWorld(function*(fixture, { schedule }) {
      const { get } = yield* page()
      yield* schedule(fixture.creator, pulled("Tomorrow"), { key: "1", at: yield* after("1 day") })
      yield* schedule(fixture.creator, pulled("Soon"), { key: "2", at: yield* after("1 hour") })
      const list = (show: string) => Effect.map(Effect.flatMap(get(`${root}?show=${show}`), textOf), namesIn)
      assert.deepStrictEqual(yield* list("upcoming"), ["Soon", "Tomorrow"])
      assert.deepStrictEqual(yield* list("due"), [])
      fixture.mock.faults.add({
        match: { operation: "creator.info" },
        effect: { kind: "status", status: 500 },
        until: 7_200_000
      })
      yield* Effect.sleep("65 minutes")
      const late = yield* Effect.flatMap(get(`${root}?show=late`), textOf)
      assert.deepStrictEqual([...namesIn(late)], namesIn(yield* Effect.flatMap(get(`${root}?show=due`), textOf)))
      assert.include(late, "Late")
      assert.deepStrictEqual(yield* list("failed"), [])
      assert.deepStrictEqual(yield* list("unknown"), [])
      assert.lengthOf(yield* list("all"), 2)
      const others = yield* Effect.flatMap(get(`${root}?show=all&creator=nobody`), textOf)
      assert.include(others, "There is no such post.")
    }))

  it.effect("pages through long lists", () =>
    inWorld(function*(fixture, { schedule }) {
      const { get } = yield* page()
      for (let index = 0; index < 60; index++) {
        yield* schedule(fixture.creator, pulled(`${index}`), { key: `${index}`, at: yield* after(`${index + 1} days`) })
      }
      const first = yield* Effect.flatMap(get(`${root}?show=upcoming`), textOf)
      assert.lengthOf(namesIn(first), 50)
      const next = /class="button" href="([^"]*)">Next page/.exec(first)?.[1]?.replaceAll("&amp;", "&") ?? ""
      const second = yield* Effect.flatMap(get(next), textOf)
      assert.deepStrictEqual(
        [...namesIn(first), ...namesIn(second)],
        Array.from({ length: 60 }, (_, index) => `${index}`)
      )
      assert.strictEqual((yield* get(`${root}?cursor=x`)).status, 400)
    }))

  it.effect("shows a post with its history, and cancels it", () =>
    inWorld(function*(fixture, { get: read, schedule }) {
      const { get, post } = yield* page()
      const planned = yield* schedule(fixture.creator, pulled("Soon"), { key: "order", at: yield* after("1 hour") })
      const before = yield* Effect.flatMap(get(pathOf(planned)), textOf)
      assert.include(before, "<strong>Scheduled</strong>")
      assert.include(before, `action="${pathOf(planned, "/cancel")}"`)
      assert.notInclude(before, "/retry")
      const response = yield* post(pathOf(planned, "/cancel"))
      assert.strictEqual(response.status, 303)
      assert.strictEqual((yield* read(planned.id)).state, "Canceled")
      const done = yield* Effect.flatMap(get(response.headers.get("location") ?? ""), textOf)
      assert.include(done, "It is canceled.")
      assert.include(done, "<strong>Canceled</strong>")
      const again = yield* post(pathOf(planned, "/retry"))
      assert.strictEqual(again.status, 409)
      assert.include(yield* textOf(again), "Nothing was changed: post ")
    }))

  it.effect("retries a post that needs attention, and settles one that is unknown", () =>
    inWorld(function*(fixture, { get: read, schedule }) {
      const { get, post } = yield* page()
      fixture.mock.control.updateCreator(fixture.creator, { commentsOff: true })
      const refused = yield* schedule(fixture.creator, talk, { key: "refused", at: yield* after("1 hour") })
      yield* Effect.sleep("2 hours")
      assert.strictEqual((yield* read(refused.id)).state, "NeedsAttention")
      assert.include(yield* Effect.flatMap(get(`${root}?show=failed`), textOf), "disableComment")
      assert.strictEqual((yield* post(pathOf(refused, "/retry"))).status, 303)
      assert.strictEqual((yield* read(refused.id)).state, "Scheduled")

      fixture.mock.faults.add({ match: { operation: "video.init" }, effect: { kind: "lose-response" }, times: 1 })
      const lost = yield* schedule(fixture.creator, pulled("Lost"), { key: "lost", at: yield* after("1 hour") })
      yield* Effect.sleep("4 hours")
      assert.strictEqual((yield* read(lost.id)).state, "Unknown")
      assert.deepStrictEqual(namesIn(yield* Effect.flatMap(get(`${root}?show=unknown`), textOf)), ["Lost"])
      assert.include(yield* textOf(yield* post(pathOf(lost, "/retry"))), "must be settled first")
      assert.strictEqual((yield* post(pathOf(lost, "/not-published"))).status, 303)
      assert.strictEqual((yield* read(lost.id)).state, "Failed")
    }))

  it.effect("escapes everything that others wrote", () =>
    inWorld(function*(fixture, { schedule }) {
      const { get } = yield* page()
      const attack = `"'><script>alert(1)</script><img src=x onerror=alert(1)>&amp;`
      const planned = yield* schedule(fixture.creator, pulled(attack), { key: attack, at: yield* after("1 hour") })
      for (const path of [`${root}?show=upcoming`, pathOf(planned), `${root}?creator=${encodeURIComponent(attack)}`]) {
        const response = yield* get(path)
        const text = yield* textOf(response)
        assert.strictEqual(response.status, 200)
        assert.include(text, "&lt;script&gt;alert(1)")
        assert.notMatch(text, /<script|<img/)
        assert.include(text, "&#39;&gt;")
        assert.include(response.headers.get("content-security-policy"), "default-src 'none'")
      }
    }))

  it.effect("changes nothing for a form of another site", () =>
    inWorld(function*(fixture, { get: read, schedule }) {
      const { get, post } = yield* page()
      const planned = yield* schedule(fixture.creator, pulled("Soon"), { key: "order", at: yield* after("1 hour") })
      const path = pathOf(planned, "/cancel")
      const sites: ReadonlyArray<Readonly<Record<string, string>>> = [
        {},
        { "sec-fetch-site": "cross-site" },
        { "sec-fetch-site": "same-site", origin },
        { "sec-fetch-site": "none" },
        { origin: "null" },
        { origin: "https://evil.example" },
        { origin: "https://evil.example", host: "ops.example.com" }
      ]
      for (const headers of sites) assert.strictEqual((yield* post(path, headers)).status, 403, JSON.stringify(headers))
      assert.strictEqual((yield* get(path)).status, 405)
      assert.strictEqual((yield* post(path, own, "PUT")).status, 405)
      assert.strictEqual((yield* read(planned.id)).state, "Scheduled")
      assert.strictEqual((yield* post(path, { origin })).status, 303)
    }))

  it.effect("asks the middleware about every request, and does nothing without it", () =>
    inWorld(function*(fixture, { get: read, schedule }) {
      const seen: Array<string> = []
      const { get, post } = yield* page((request, next) => {
        seen.push(new URL(request.url).pathname)
        return request.headers.get("cookie") === "operator" ? next() : new Response("no", { status: 401 })
      })
      const planned = yield* schedule(fixture.creator, pulled("Soon"), { key: "order", at: yield* after("1 hour") })
      for (const path of [root, pathOf(planned), `${root}/style.css`, `${root}/else`]) {
        const response = yield* get(path)
        assert.strictEqual(response.status, 401)
        assert.strictEqual(yield* textOf(response), "no")
      }
      assert.strictEqual((yield* post(pathOf(planned, "/cancel"))).status, 401)
      assert.strictEqual((yield* read(planned.id)).state, "Scheduled")
      assert.lengthOf(seen, 5)
    }))

  it.effect("answers every address", () =>
    inWorld(function*() {
      const { get, post } = yield* page()
      for (
        const [path, status] of [
          [root, 200],
          [`${root}/`, 200],
          [`${root}?show=nothing`, 200],
          [`${root}/style.css`, 200],
          [`${root}/style.css`, 200],
          ["/admin/postscript", 404],
          ["/", 404],
          [`${root}/posts`, 404],
          [`${root}/posts/`, 404],
          [`${root}/posts/nothing`, 404],
          [`${root}/posts/%00`, 404],
          [`${root}/posts/%FF%zz`, 404],
          [`${root}/posts/a/b/c`, 404],
          [`${root}/posts/a/toString`, 404]
        ] as const
      ) assert.strictEqual((yield* get(path)).status, status, path)
      assert.strictEqual((yield* post(root)).status, 405)
      assert.strictEqual((yield* post(`${root}/posts/nothing/retry`)).status, 404)
    }))

  it.effect("refuses a path that is none, and a missing middleware", () =>
    inWorld(function*() {
      for (const path of ["", "/", "admin", "/admin/", "/a?b", "/<b>"]) {
        const { reason } = yield* Effect.flip(Admin.handler(path, open))
        assert.include(reason, { _tag: "InvalidInput", field: "path" })
      }
      // @ts-expect-error a program without types can leave it out
      const { reason } = yield* Effect.flip(Admin.handler(root))
      assert.include(reason, { _tag: "InvalidInput", field: "authorize" })
    }))
})
