import { assert, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { isUnit } from "../../test/support/runs.ts"
import { createMock, type Mock, type MockOptions } from "../src/index.ts"
import { T0 } from "./support.ts"

const origin = "http://127.0.0.1"

const withMock = async (test: (mock: Mock) => Promise<void>, options: MockOptions = {}) => {
  const mock = createMock({ clock: { now: () => T0 }, ...options })
  await test(mock).finally(() => mock.dispose())
}

const get = (mock: Mock, path: string, headers: Record<string, string> = {}) =>
  mock.fetch(origin + path, { headers: { accept: "text/html", ...headers }, redirect: "manual" })

const send = (mock: Mock, path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  mock.fetch(origin + path, { method: "POST", body: new URLSearchParams(fields), headers, redirect: "manual" })

/** Reads the messages of a page until one satisfies the question. */
const follow = async (mock: Mock, page: string, until: (message: string) => boolean, then: () => void) => {
  const ended = new AbortController()
  const response = await mock.fetch(`${origin}/_mock/ui/events?page=${encodeURIComponent(page)}`, {
    signal: ended.signal
  })
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream()).getReader()
  const first = await reader.read()
  then()
  let text = ""
  while (!until(text)) text += (await reader.read()).value ?? ""
  await reader.cancel()
  return { type: response.headers.get("content-type"), first: first.value ?? "", text }
}

describe("dashboard", () => {
  it("is where a browser lands, and nowhere for a program", () =>
    withMock(async (mock) => {
      const landed = await get(mock, "/")
      assert.strictEqual(landed.headers.get("location"), "/_mock/ui/")
      const lost = await get(mock, "/", { accept: "*/*" })
      assert.strictEqual(lost.status, 404)
      assert.include(await lost.text(), "invalid_request")
      for (const path of ["/_mock", "/_mock/", "/t/one/_mock/"]) {
        const home = path.startsWith("/t/one") ? "/t/one/_mock/ui/" : "/_mock/ui/"
        assert.strictEqual((await get(mock, path)).headers.get("location"), home, path)
        assert.strictEqual((await get(mock, path, { accept: "application/json" })).status, 404, path)
      }
    }))

  it("logs in under every switch for challenges, and shows the exchange", () =>
    withMock(async (mock) => {
      for (const pkce of ["optional", "required"] as const) {
        mock.changeRules({ switches: { pkce, strict: pkce === "required" } })
        const page = await (await get(mock, "/_mock/ui/creators")).text()
        const href = /href="([^"]*authorize[^"]*)"/.exec(page)?.[1]?.replaceAll("&amp;", "&") ?? ""
        const consent = new URL(href, `${origin}/_mock/ui/creators`)
        consent.searchParams.set("redirect_uri", "http://localhost:3000/cb")
        const code = new URL(await mock.control.consent(consent)).searchParams.get("code") ?? ""
        const callback = await get(mock, `/_mock/ui/creators/callback?code=${encodeURIComponent(code)}`)
        const verifier = /code_verifier=(\S+)<\/code>/.exec(await callback.text())?.[1]
        const { status, headers } = await mock.fetch(`${origin}/v2/oauth/token/`, {
          method: "POST",
          body: new URLSearchParams({
            client_key: "mock-client-key",
            client_secret: "mock-client-secret",
            grant_type: "authorization_code",
            code,
            redirect_uri: "http://localhost:3000/cb",
            ...(verifier === undefined ? {} : { code_verifier: verifier })
          })
        })
        assert.deepStrictEqual([status, headers.get("x-mock-hint")], [200, null])
        assert.strictEqual(verifier === undefined, pkce === "optional")
      }
    }))

  it("gives the token of a login, or of a creator, at one click", () =>
    withMock(async (mock) => {
      const result = async (path: string, fields: Record<string, string>) => {
        const { headers } = await send(mock, `/_mock/ui/${path}`, { ...fields, back: "creators" })
        const { href } = new URL(headers.get("location") ?? "", `${origin}/_mock/ui/${path}`)
        const page = await (await get(mock, href.slice(origin.length))).text()
        const [, token = "none"] = /<code>(act\.[^<]+)</.exec(page) ?? []
        const { status } = await mock.fetch(`${origin}/v2/user/info/?fields=open_id`, {
          headers: { authorization: `Bearer ${token}` }
        })
        return [status, page.includes("This did not work")]
      }
      const page = await (await get(mock, "/_mock/ui/")).text()
      const href = /href="([^"]*authorize[^"]*)"/.exec(page)?.[1]?.replaceAll("&amp;", "&") ?? ""
      const callback = new URL(await mock.control.consent(new URL(href, `${origin}/_mock/ui/`)))
      const code = callback.searchParams.get("code") ?? ""
      assert.include(await (await get(mock, callback.pathname + callback.search)).text(), "Get the token here")
      assert.deepStrictEqual(await result("tokens/exchange", { code }), [200, false])
      assert.deepStrictEqual(await result("tokens/exchange", { code: "wrong" }), [401, true])
      const [, openId = ""] = /data-testid="issue-live-jonas.private".*?name="openId" value="(\d+)"/s.exec(
        await (await get(mock, "/_mock/ui/creators")).text()
      ) ?? []
      assert.strictEqual(openId, mock.control.creators()[1]?.openId)
      assert.deepStrictEqual(await result("tokens/issue", { openId, contract: "live" }), [200, false])
    }))

  it("shows a tenant below its prefix, and changes nothing elsewhere", () =>
    withMock(async (mock) => {
      assert.strictEqual((await get(mock, "/t/one/")).headers.get("location"), "/t/one/_mock/ui/")
      await send(mock, "/t/one/_mock/ui/faults/preset", { preset: "lost-init", back: "faults" })
      assert.include(await (await get(mock, "/t/one/_mock/ui/faults")).text(), "1 fault<")
      assert.include(await (await get(mock, "/_mock/ui/faults")).text(), "No faults")
      const overview = await (await get(mock, "/t/one/_mock/ui/")).text()
      assert.include(overview, `<code>${origin}/t/one</code>`)
      const consent = /href="([^"]*authorize[^"]*)"/.exec(overview)?.[1]?.replaceAll("&amp;", "&") ?? ""
      assert.strictEqual(
        (await get(mock, new URL(consent, `${origin}/t/one/_mock/ui/`).href.slice(origin.length))).status,
        200
      )
    }))

  it("names the tenant on its pages, links to the others, and makes and removes tenants", () =>
    withMock(async (mock) => {
      const linked = async (path: string) => {
        const page = await (await get(mock, path)).text()
        return [...page.matchAll(/<a href="([^"]+)"[^>]*data-testid="switch-([^"]+)"/g)]
          .map(([, href, name]) => `${name} ${new URL(href ?? "", origin + path).pathname}`)
      }
      assert.isEmpty(await linked("/_mock/ui/posts"))
      await send(mock, "/_mock/ui/tenants/make", { name: "one", back: "tenants" })
      mock.tenant("two")
      assert.deepStrictEqual(mock.tenants.list().map(({ name }) => name), ["one", "two"])
      const wanted = ["server /_mock/ui/posts", "one /t/one/_mock/ui/posts", "two /t/two/_mock/ui/posts"]
      for (const path of ["/_mock/ui/posts", "/t/one/_mock/ui/posts"]) {
        assert.deepStrictEqual(await linked(path), wanted)
      }
      const page = await (await get(mock, "/t/one/_mock/ui/posts")).text()
      assert.include(page, "<title>Posts · one · TikTok mock</title>")
      assert.match(page, /data-testid="tenant-name">one</)
      assert.notInclude(await (await get(mock, "/_mock/ui/posts")).text(), "tenant-name\"")
      const list = await (await get(mock, "/t/one/_mock/ui/tenants")).text()
      assert.include(list, `<code>${origin}/t/two</code>`)
      await send(mock, "/t/one/_mock/ui/tenants/remove", { name: "two", back: "tenants" })
      assert.deepStrictEqual(mock.tenants.list().map(({ name }) => name), ["one"])
    }))

  it("does not make a removed tenant again for a page that is still open, and removes none from within", () =>
    withMock(async (mock) => {
      await get(mock, "/t/one/_mock/ui/posts")
      const within = await (await get(mock, "/t/one/_mock/ui/tenants")).text()
      assert.notInclude(within, "tenants/remove")
      assert.include(await (await get(mock, "/_mock/ui/tenants")).text(), "tenants/remove")
      await mock.tenants.remove("one")
      for (const query of ["?page=posts", "?page=posts&once="]) {
        assert.strictEqual((await get(mock, `/t/one/_mock/ui/events${query}`)).status, 204)
      }
      assert.isEmpty(mock.tenants.list())
    }))

  it("asks about each of two items whose names differ only in punctuation", () =>
    withMock(async (mock) => {
      for (const name of ["a.b", "a-b", "a_b"]) mock.tenant(name)
      const page = await (await get(mock, "/_mock/ui/tenants")).text()
      const ids = [...page.matchAll(/ id="(confirm-[^"]+)"/g)].map(([, id]) => id)
      assert.strictEqual(new Set(ids).size, 3)
      for (const id of ids) assert.include(page, `popovertarget="${id}"`)
    }))

  it("is in no journal, hit by no fault, and not for pages of other origins to read", () =>
    withMock(async (mock) => {
      mock.faults.add({ effect: { kind: "status", status: 503 } })
      const response = await get(mock, "/_mock/ui/posts", { origin: "https://evil.example" })
      assert.strictEqual(response.status, 200)
      assert.isNull(response.headers.get("access-control-allow-origin"))
      const preflight = await mock.fetch(`${origin}/_mock/ui/faults/clear`, { method: "OPTIONS" })
      assert.strictEqual(preflight.status, 405)
      assert.lengthOf(mock.journal.entries(), 0)
    }))

  it("takes forms of its own pages and of programs, and refuses those of other sites", () =>
    withMock(async (mock) => {
      const clear = async (headers: Record<string, string>) => {
        const id = mock.faults.add({ effect: { kind: "html" } })
        const { status } = await send(mock, "/_mock/ui/faults/remove", { id }, headers)
        return [status, mock.faults.remove(id)]
      }
      assert.deepStrictEqual(await clear({}), [303, false])
      assert.deepStrictEqual(await clear({ "sec-fetch-site": "same-origin" }), [303, false])
      assert.deepStrictEqual(await clear({ origin: "http://127.0.0.1:1", host: "127.0.0.1:1" }), [303, false])
      assert.deepStrictEqual(await clear({ origin: "https://mock.example", host: "mock.example" }), [303, false])
      assert.deepStrictEqual(await clear({ "sec-fetch-site": "cross-site" }), [403, true])
      assert.deepStrictEqual(await clear({ "sec-fetch-site": "same-site" }), [403, true])
      assert.deepStrictEqual(await clear({ origin: "https://evil.example", host: "127.0.0.1" }), [403, true])
      assert.deepStrictEqual(await clear({ origin: "null", host: "127.0.0.1" }), [403, true])
    }))

  it("says of a form that is too large, or none, that it cannot be read", () =>
    withMock(async (mock) => {
      const post = async (type: string, body: NonNullable<RequestInit["body"]>) => {
        const init: RequestInit = { method: "POST", body, headers: { "content-type": type }, duplex: "half" }
        const response = await mock.fetch(`${origin}/_mock/ui/faults/clear`, init)
        assert.include(await response.text(), "This form cannot be read")
        return response.status
      }
      let sent = 0
      const endless = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          sent += 1_000_000
          controller.enqueue(new Uint8Array(1_000_000))
        }
      })
      assert.strictEqual(await post("application/x-www-form-urlencoded", endless), 400)
      assert.isBelow(sent, 80_000_000)
      assert.strictEqual(await post("multipart/form-data", "no boundary"), 400)
    }))

  it("says what is wrong with a snapshot, a time or a text, and leaves all as it is", () =>
    withMock(async (mock) => {
      const complaint = async (path: string, fields: Record<string, string>) => {
        const back = path.slice(0, path.indexOf("/"))
        const { headers } = await send(mock, `/_mock/ui/${path}`, { ...fields, back })
        const page = await get(
          mock,
          new URL(headers.get("location") ?? "", `${origin}/_mock/ui/${path}`).href.slice(origin.length)
        )
        return /<div class="notice problem">(.*?)<\/div>/s.exec(await page.text())?.[1]
      }
      const { tables, ...rest } = mock.snapshot()
      const odd = JSON.stringify({ ...rest, tables: { ...tables, posts: [["a", { publishId: "a" }]] } })
      assert.match(
        await complaint("scenarios/restore", { snapshot: odd }) ?? "",
        /tables\.posts\.0\.1\.\w+: is missing/
      )
      assert.match(await complaint("scenarios/restore", { snapshot: "{" }) ?? "", /snapshot: must be JSON/)
      assert.match(await complaint("clock/set", { at: "noon" }) ?? "", /a date and a time of day/)
      assert.match(
        await complaint("tokens/issue", { contract: "live", lifetime: "1e300" }) ?? "",
        /expiresInSeconds: must be/
      )
      assert.match(await complaint("tokens/issue", {}) ?? "", /contract: must be catalog or live/)
      assert.match(
        await complaint("webhooks/trigger", { event: "authorization.removed", content: "{" }) ?? "",
        /content: must be JSON/
      )
      assert.isEmpty(mock.control.posts())
      assert.strictEqual(mock.clock.now(), T0)
    }))

  it("says what is wrong at the form, and at no other form", () =>
    withMock(async (mock) => {
      const { headers } = await send(mock, "/_mock/ui/clock/set", { at: "noon", back: "clock", form: "clock/set" })
      const shown = new URL(headers.get("location") ?? "", `${origin}/_mock/ui/clock/set`)
      const page = await (await get(mock, shown.href.slice(origin.length))).text()
      assert.lengthOf(page.match(/This did not work/g) ?? [], 1)
      assert.match(page, /data-testid="clock-set"(?:(?!<\/form>).)*This did not work/s)
      const gone = await (await get(mock, `/_mock/ui/posts${shown.search}`)).text()
      assert.match(gone, /id="notices"><div class="notice problem">This did not work/)
    }))

  it("shows where a webhook went, its signature, the response, and its JSON indented", () =>
    withMock(async (mock) => {
      const [delivery] = await mock.webhooks.trigger({ event: "video.publish.completed", content: { share_id: "a<b" } })
      const page = await (await get(mock, `/_mock/ui/webhooks/${encodeURIComponent(delivery?.id ?? "")}`)).text()
      assert.include(page, "<code>http://localhost:3000/hooks</code>")
      assert.include(page, delivery?.attempts[0]?.signature ?? "none")
      assert.include(page, "I am &lt;busy&gt;")
      assert.include(page, `{\n  &quot;share_id&quot;: &quot;a&lt;b&quot;\n}`)
    }, {
      webhook: {
        url: "http://localhost:3000/hooks",
        send: async () => ({ status: 503, text: async () => "I am <busy>" })
      }
    }))

  it("counts only faults that are in force", () =>
    withMock(async (mock) => {
      const alert = async () => /"amount alert">(\d+)</.exec(await (await get(mock, "/_mock/ui/faults")).text())?.[1]
      mock.faults.add({ effect: { kind: "status", status: 503 }, times: 1 })
      mock.faults.add({ effect: { kind: "html" }, match: { operation: "token.refresh" } })
      assert.strictEqual(await alert(), "2")
      await mock.fetch(`${origin}/v2/user/info/`)
      assert.strictEqual(await alert(), "1")
    }))

  it("shows a token that lives longer than dates reach", () =>
    withMock(async (mock) => {
      mock.control.issueToken({ expiresInSeconds: 100_000_000_000 })
      const snapshot = mock.snapshot()
      const [, token] = snapshot.tables.accessTokens[0] ?? []
      assert.isDefined(token)
      mock.restore({
        ...snapshot,
        tables: { ...snapshot.tables, accessTokens: [["act.x", { ...token, expiresAt: 9e18 }]] }
      })
      for (const page of ["creators", "clock"]) assert.strictEqual((await get(mock, `/_mock/ui/${page}`)).status, 200)
    }))

  it("comes back to the page of the form, says there once what was done, and stays on its origin", () =>
    withMock(async (mock) => {
      const back = async (page: string) => {
        const response = await send(mock, "/_mock/ui/faults/clear", { back: page })
        assert.strictEqual(response.status, 303)
        return new URL(response.headers.get("location") ?? "", `${origin}/_mock/ui/faults/clear`)
      }
      const there = await back("posts/a%2Fb?show=failed")
      assert.strictEqual(there.pathname + there.search, "/_mock/ui/posts/a%2Fb?show=failed&notice=1")
      for (const way of ["//evil.example", "https://evil.example", "/\\evil.example", "x\r\nset-cookie: a=b"]) {
        assert.strictEqual((await back(way)).origin, origin)
      }
      const page = await (await get(mock, "/_mock/ui/faults?notice=1")).text()
      assert.include(page, "All faults are removed.")
      const made = await (await get(mock, "/_mock/ui/faults?notice=<b>pay</b>")).text()
      assert.notInclude(made, "pay")
    }))

  it("loads nothing from elsewhere, and lets nothing run that is written into a page", () =>
    withMock(async (mock) => {
      const response = await get(mock, "/_mock/ui/")
      const policy = response.headers.get("content-security-policy") ?? ""
      assert.include(policy, "default-src 'none'")
      assert.notInclude(policy, "unsafe")
      assert.notMatch(await response.text(), /(?:src|<link[^>]*href)="(?:https?:)?\/\//)
    }))

  it("says of an address that names nothing that nothing is there, and mends slashes", () =>
    withMock(async (mock) => {
      for (const path of ["posts/none", "nothing", "posts/a/b/c", "requests/%E0%A4%A", "creators/none"]) {
        assert.strictEqual((await get(mock, `/_mock/ui/${path}`)).status, 404, path)
      }
      const resolve = async (path: string) =>
        new URL((await get(mock, path)).headers.get("location") ?? "", origin + path).pathname
      assert.strictEqual(await resolve("/_mock/ui"), "/_mock/ui/")
      assert.strictEqual(await resolve("/_mock/ui/posts/"), "/_mock/ui/posts")
    }))

  it("follows a page: what changes comes by itself, and nothing else does", () =>
    withMock(async (mock) => {
      mock.clock.freeze()
      const { first, text, type } = await follow(
        mock,
        "faults",
        (message) => message.includes("fault_1"),
        () => mock.faults.add({ effect: { kind: "html" } })
      )
      assert.strictEqual(type, "text/event-stream")
      assert.include(first, "No faults")
      assert.match(text, /nav-faults.*alert/)
      assert.notInclude(text, "side-clock")
    }))

  it("has parts with names of their own, which a follower is told under the same names", () =>
    withMock(async (mock) => {
      const page = await (await get(mock, "/_mock/ui/creators")).text()
      const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id = ""]) => id)
      assert.strictEqual(new Set(ids).size, ids.length)
      const { first } = await follow(mock, "creators", () => true, () => {})
      const parts = Object.keys(JSON.parse(first.slice("data: ".length)))
      assert.includeMembers(ids, parts)
      assert.includeMembers(parts, ["sections", "side-clock", "creators", "tokens", "apps"])
    }))

  it("tells a page to look again when what it shows is gone", () =>
    withMock(async (mock) => {
      await mock.fetch(`${origin}/v2/user/info/`)
      const { text } = await follow(mock, "requests/req_1", (message) => message.includes("event:"), () => mock.reset())
      assert.include(text, "event: reload")
    }))

  it("ends its streams with the mock", () =>
    withMock(async (mock) => {
      const response = await mock.fetch(`${origin}/_mock/ui/events?page=`)
      const text = response.text()
      await mock.dispose()
      assert.include(await text, "data: ")
    }))

  it.skipIf(isUnit)("is loaded only when a page is asked for", async () => {
    const program = `
      import { registerHooks } from "node:module"
      const loaded = []
      registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context) } })
      const { createMock } = await import("tiktok-mock-server")
      const mock = createMock()
      const count = () => loaded.filter((url) => url.includes("/dashboard/")).map((url) => url.split("/").at(-1))
      await mock.fetch("http://127.0.0.1/v2/user/info/")
      const before = count()
      await mock.fetch("http://127.0.0.1/_mock/ui/")
      console.log(JSON.stringify({ before, after: count().length > 10 }))`
    assert.deepStrictEqual(await runPlain(program), { before: ["mount.ts"], after: true })
  })
})

describe.skipIf(isUnit)("in a Node without flags", () => {
  // Each of these may be the first page of a process, so each has to see to it that it can be loaded.
  it.each([
    ["/_mock/ui/", "127.0.0.1", 200],
    ["/_mock/ui/posts", "127.0.0.1", 200],
    ["/docs", "127.0.0.1", 200],
    ["/v2/auth/authorize/", "127.0.0.1", 400],
    ["/_mock/ui/", "foreign.example", 403]
  ])("a program that imports the mock opens %s as %s", async (path, host, status) => {
    const program = `
      import { once } from "node:events"
      import { get } from "node:http"
      import { text } from "node:stream/consumers"
      import { createMock } from "tiktok-mock-server"
      const mock = createMock()
      const { url } = await mock.listen()
      const headers = { host: "${host}:" + new URL(url).port, accept: "text/html" }
      const [response] = await once(get(url + "${path}", { headers }), "response")
      console.log(JSON.stringify([response.statusCode, (await text(response)).includes("</html>")]))
      await mock.dispose()`
    assert.deepStrictEqual(await runPlain(program), [status, true])
  })
})

/** Runs a program in the package's folder, with no flag that a user would not give, and returns what it prints. */
const runPlain = async (program: string): Promise<unknown> => {
  const cwd = fileURLToPath(new URL("..", import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], { cwd })
  return JSON.parse(stdout)
}
