import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Schema } from "effect"
import { controlOperations } from "../../src/control/operations.ts"
import { ProblemShape } from "../../src/control/Problem.ts"
import { chunkHeaders, dataOf, DAY, mp4, paths, pulled, singleChunk, T0, text, transports } from "../support.ts"
import { ask, call, type Untyped } from "./support.ts"

const sink = { webhook: { url: "http://localhost/hooks", send: async () => ({ status: 200 }) } }

for (const [transport, connect] of transports) {
  describe(`control API ${transport}`, () => {
    it.effect("does everything it lists, and answers as its schemas say", () =>
      Effect.gen(function*() {
        const world = yield* connect(sink)
        const done = new Set<string>()
        const run = (name: string, params?: Record<string, string>, body?: unknown, query?: string) => {
          done.add(name)
          return call(world, name, params, body, query)
        }
        // posts and uploads
        const data = dataOf(yield* world.post(paths.video, singleChunk(100)))
        const uploadUrl = text(data, "upload_url")
        const publishId = text(data, "publish_id")
        const draft = dataOf(yield* world.post(paths.inbox, { source_info: singleChunk(100).source_info }))
        const draftId = text(draft, "publish_id")
        const { publish_id: expiring = "" } = dataOf(yield* world.post(paths.video, singleChunk(100)))
        assert.lengthOf((yield* run("GET /_mock/posts", {}, undefined, "?stage=awaiting-upload")).posts, 3)
        assert.lengthOf((yield* run("GET /_mock/uploads")).uploads, 3)
        yield* world.put(uploadUrl, mp4(100), chunkHeaders(0, 99, 100))
        assert.strictEqual((yield* run("GET /_mock/uploads/{publishId}", { publishId })).state, "complete")
        const expired = yield* run("POST /_mock/uploads/{publishId}/expire", { publishId: String(expiring) })
        assert.strictEqual(expired.state, "expired")
        assert.strictEqual((yield* run("GET /_mock/posts/{publishId}", { publishId })).stage, "processing")
        const completed = yield* run("POST /_mock/posts/{publishId}/complete", { publishId })
        assert.strictEqual(completed.stage, "published")
        yield* run("POST /_mock/posts/{publishId}/hide", { publishId })
        const failed = yield* run(
          "POST /_mock/posts/{publishId}/fail",
          { publishId: String(expiring) },
          { reason: "spam" }
        )
        assert.deepInclude(failed, { stage: "failed", failReason: "spam" })
        yield* run("POST /_mock/posts/{publishId}/complete", { publishId: draftId })
        const published = yield* run("POST /_mock/posts/{publishId}/publish", { publishId: draftId }, {})
        assert.strictEqual(published.post.postId, published.postId)

        // accounts
        const created = yield* run("POST /_mock/creators", {}, { username: "ada", followers: 7 })
        const { openId } = created
        assert.strictEqual(created.followers, 7)
        assert.isTrue((yield* run("PATCH /_mock/creators/{openId}", { openId }, { banned: true })).banned)
        assert.lengthOf((yield* run("GET /_mock/creators")).creators, 3)
        const clientKey = "mock-client-key"
        assert.isFalse((yield* run("PATCH /_mock/apps/{clientKey}", { clientKey }, { audited: false })).audited)
        assert.isFalse((yield* run("GET /_mock/apps")).apps[0].audited)
        const issued = yield* run("POST /_mock/tokens", {}, { openId, contract: "live" })
        const tokens = (yield* run("GET /_mock/tokens")).tokens
        assert.notInclude(JSON.stringify(tokens), issued.accessToken)
        const { id } = tokens.find((token: Untyped) => token.creator === openId)
        assert.strictEqual((yield* run("POST /_mock/tokens/{id}/expire", { id })).state, "expired")
        assert.strictEqual((yield* run("POST /_mock/tokens/{id}/revoke", { id })).state, "revoked")
        const left = yield* run("POST /_mock/creators/{openId}/disconnect", { openId }, { reason: "account-deleted" })
        assert.isTrue(left.tokens.every((token: Untyped) => token.state === "revoked"))

        // faults and clock
        const rule = {
          match: { operation: "creator.info", first: 2 },
          effect: { kind: "code", code: "rate_limit_exceeded" }
        }
        const fault = yield* run("POST /_mock/faults", {}, { ...rule, times: 1 })
        yield* world.get(paths.creator)
        assert.deepInclude((yield* run("GET /_mock/faults")).faults[0], { id: fault.id, hits: 1 })
        assert.strictEqual((yield* run("DELETE /_mock/faults/{id}", { id: fault.id })).removed, 1)
        yield* run("POST /_mock/faults", {}, { effect: { kind: "delay", millis: 0 } })
        assert.strictEqual((yield* run("DELETE /_mock/faults")).removed, 1)
        assert.strictEqual((yield* run("GET /_mock/clock")).now, T0)
        const advanced = yield* run("POST /_mock/clock/advance", {}, {
          days: 1,
          hours: 1,
          minutes: 1,
          seconds: 1,
          millis: 1
        })
        assert.strictEqual(advanced.now, T0 + DAY + 3_661_001)
        const frozen = yield* run("POST /_mock/clock/freeze", {}, { at: "2026-02-01T00:00:00Z" })
        assert.deepInclude(frozen, { iso: "2026-02-01T00:00:00.000Z", isFrozen: true })
        assert.strictEqual((yield* run("POST /_mock/clock/set", {}, { at: T0 })).now, T0)
        assert.isFalse((yield* run("POST /_mock/clock/resume")).isFrozen)

        // journal
        const upload = yield* run("GET /_mock/journal", {}, undefined, "?operation=upload&status=200")
        assert.lengthOf(upload.entries, 1)
        const [latest] = (yield* run("GET /_mock/journal", {}, undefined, "?limit=1")).entries
        assert.strictEqual(latest.operation, "creator.info")
        assert.strictEqual((yield* run("GET /_mock/journal/{id}", { id: latest.id })).code, "too_many_requests")
        yield* world.get("/nowhere")
        assert.lengthOf((yield* run("GET /_mock/journal/unmatched")).entries, 1)
        assert.isAbove((yield* run("GET /_mock/journal/unclaimed")).entries.length, 1)
        const query = "?operation=creator.info&count=2&timeout=10000"
        const waiting = yield* Effect.forkChild(run("GET /_mock/journal/wait", {}, undefined, query))
        yield* Effect.yieldNow
        yield* world.get(paths.creator)
        assert.lengthOf((yield* Fiber.join(waiting)).entries, 2)
        const { count, ids } = yield* run("POST /_mock/journal/expect", {}, { operation: "creator.info", times: 2 })
        assert.strictEqual(count, 2)
        assert.include(ids, latest.id)
        assert.isAbove((yield* run("DELETE /_mock/journal")).removed, 5)

        // webhooks
        const settings = yield* run("PATCH /_mock/webhooks/settings", {}, {
          duplicates: 1,
          isHeld: true,
          url: "http://localhost:1/"
        })
        assert.deepInclude(settings, { url: "http://localhost:1/", duplicates: 1, isHeld: true, isReordered: false })
        const calm = { duplicates: 0, isHeld: false, isReordered: true, url: sink.webhook.url }
        yield* run("PATCH /_mock/webhooks/settings", {}, calm)
        const event = { event: "video.publish.completed", content: { share_id: "1" } }
        const triggered = yield* run("POST /_mock/webhooks/trigger", {}, event)
        assert.isTrue(triggered.deliveries.some(({ id }: Untyped) => id.startsWith("triggered/")))
        yield* run("POST /_mock/webhooks/deliver")
        const { deliveries } = yield* run("GET /_mock/webhooks")
        const replayed = yield* run("POST /_mock/webhooks/{id}/replay", { id: deliveries[0].id })
        assert.lengthOf(replayed.attempts, deliveries[0].attempts.length + 1)

        // the whole
        const snapshot = yield* run("GET /_mock/snapshot")
        assert.deepStrictEqual((yield* run("POST /_mock/reset", {}, undefined, "?only=posts,%20faults")).reset, [
          "posts",
          "faults"
        ])
        assert.isEmpty(world.mock.control.posts())
        assert.isNotEmpty(world.mock.control.tokens())
        assert.strictEqual((yield* run("PUT /_mock/snapshot", {}, snapshot)).scenario, "happy")
        assert.lengthOf(world.mock.control.posts(), 3)
        assert.deepStrictEqual(JSON.parse(JSON.stringify(world.mock.snapshot())), snapshot)
        const { switches } = yield* run("PATCH /_mock/switches", {}, { strict: true })
        assert.deepStrictEqual(yield* run("GET /_mock/switches"), { switches })
        const rules = yield* run("PATCH /_mock/rules", {}, { limits: { postsPerDay: null } })
        assert.deepStrictEqual(yield* run("GET /_mock/rules"), rules)
        assert.strictEqual((yield* run("PUT /_mock/scenario", {}, { name: "daily-cap" })).scenario, "daily-cap")
        const { current, scenarios } = yield* run("GET /_mock/scenarios")
        assert.strictEqual(current.name, "daily-cap")
        assert.isTrue(scenarios.some(({ name }: Untyped) => name === "happy"))
        const info = yield* run("GET /_mock/info")
        assert.deepInclude(info, { scenario: "daily-cap", defaultContract: "catalog", consent: "page" })
        assert.deepInclude(info.switches, { refreshRotation: "strict" })

        // tenants
        yield* ask(world, "GET", "/t/one/_mock/info")
        yield* ask(world, "GET", "/t/two/_mock/info")
        const listed = yield* run("GET /_mock/tenants")
        assert.deepStrictEqual(listed.tenants.map(({ name }: Untyped) => name), ["one", "two"])
        assert.strictEqual((yield* run("DELETE /_mock/tenants/{name}", { name: "one" })).removed, 1)
        assert.strictEqual((yield* run("DELETE /_mock/tenants")).removed, 1)

        assert.isEmpty(world.mock.journal.entries())
        // Files have tests of their own.
        const listedOperations = controlOperations.filter(({ response }) => response !== undefined)
          .map(({ method, path }) => `${method} ${path}`)
        assert.deepStrictEqual(listedOperations.filter((name) => !done.has(name)), [])
      }))

    const wrong: ReadonlyArray<
      readonly [
        what: string,
        method: string,
        path: string,
        body: unknown,
        status: number,
        detail: RegExp,
        field?: string
      ]
    > = [
      ["an unknown path", "GET", "/_mock/post", undefined, 404, /nearest path is \/_mock\/posts/],
      ["a wrong method", "DELETE", "/_mock/posts", undefined, 405, /use GET/],
      ["an unknown post", "POST", "/_mock/posts/p~1/complete", undefined, 404, /no post p~1/],
      ["a field that is missing", "POST", "/_mock/posts/p~1/fail", {}, 400, /reason: is missing/, "reason"],
      [
        "a field that is unknown",
        "PATCH",
        "/_mock/creators/1",
        { bann: true },
        400,
        /bann: is not a known field/,
        "bann"
      ],
      [
        "a field of another type",
        "PATCH",
        "/_mock/creators/1",
        { banned: 1 },
        400,
        /banned: must be boolean/,
        "banned"
      ],
      ["an unknown creator", "PATCH", "/_mock/creators/1", { banned: true }, 404, /no creator 1/],
      ["a name that is taken", "POST", "/_mock/creators", { username: "mara.films" }, 400, /already/, "username"],
      ["a body that is not JSON", "POST", "/_mock/tokens", "{", 400, /must be JSON/, "body"],
      ["a body that is no object", "POST", "/_mock/tokens", [], 400, /body: must be object/, "body"],
      [
        "an unknown effect",
        "POST",
        "/_mock/faults",
        { effect: { kind: "fire" } },
        400,
        /kind is code, status/,
        "effect"
      ],
      [
        "a fault's status",
        "POST",
        "/_mock/faults",
        { effect: { kind: "status", status: 99 } },
        400,
        /200 and 599/,
        "effect.status"
      ],
      ["an unknown fault", "DELETE", "/_mock/faults/fault_9", undefined, 404, /no fault fault_9/],
      ["no way to go", "POST", "/_mock/clock/advance", {}, 400, /one of them must be given/],
      ["time that goes back", "POST", "/_mock/clock/advance", { days: -1 }, 400, /days: must be/, "days"],
      ["a moment that is none", "POST", "/_mock/clock/set", { at: "tomorrow" }, 400, /at: must be epoch/, "at"],
      ["a moment too late", "POST", "/_mock/clock/freeze", { at: 1e17 }, 400, /the end of 9999/],
      ["a moment that is about the last", "POST", "/_mock/clock/set", { at: 8.64e15 }, 400, /the end of 9999/],
      ["a token for ever", "POST", "/_mock/tokens", { expiresInSeconds: 1e300 }, 400, /expiresInSeconds: must be/],
      ["too many copies", "PATCH", "/_mock/webhooks/settings", { duplicates: 1e9 }, 400, /duplicates: .* to 100/],
      [
        "a query that is unknown",
        "GET",
        "/_mock/journal?colour=red",
        undefined,
        400,
        /colour: is not a known field/,
        "colour"
      ],
      ["a query that is no number", "GET", "/_mock/journal?status=ok", undefined, 400, /status: must be/, "status"],
      ["an unknown request", "GET", "/_mock/journal/req_99", undefined, 404, /no request req_99/],
      [
        "a wait in vain",
        "GET",
        "/_mock/journal/wait?operation=video.init&timeout=1",
        undefined,
        408,
        /no request at all/
      ],
      ["an unknown scenario", "PUT", "/_mock/scenario", { name: "sad" }, 400, /name: must be one of happy/, "name"],
      ["an unknown part", "POST", "/_mock/reset?only=posts,cats", undefined, 400, /not "cats"/, "only"],
      ["an unknown delivery", "POST", "/_mock/webhooks/a%2Fb/replay", undefined, 404, /no delivery a\/b/],
      ["a snapshot of another version", "PUT", "/_mock/snapshot", { version: 2 }, 400, /must be 1.* is 2/, "version"],
      ["no snapshot", "PUT", "/_mock/snapshot", undefined, 400, /version: .* is missing/, "version"],
      [
        "half a snapshot",
        "PUT",
        "/_mock/snapshot",
        { version: 1, scenario: "happy" },
        400,
        /startedAt: is missing; clock: is missing/,
        "startedAt"
      ],
      ["an unknown tenant", "DELETE", "/_mock/tenants/one", undefined, 404, /no tenant one/],
      ["a tenant without a good name", "GET", "/t/a%20b/_mock/info", undefined, 400, /tenant: must be/, "tenant"]
    ]
    it.effect("says what is wrong, where, and by which rule", () =>
      Effect.gen(function*() {
        const world = yield* connect()
        for (const [what, method, path, body, status, detail, field] of wrong) {
          const told = yield* ask(world, method, path, body)
          assert.strictEqual(told.status, status, what)
          assert.strictEqual(told.headers.get("content-type"), "application/problem+json", what)
          assert.match(told.body.detail, detail, what)
          Schema.decodeUnknownSync(ProblemShape)(told.body)
          if (field !== undefined) assert.strictEqual(told.body.errors[0]?.field, field, what)
        }
        assert.isEmpty(world.mock.control.posts())
        assert.strictEqual(world.mock.clock.now(), T0)
      }))

    it.effect("changes no setting of webhooks if one of them is wrong", () =>
      Effect.gen(function*() {
        const world = yield* connect()
        const before = world.mock.webhooks.settings()
        const all = { headers: { a: "b" }, url: "http://localhost:2/", events: [], isReordered: true, duplicates: 2 }
        const wrong = [
          { duplicates: 101 },
          { url: "ftp://localhost" },
          { headers: { "content-type": "text/plain" } },
          { isHeld: "yes" }
        ]
        for (const one of wrong) {
          const [field = ""] = Object.keys(one)
          const told = yield* ask(world, "PATCH", "/_mock/webhooks/settings", { ...all, ...one })
          assert.strictEqual(told.status, 400)
          assert.strictEqual(told.body.errors[0]?.field, field)
          assert.deepStrictEqual(world.mock.webhooks.settings(), before)
        }
        yield* ask(world, "PATCH", "/_mock/webhooks/settings", all)
        assert.deepStrictEqual(world.mock.webhooks.settings(), { ...all, isHeld: false })
      }))

    it.effect("cannot publish what is no draft in the inbox", () =>
      Effect.gen(function*() {
        const world = yield* connect()
        const publishId = text(dataOf(yield* world.post(paths.video, pulled)), "publish_id")
        const told = yield* ask(world, "POST", `/_mock/posts/${encodeURIComponent(publishId)}/publish`)
        assert.strictEqual(told.status, 409)
      }))

    it.effect("is neither in the journal nor hit by faults", () =>
      Effect.gen(function*() {
        const world = yield* connect()
        world.mock.faults.add({ effect: { kind: "reset" } })
        assert.strictEqual((yield* ask(world, "GET", "/_mock/info/")).status, 200)
        assert.isEmpty(world.mock.journal.entries())
        assert.strictEqual(world.mock.faults.list()[0]?.matched, 0)
      }))

    it.effect("lets pages of this machine in, and no others", () =>
      Effect.gen(function*() {
        const world = yield* connect()
        const origin = "http://localhost:3000"
        const own = yield* ask(world, "POST", "/_mock/reset", undefined, { origin })
        assert.strictEqual(own.headers.get("access-control-allow-origin"), origin)
        world.mock.faults.add({ effect: { kind: "reset" } })
        for (const stranger of ["https://evil.example", "null"]) {
          assert.strictEqual((yield* ask(world, "POST", "/_mock/reset", undefined, { origin: stranger })).status, 403)
        }
        assert.lengthOf(world.mock.faults.list(), 1)
        const preflight = yield* ask(world, "OPTIONS", "/_mock/reset", undefined, { origin })
        assert.include(preflight.headers.get("access-control-allow-methods"), "DELETE")
      }))
  })
}

describe("controlOperations", () => {
  it("have a JSON schema for all that they take and give", () => {
    for (const { response, body, query } of controlOperations) {
      for (const schema of [response, body, query]) {
        if (schema === undefined) continue
        const document = Schema.toJsonSchemaDocument(Schema.make<Schema.Codec<unknown>>(schema.ast))
        assert.isNotEmpty(JSON.stringify(document.schema))
      }
    }
  })
})
