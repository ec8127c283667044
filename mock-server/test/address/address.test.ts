import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { createMock, type MockOptions } from "../../src/index.ts"
import { chunkHeaders, dataOf, inMemory, mp4, overSocket, paths, singleChunk, text, type World } from "../support.ts"
import { tell } from "./support.ts"

/** The origin, and what stands before the path, of an upload address that is handed out to these headers. */
const uploadBase = (world: World, headers: Readonly<Record<string, string>> = {}, prefix = "") =>
  Effect.gen(function*() {
    const response = yield* tell(`${world.origin}${prefix}${paths.video}`, {
      method: "POST",
      headers: { authorization: `Bearer ${world.token}`, "content-type": "application/json", ...headers },
      body: JSON.stringify(singleChunk(100))
    })
    const uploadUrl: string = JSON.parse(response.text).data.upload_url
    return uploadUrl.slice(0, uploadUrl.indexOf("/upload/v1/"))
  })

const proxied = { "x-forwarded-proto": "https", "x-forwarded-host": "mock.example" }

describe("upload addresses", () => {
  it.effect("begin with the host that a request has called", () =>
    Effect.gen(function*() {
      const world = yield* overSocket()
      for (const host of ["localhost:8787", "tiktok-mock:8787", "host.docker.internal", "[::1]:80", "192.168.1.5:1"]) {
        assert.strictEqual(yield* uploadBase(world, { host }), new URL(`http://${host}`).origin)
      }
    }))

  it.effect("begin with the public URL, path included, wherever a request came from", () =>
    Effect.gen(function*() {
      for (const publicUrl of ["https://mock.example/tiktok", "https://mock.example/tiktok/"]) {
        const world = yield* overSocket({ publicUrl })
        assert.strictEqual(yield* uploadBase(world), "https://mock.example/tiktok")
        assert.strictEqual(yield* uploadBase(world, { host: "tiktok-mock:8787" }), "https://mock.example/tiktok")
      }
      const tenant = yield* overSocket({ publicUrl: "https://mock.example/tiktok", limits: "off" })
      const token = tenant.mock.tenant("one").control.issueToken().accessToken
      const base = yield* uploadBase(tenant, { authorization: `Bearer ${token}` }, "/t/one")
      assert.strictEqual(base, "https://mock.example/tiktok/t/one")
    }))

  const cases: ReadonlyArray<readonly [headers: Record<string, string>, base: string]> = [
    [proxied, "https://mock.example"],
    [{ host: "mock.example", "x-forwarded-proto": "https" }, "https://mock.example"],
    [{ ...proxied, "x-forwarded-port": "8443" }, "https://mock.example:8443"],
    [{ ...proxied, "x-forwarded-port": "443" }, "https://mock.example"],
    [{ ...proxied, "x-forwarded-host": "mock.example:9000", "x-forwarded-port": "443" }, "https://mock.example:9000"],
    [{ host: "mock.example:8080", "x-forwarded-port": "80" }, "http://mock.example"],
    [{ ...proxied, "x-forwarded-prefix": "/tools/tiktok/" }, "https://mock.example/tools/tiktok"],
    [{ "x-forwarded-proto": "https, http", "x-forwarded-host": "mock.example, inner" }, "https://mock.example"],
    [{ forwarded: "for=10.0.0.1;host=mock.example;proto=https, for=10.0.0.2;host=inner" }, "https://mock.example"],
    [{ forwarded: "host=\"mock.example:8443\";Proto=https" }, "https://mock.example:8443"],
    [{ ...proxied, forwarded: "host=other.example;proto=http" }, "https://mock.example"],
    // What is not well-formed counts as not told.
    [{ host: "mock.example", "x-forwarded-proto": "gopher" }, "http://mock.example"],
    [{ host: "mock.example", "x-forwarded-host": "evil.example/path" }, "http://mock.example"],
    [{ host: "mock.example", "x-forwarded-port": "https" }, "http://mock.example"],
    [{ host: "mock.example", "x-forwarded-prefix": "//evil.example" }, "http://mock.example"]
  ]

  it.effect("begin with what a trusted proxy tells", () =>
    Effect.gen(function*() {
      const world = yield* overSocket({ trustProxy: true, limits: "off" })
      for (const [headers, base] of cases) {
        assert.strictEqual(yield* uploadBase(world, headers), base, JSON.stringify(headers))
      }
    }))

  it.effect("ignore an untrusted proxy", () =>
    Effect.gen(function*() {
      const world = yield* overSocket()
      assert.strictEqual(yield* uploadBase(world, { ...proxied, forwarded: "host=evil.example" }), world.origin)
    }))

  it.effect("lead back to the mock in memory, where no proxy takes the public path away", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ publicUrl: "https://mock.example/tiktok" })
      const data = dataOf(yield* world.post(paths.video, singleChunk(100)))
      const url = text(data, "upload_url")
      assert.isTrue(url.startsWith("https://mock.example/tiktok/upload/"), url)
      assert.strictEqual((yield* world.put(url, mp4(100), chunkHeaders(0, 99, 100))).status, 200)
      assert.isDefined(world.mock.control.post(text(data, "publish_id"))?.sha256)
    }))

  it.effect("are TikTok's in memory, regardless of headers", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ trustProxy: true })
      const { text } = yield* world.post(paths.video, singleChunk(100), proxied)
      assert.include(text, "https://upload.tiktokapis.com/")
    }))
})

describe("the pages behind a proxy", () => {
  const headers = { ...proxied, "x-forwarded-prefix": "/tiktok", accept: "text/html" }
  const options = { trustProxy: true, allowHosts: ["mock.example"] }

  it.effect("lead to the dashboard below the proxy's prefix, and name the public address", () =>
    Effect.gen(function*() {
      const { origin } = yield* overSocket(options)
      assert.strictEqual((yield* tell(`${origin}/`, { headers })).headers.location, "/tiktok/_mock/ui/")
      assert.strictEqual((yield* tell(`${origin}/t/one/`, { headers })).headers.location, "/tiktok/t/one/_mock/ui/")
      const { text } = yield* tell(`${origin}/_mock/ui/`, { headers })
      assert.include(text, "<code>https://mock.example/tiktok</code>")
      assert.include(text, encodeURIComponent("https://mock.example/tiktok/_mock/ui/creators/callback"))
    }))

  it.effect("name the public address in the OpenAPI document, below a tenant too", () =>
    Effect.gen(function*() {
      const { origin } = yield* overSocket(options)
      const server = (path: string) =>
        Effect.map(tell(origin + path, { headers }), ({ text }) => JSON.parse(text).servers[0].url)
      assert.strictEqual(yield* server("/openapi.json"), "https://mock.example/tiktok")
      assert.strictEqual(yield* server("/t/one/openapi.json"), "https://mock.example/tiktok/t/one")
    }))

  it.effect("take forms and control calls of the public address as their own", () =>
    Effect.gen(function*() {
      const { origin } = yield* overSocket(options)
      const own = { ...headers, origin: "https://mock.example" }
      const form = yield* tell(`${origin}/_mock/ui/faults/clear`, {
        method: "POST",
        headers: { ...own, "content-type": "application/x-www-form-urlencoded" },
        body: "back=faults"
      })
      assert.strictEqual(form.status, 303)
      assert.strictEqual((yield* tell(`${origin}/_mock/reset`, { method: "POST", headers: own })).status, 200)
      const foreign = { ...headers, origin: "https://evil.example" }
      assert.strictEqual((yield* tell(`${origin}/_mock/reset`, { method: "POST", headers: foreign })).status, 403)
    }))
})

describe("options about who reaches the mock", () => {
  const wrong: ReadonlyArray<readonly [options: MockOptions, names: RegExp]> = [
    [{ publicUrl: "mock.example" }, /^publicUrl: must be an http or https URL .*, is "mock\.example"$/],
    [{ publicUrl: "ftp://mock.example" }, /^publicUrl: /],
    [{ publicUrl: "https://mock.example/?a=1" }, /^publicUrl: /],
    [{ publicUrl: "https://mock.example/#top" }, /^publicUrl: /],
    [{ publicUrl: "https://ada:secret@mock.example" }, /^publicUrl: /],
    [{ allowHosts: ["https://mock.example"] }, /^allowHosts: must be a host name .*, is "https:\/\/mock\.example"$/],
    [{ allowHosts: ["mock.example:8080"] }, /^allowHosts: /],
    [{ allowHosts: ["mock.example/path"] }, /^allowHosts: /],
    [{ allowHosts: ["*"] }, /^allowHosts: /],
    [{ allowHosts: [""] }, /^allowHosts: /],
    [{ media: { limit: 0 } }, /^media\.limit: /],
    [{ media: { folder: "" } }, /^media\.folder: /]
  ]
  it.each(wrong)("are refused by name: %o", (options, names) => {
    assert.throws(() => createMock(options), RangeError, names)
  })
})
