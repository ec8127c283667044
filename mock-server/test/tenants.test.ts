import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { isUnit } from "../../test/support/runs.ts"
import { createMock } from "../src/index.ts"
import { makeTenants } from "../src/server/Tenants.ts"
import { ask } from "./control/support.ts"
import {
  chunkHeaders,
  dataOf,
  inMemory,
  mp4,
  overSocket,
  paths,
  sha256,
  singleChunk,
  T0,
  text,
  transports,
  type World
} from "./support.ts"

const HOUR = 60 * 60 * 1_000

/** A whole publish in a tenant, over HTTP only, with a fault and a clock of its own. */
const publish = ({ origin, send }: World, index: number) =>
  Effect.promise(async () => {
    const base = `${origin}/t/run-${index}`
    const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
      const response = await send(base + path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body)
      })
      return { status: response.status, body: JSON.parse(await response.text()) }
    }
    await post("/_mock/clock/set", { at: T0 + index * HOUR })
    await post("/_mock/clock/freeze", {})
    const { body: token } = await post("/_mock/tokens", {})
    const headers = { authorization: `Bearer ${token.accessToken}` }
    // The first `index % 3` inits fail.
    const failures = index % 3
    const match = { operation: "video.init", first: failures + 1 }
    if (failures > 0) {
      await post("/_mock/faults", { match, effect: { kind: "status", status: 503, body: "{}" }, times: failures })
    }
    const statuses: Array<number> = []
    let data = { upload_url: "", publish_id: "" }
    while (data.publish_id === "") {
      const init = await post(paths.video, singleChunk(100 + index), headers)
      statuses.push(init.status)
      if (init.status === 200) {
        data = init.body.data
      }
      if (statuses.length > 5) break
    }
    const bytes = mp4(100 + index)
    const put = await send(data.upload_url, {
      method: "PUT",
      headers: chunkHeaders(0, bytes.length - 1, bytes.length),
      body: bytes
    })
    await post("/_mock/clock/advance", { seconds: 5 })
    const status = await post(paths.status, { publish_id: data.publish_id }, headers)
    const shown = async (path: string) => JSON.parse(await (await send(base + path)).text())
    return {
      index,
      statuses,
      put: put.status,
      uploadUrl: data.upload_url,
      status: status.body.data.status,
      now: (await shown("/_mock/clock")).now,
      posts: (await shown("/_mock/posts")).posts,
      requests: (await shown("/_mock/journal")).entries.map(({ operation }: { operation: string }) => operation)
    }
  })

describe("tenants", () => {
  it.effect.skipIf(isUnit)("are a hundred on one server, and none disturbs another", () =>
    Effect.gen(function*() {
      const world = yield* overSocket()
      const { mock, origin } = world
      const indices = Array.from({ length: 100 }, (_, index) => index)
      const results = yield* Effect.forEach(indices, (index) => publish(world, index), { concurrency: "unbounded" })
      for (const { index, now, posts, put, requests, status, statuses, uploadUrl } of results) {
        const failures = index % 3
        assert.deepStrictEqual(statuses, [...Array.from({ length: failures }, () => 503), 200])
        assert.isTrue(uploadUrl.startsWith(`${origin}/t/run-${index}/upload/v1/video/`), uploadUrl)
        assert.strictEqual(put, 200)
        assert.strictEqual(status, "POSTED")
        assert.strictEqual(now, T0 + index * HOUR + 5_000)
        assert.deepStrictEqual(posts.map(({ sha256 }: { sha256: string }) => sha256), [sha256(mp4(100 + index))])
        assert.deepStrictEqual(requests, [...statuses.map(() => "video.init"), "upload", "status"])
      }
      assert.lengthOf(new Set(results.map(({ posts }) => posts[0].publishId)), 100)
      assert.isEmpty(mock.journal.entries())
      assert.isEmpty(mock.control.posts())
      assert.strictEqual(mock.clock.now(), T0)
      assert.lengthOf(mock.tenants.list(), 100)
    }))

  for (const [transport, connect] of transports) {
    it.effect(`are told apart by prefix, or else by header, ${transport}`, () =>
      Effect.gen(function*() {
        const world = yield* connect()
        const tenant = world.mock.tenant("one")
        const authorization = `Bearer ${tenant.control.issueToken().accessToken}`
        const header = { authorization, "x-mock-tenant": "one" }
        assert.strictEqual((yield* world.get(paths.creator, { authorization })).status, 401)
        assert.strictEqual((yield* world.get(paths.creator, header)).status, 200)
        assert.strictEqual(
          (yield* world.get(`/t/one${paths.creator}`, { ...header, "x-mock-tenant": "two" })).status,
          200
        )
        assert.strictEqual((yield* world.get(`/t/two${paths.creator}`, { authorization })).status, 401)
        assert.deepStrictEqual(tenant.journal.entries().map(({ path, status }) => `${path} ${status}`), [
          `${paths.creator} 200`,
          `${paths.creator} 200`
        ])
        assert.lengthOf(world.mock.journal.entries(), 1)
        assert.deepStrictEqual(world.mock.tenants.list().map(({ name }) => name), ["one", "two"])
      }))

    it.effect(`keep their prefix in upload addresses and on the consent page, ${transport}`, () =>
      Effect.gen(function*() {
        const world = yield* connect()
        const tenant = world.mock.tenant("one")
        const authorization = `Bearer ${tenant.control.issueToken().accessToken}`
        const header = { authorization, "x-mock-tenant": "one" }
        const uploadUrl = text(dataOf(yield* world.post(paths.video, singleChunk(100), header)), "upload_url")
        assert.isTrue(new URL(uploadUrl).pathname.startsWith("/t/one/"), uploadUrl)
        assert.strictEqual((yield* world.put(uploadUrl, mp4(100), chunkHeaders(0, 99, 100))).status, 200)

        const query = new URLSearchParams({
          client_key: "mock-client-key",
          response_type: "code",
          scope: "video.publish",
          redirect_uri: "https://yourdomain.com/callback"
        })
        const address = `${world.origin}/t/one${paths.authorize}?${query.toString()}`
        const page = yield* Effect.promise(async () => (await world.send(address)).text())
        // A form without an action posts to the page's own address.
        assert.match(page, /<form method="post"(?![^>]*action)/)
        assert.notMatch(page, /(?:href|src|action)="\//)
        const openId = tenant.control.creators()[0]?.openId ?? ""
        const decision = new URLSearchParams({ decision: "allow", open_id: openId, scope: "video.publish" })
        const back = yield* Effect.promise(() =>
          world.send(address, { method: "POST", body: decision, redirect: "manual" })
        )
        const code = new URL(back.headers.get("location") ?? "").searchParams.get("code") ?? ""
        const exchange = {
          client_key: "mock-client-key",
          client_secret: "mock-client-secret",
          grant_type: "authorization_code",
          redirect_uri: "https://yourdomain.com/callback",
          code
        }
        assert.notStrictEqual((yield* world.post(paths.token, exchange)).status, 200)
        assert.strictEqual((yield* world.post(`/t/one${paths.token}`, exchange)).status, 200)
      }))

    it.effect(`answer for their paths as the server does, ${transport}`, () =>
      Effect.gen(function*() {
        const world = yield* connect()
        const status = (path: string) => Effect.map(world.get(path), (response) => response.status)
        assert.strictEqual(yield* status("/t/one"), 404)
        assert.strictEqual(yield* status("/t/one/t/two/_mock/info"), 404)
        assert.lengthOf(world.mock.tenants.list(), 1)
        const told = yield* ask(world, "GET", "/t/-one/_mock/info")
        assert.strictEqual(told.status, 400)
        assert.include(told.body.detail, "tenant: must be")
      }))
  }

  it.effect("have the server's options and a seed of their own", () =>
    Effect.gen(function*() {
      const { mock } = yield* inMemory({ scenario: "private-account", seed: "s" })
      const one = mock.tenant("one")
      assert.strictEqual(one.settings().seed, "s/one")
      assert.strictEqual(one.settings().tenant, "one")
      assert.strictEqual(one.settings().scenario.name, "private-account")
      assert.strictEqual(mock.tenant("one"), one)
      assert.strictEqual(one.tenant("one"), one)
      assert.notStrictEqual(one.control.issueToken().accessToken, mock.tenant("two").control.issueToken().accessToken)
      const same = createMock({ seed: "s", scenario: "private-account" }).tenant("one").control.issueToken()
      assert.strictEqual(same.accessToken, createMock({ seed: "s/one" }).control.issueToken().accessToken)
    }))

  it.effect("end with remove, with dispose and with the server, and begin anew", () =>
    Effect.gen(function*() {
      const { mock } = yield* inMemory()
      const one = mock.tenant("one")
      const waiting = one.journal.waitFor({}).catch(String)
      yield* Effect.promise(() => mock.tenants.remove("one"))
      assert.include(yield* Effect.promise(() => waiting), "disposed")
      assert.notStrictEqual(mock.tenant("one"), one)
      yield* Effect.promise(() => mock.tenant("one").dispose())
      assert.isEmpty(mock.tenants.list())
      // One that is gone already takes no successor with it.
      const next = mock.tenant("one")
      yield* Effect.promise(() => one.dispose())
      assert.strictEqual(mock.tenant("one"), next)
      const last = next.journal.waitFor({}).catch(String)
      yield* Effect.promise(() => mock.dispose())
      assert.include(yield* Effect.promise(() => last), "disposed")
    }))

  it("make room only for those that were idle for an hour", () => {
    let now = 0
    const tenants = makeTenants(() => createMock(), 2, () => now)
    tenants.get("one")
    now += HOUR / 2
    tenants.get("two")
    tenants.get("one")
    assert.throws(() => tenants.get("three"), /2 tenants, which is the maximum/)
    now += HOUR
    tenants.get("three")
    assert.deepStrictEqual(tenants.list().map(({ name }) => name), ["one", "three"])
  })

  it.effect("are bounded with a clear response", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ maxTenants: 1 })
      assert.strictEqual((yield* ask(world, "GET", "/t/one/_mock/info")).status, 200)
      const told = yield* ask(world, "GET", "/t/two/_mock/info")
      assert.strictEqual(told.status, 503)
      assert.include(told.body.detail, "DELETE /_mock/tenants")
    }))
})
