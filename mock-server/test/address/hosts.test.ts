import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { inMemory, overSocket, paths } from "../support.ts"
import { tell } from "./support.ts"

/** What is under `/_mock/`, in each of the ways in which it is asked for. */
const guarded: ReadonlyArray<readonly [path: string, headers?: Record<string, string>]> = [
  ["/_mock/info"],
  ["/_mock"],
  ["/_mock/ui/"],
  ["/_mock/ui/events?page="],
  ["/_mock/posts/v_pub_1/media"],
  ["/t/one/_mock/info"],
  ["/t/one/_mock/ui/"],
  ["/_mock/info", { "x-mock-tenant": "one" }]
]

describe("names of a mock over a socket", () => {
  it.effect("do not include one that another site has let lead here", () =>
    Effect.gen(function*() {
      const { mock, origin } = yield* overSocket()
      for (const [path, headers] of guarded) {
        for (const host of ["evil.example", "evil.example:8787", "localhost.evil.example", "127.0.0.1.evil.example"]) {
          const refused = yield* tell(origin + path, { headers: { ...headers, host } })
          assert.strictEqual(refused.status, 403, `${path} ${host}`)
          assert.strictEqual(refused.headers["content-type"], "application/problem+json")
          assert.notProperty(refused.headers, "access-control-allow-origin")
          const problem = JSON.parse(refused.text)
          assert.include(problem.detail, `"${host}"`)
          assert.include(problem.detail, "--allow-host")
          assert.deepInclude(problem.errors[0], { field: "Host" })
        }
      }
      assert.isEmpty(mock.tenants.list().filter(({ posts }) => posts > 0))
    }))

  it.effect("do not include the page's own name after rebinding, though page and host are the same then", () =>
    Effect.gen(function*() {
      const { mock, origin } = yield* overSocket()
      mock.faults.add({ effect: { kind: "reset" } })
      const headers = { host: "evil.example:8787", origin: "http://evil.example:8787", "sec-fetch-site": "same-origin" }
      assert.strictEqual((yield* tell(`${origin}/_mock/reset`, { method: "POST", headers })).status, 403)
      assert.strictEqual((yield* tell(`${origin}/_mock/ui/faults/clear`, { method: "POST", headers })).status, 403)
      assert.lengthOf(mock.faults.list(), 1)
    }))

  it.effect("are this machine's, and the address it listens on", () =>
    Effect.gen(function*() {
      const { origin } = yield* overSocket()
      for (const host of ["localhost", "localhost:3000", "127.0.0.1:1", "127.1.2.3", "[::1]:8787", "app.localhost"]) {
        assert.strictEqual((yield* tell(`${origin}/_mock/info`, { headers: { host } })).status, 200, host)
      }
    }))

  it.effect("are also the name it was told to listen under, the public one, and those that are allowed", () =>
    Effect.gen(function*() {
      const { mock } = yield* overSocket({
        publicUrl: "https://Mock.Example/tiktok",
        allowHosts: ["tiktok-mock", ".preview.example", "fd00::5"]
      })
      const { url } = yield* Effect.promise(() => mock.listen({ hostname: "0.0.0.0" }))
      const port = new URL(url).port
      const ask = (host: string) => tell(`http://127.0.0.1:${port}/_mock/info`, { headers: { host } })
      const own = [
        "mock.example",
        "MOCK.EXAMPLE:443",
        "tiktok-mock:8787",
        "a.preview.example",
        "preview.example",
        "[fd00::5]"
      ]
      for (const host of [...own, "0.0.0.0:8787"]) assert.strictEqual((yield* ask(host)).status, 200, host)
      for (const host of ["example", "evil-preview.example", "tiktok-mock.evil.example", "10.0.0.1"]) {
        assert.strictEqual((yield* ask(host)).status, 403, host)
      }
    }))

  it.effect("must be right at the proxy too, when one is trusted, and cannot be talked around by a page", () =>
    Effect.gen(function*() {
      const { origin } = yield* overSocket({ trustProxy: true, publicUrl: "https://mock.example" })
      const status = (headers: Record<string, string>) =>
        Effect.map(tell(`${origin}/_mock/info`, { headers }), ({ status }) => status)
      assert.strictEqual(yield* status({ "x-forwarded-host": "mock.example" }), 200)
      assert.strictEqual(yield* status({ "x-forwarded-host": "evil.example" }), 403)
      assert.strictEqual(yield* status({ "x-forwarded-host": "localhost, evil.example" }), 403)
      assert.strictEqual(yield* status({ forwarded: "host=evil.example" }), 403)
      assert.strictEqual(yield* status({ host: "evil.example", "x-forwarded-host": "localhost" }), 403)
    }))

  it.effect("are explained to a person on a page, on which nothing of the request can run", () =>
    Effect.gen(function*() {
      const { origin } = yield* overSocket()
      const page = yield* tell(`${origin}/_mock/ui/`, { headers: { host: "my-laptop:8787", accept: "text/html" } })
      assert.strictEqual(page.status, 403)
      assert.include(page.text, "tiktok-mock --allow-host my-laptop</code>")
      assert.include(page.headers["content-security-policy"] ?? "", "default-src 'none'")
    }))

  it.effect("do not matter to TikTok's own paths, which a container calls by the name of a service", () =>
    Effect.gen(function*() {
      const { origin, token } = yield* overSocket()
      const headers = { host: "tiktok-mock:8787", authorization: `Bearer ${token}` }
      assert.strictEqual((yield* tell(origin + paths.creator, { headers })).status, 200)
      assert.strictEqual((yield* tell(`${origin}/openapi.json`, { headers })).status, 200)
    }))

  it.effect("do not matter in memory", () =>
    Effect.gen(function*() {
      const { send } = yield* inMemory()
      for (const url of ["https://open.tiktokapis.com/_mock/info", "http://127.0.0.1/_mock/info"]) {
        const headers = { host: "evil.example" }
        assert.strictEqual((yield* Effect.promise(() => send(url, { headers }))).status, 200)
      }
    }))
})
