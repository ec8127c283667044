import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { inMemory, overSocket, paths, type World } from "../support.ts"
import { tell } from "./support.ts"

const evil = "https://evil.example"

type Headers = Readonly<Record<string, string>>

/** What a browser says of the requests that a page of another site can cause. */
const foreign: ReadonlyArray<readonly [what: string, headers: Headers, method?: string]> = [
  ["an image", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" }],
  ["a frame", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" }],
  ["a fetch", { origin: evil, "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" }],
  ["a fetch of a sandboxed frame", { origin: "null", "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors" }],
  ["a form", { origin: evil, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }, "POST"],
  ["an image of an old browser", { referer: `${evil}/`, "user-agent": "Mozilla/5.0" }],
  ["a preflight", { origin: evil, "access-control-request-method": "POST" }, "OPTIONS"]
]

const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" }

/** What is sent by pages of this machine, by a person, and by a program. */
const own: ReadonlyArray<readonly [what: string, headers: Headers]> = [
  ["a page of this machine", { origin: "http://localhost:3000", "sec-fetch-site": "same-site" }],
  ["a page of an allowed host", { origin: "https://app.preview.example", "sec-fetch-site": "cross-site" }],
  ["the dashboard", { "sec-fetch-site": "same-origin" }],
  ["a program", {}],
  ["a browser's program", { "user-agent": "Mozilla/5.0" }]
]

/** What a browser sends when a page of this machine has a link or an image, and when a person types an address. */
const visits: ReadonlyArray<readonly [what: string, headers: Headers]> = [
  ["a link of another port", { ...link, "sec-fetch-site": "same-site", referer: "http://localhost:3000/login" }],
  ["a link under another name of this machine", { ...link, referer: "http://localhost:3000/login" }],
  ["a link of the mock", { ...link, "sec-fetch-site": "same-origin" }],
  ["a typed address", { ...link, "sec-fetch-site": "none" }],
  ["an image", { "sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" }]
]

const ask = ({ origin }: World, path: string, headers: Headers, method = "GET") =>
  tell(origin + path, { headers, method })

const allowing = { allowHosts: [".preview.example"] }

describe("a page of another site", () => {
  for (const [what, headers, method] of foreign) {
    it.effect(`makes no tenant with ${what}`, () =>
      Effect.gen(function*() {
        const world = yield* overSocket(allowing)
        for (const path of ["/", paths.authorize, paths.token, "/_mock/info", "/_mock/ui/", "/openapi.json"]) {
          const response = yield* ask(world, `/t/new${path}`, headers, method)
          assert.strictEqual(response.status, 403, path)
          assert.notProperty(response.headers, "access-control-allow-origin")
        }
        assert.strictEqual((yield* ask(world, "/", { ...headers, "x-mock-tenant": "new" }, method)).status, 403)
        assert.isEmpty(world.mock.tenants.list())
      }))

    it.effect(`reads nothing of the mock with ${what}`, () =>
      Effect.gen(function*() {
        const world = yield* overSocket(allowing)
        world.mock.tenant("known")
        for (const prefix of ["", "/t/known"]) {
          for (const path of ["/info", "/posts/1/media", "/ui/", "/ui/snapshot.json", "/ui/events", "/ui/style.css"]) {
            const response = yield* ask(world, `${prefix}/_mock${path}`, headers, method)
            assert.strictEqual(response.status, 403, path)
            assert.notProperty(response.headers, "access-control-allow-origin")
          }
          const api = yield* ask(world, prefix + paths.creator, headers, method)
          assert.notProperty(api.headers, "access-control-allow-origin")
        }
      }))
  }

  it.effect("opens a page of the mock with a link, but makes no tenant with it", () =>
    Effect.gen(function*() {
      const world = yield* overSocket()
      assert.strictEqual((yield* ask(world, "/_mock/ui/", link)).status, 200)
      const refused = yield* ask(world, "/t/new/_mock/ui/posts?a=b", { ...link, accept: "text/html" })
      assert.strictEqual(refused.status, 403)
      assert.include(refused.text, `<form method="post" action="?a=b&amp;make-tenant=">`)
      assert.include(refused.headers["content-security-policy"] ?? "", "frame-ancestors 'none'")
      assert.isEmpty(world.mock.tenants.list())
      const form = { ...link, "sec-fetch-site": "same-origin", origin: world.origin }
      const foreignForm = { ...link, origin: evil }
      const target = "/t/new/_mock/ui/posts?a=b&make-tenant="
      assert.strictEqual((yield* ask(world, target, foreignForm, "POST")).status, 403)
      assert.isEmpty(world.mock.tenants.list())
      const made = yield* ask(world, target, form, "POST")
      assert.deepStrictEqual([made.status, made.headers["location"]], [303, "?a=b"])
      const again = yield* ask(world, target, form, "POST")
      assert.deepStrictEqual([again.status, again.headers["location"]], [303, "?a=b"])
      assert.deepStrictEqual(world.mock.tenants.list().map(({ name }) => name), ["new"])
      assert.strictEqual((yield* ask(world, "/t/new/_mock/ui/posts?a=b", link)).status, 200)
    }))

  for (const [what, headers] of visits) {
    it.effect(`makes no tenant on this machine with ${what}, and reaches one that is there`, () =>
      Effect.gen(function*() {
        const world = yield* overSocket()
        for (const path of ["/", paths.authorize, "/_mock/ui/"]) {
          assert.strictEqual((yield* ask(world, `/t/new${path}`, headers)).status, 403, path)
        }
        assert.isEmpty(world.mock.tenants.list())
        world.mock.tenant("known")
        assert.strictEqual((yield* ask(world, "/t/known/_mock/ui/", headers)).status, 200)
      }))
  }

  it.effect("reads nothing under its own name, when that leads to this machine", () =>
    Effect.gen(function*() {
      const world = yield* overSocket()
      const host = "evil.example:8787"
      const rebound: ReadonlyArray<Headers> = [
        { host, "user-agent": "Mozilla/5.0" },
        { host, origin: `http://${host}` },
        { host, "sec-fetch-site": "same-origin" }
      ]
      for (const headers of rebound) {
        for (const path of [paths.token, paths.authorize, `/t/new${paths.token}`, "/openapi.json"]) {
          assert.strictEqual((yield* ask(world, path, headers)).status, 403, path)
        }
      }
      assert.isEmpty(world.mock.tenants.list())
    }))

  it.effect("makes no tenant from another machine over http, where browsers name no site", () =>
    Effect.gen(function*() {
      const world = yield* overSocket({ allowHosts: ["my-laptop"] })
      const headers = { host: "my-laptop:8787", "user-agent": "Mozilla/5.0" }
      assert.strictEqual((yield* ask(world, "/t/new/", headers)).status, 403)
      assert.strictEqual((yield* ask(world, "/_mock/ui/", headers)).status, 200)
      assert.isEmpty(world.mock.tenants.list())
      yield* ask(world, "/t/new/", { ...headers, referer: "http://my-laptop:8787/t/new/" })
      assert.lengthOf(world.mock.tenants.list(), 1)
    }))

  it.effect("cannot read TikTok's API, and the journal says which pages can", () =>
    Effect.gen(function*() {
      const world = yield* overSocket()
      yield* ask(world, paths.creator, { origin: evil })
      const [entry] = world.mock.journal.entries()
      assert.include(
        entry?.notes.join(),
        `a page of ${evil} cannot read this response: only pages of this machine and of an --allow-host can`
      )
    }))
})

describe("a request on purpose", () => {
  for (const [what, headers] of own) {
    it.effect(`makes a tenant and reads it, from ${what}`, () =>
      Effect.gen(function*() {
        const world = yield* overSocket(allowing)
        assert.strictEqual((yield* ask(world, "/t/new/_mock/ui/", headers)).status, 200)
        assert.lengthOf(world.mock.tenants.list(), 1)
        for (const path of [paths.creator, "/_mock/info"]) {
          const { headers: answered } = yield* ask(world, path, headers)
          assert.strictEqual(answered["access-control-allow-origin"], headers["origin"], path)
        }
        assert.strictEqual((yield* ask(world, "/_mock/info", headers)).status, 200)
      }))
  }

  it.effect("needs no proof in memory, where there is no browser", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const headers = { origin: evil, "sec-fetch-site": "cross-site" }
      const response = yield* Effect.promise(() => world.send(`${world.origin}/t/new${paths.creator}`, { headers }))
      assert.strictEqual(response.headers.get("access-control-allow-origin"), evil)
      assert.lengthOf(world.mock.tenants.list(), 1)
    }))
})
