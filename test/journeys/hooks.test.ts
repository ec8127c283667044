/** What an application sees of the library while it works: hooks, and events of a publish that waits. */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Stream } from "effect"
import { Creator, Hooks, Media, Post, Publisher, Quota, StatusPoller } from "effect-tiktok"
import type { RequestEvent, ResponseEvent } from "effect-tiktok/promise"
import * as Mock from "tiktok-mock-server/effect"
import { type Fixture, inFixture, makeFixture, run, settings } from "../support/fixture.ts"
import { smallestChunk, video } from "../support/media.ts"
import { promises } from "../support/promises.ts"

const post = Post.video({ media: Media.bytes(video(2 * smallestChunk)), privacyLevel: "SELF_ONLY" })
const live = { contract: "live", transport: "memory" } as const

/** A fixture whose services have hooks, and the events so far. */
const watched = (fixture: Fixture) => {
  const events: Array<Hooks.Event> = []
  const push = (event: Hooks.Event) => Effect.sync(() => void events.push(event))
  const hooks = Hooks.layer({ onRequest: push, onResponse: push, onRetry: push, onWait: push })
  return { events, fixture: { ...fixture, layer: Layer.provide(fixture.layer, hooks) } }
}

const publish = ({ creator }: Fixture) =>
  Publisher.Publisher.use((publisher) => publisher.publish(creator, post, { chunkSize: smallestChunk }))

/** A program in JavaScript may pass anything. */
const wrong: (value: unknown) => any = (value) => value

/** Every request has one response, after it, of the same operation and attempt. */
const assertPaired = (events: ReadonlyArray<Hooks.Event>) => {
  const open = new Map<number, Hooks.Request>()
  for (const event of events) {
    if (event._tag === "Request") open.set(event.id, event)
    if (event._tag !== "Response") continue
    const { _tag, ...request } = open.get(event.id) ?? assert.fail(`no request ${event.id}`)
    assert.deepInclude(event, request)
    open.delete(event.id)
  }
  assert.deepStrictEqual([...open.values()], [])
}

describe.each(settings)("hooks ($contract over $transport)", (setting) => {
  it.effect("see each request that the mock gets, with its status and its time", () =>
    Effect.gen(function*() {
      const { events, fixture } = watched(yield* makeFixture(setting))
      const outcome = yield* run(fixture, publish(fixture))
      assert.strictEqual(outcome._tag, "Published")
      assertPaired(events)
      const seen = events.flatMap((event) => event._tag === "Response" ? [[event.operation, event.status]] : [])
      const got = fixture.mock.journal.find({}).map(({ operation, status }) => [operation, status])
      assert.deepStrictEqual(seen, got)
      assert.isAtLeast(seen.length, 5)
      const chunk = events.find((event) => event._tag === "Request" && event.operation === "upload")
      assert.deepInclude(chunk, { attempt: 1, bytes: smallestChunk })
      for (const event of events) {
        assert.isTrue(event._tag === "Request" || event._tag === "Response", event._tag)
        assert.isUndefined("reason" in event ? event.reason : undefined)
      }
    }))

  it.effect("see failures and retries, with the number of the attempt and the reason", () =>
    Effect.gen(function*() {
      const { events, fixture } = watched(yield* makeFixture(setting))
      const { faults } = fixture.mock
      faults.add({ match: { operation: "video.init" }, effect: { kind: "status", status: 500, body: "" }, times: 2 })
      faults.add({ match: { operation: "upload" }, effect: { kind: "status", status: 503, body: "" }, times: 1 })
      faults.add({ match: { operation: "status" }, effect: { kind: "html" }, times: 1 })
      const outcome = yield* run(fixture, publish(fixture))
      assert.strictEqual(outcome._tag, "Published")
      assertPaired(events)
      const about = (name: string) =>
        events.flatMap((event) =>
          event._tag !== "Wait" && event._tag !== "Request" && event.operation === name
            ? [[event._tag, event.attempt, event.reason, event.status]]
            : []
        )
      assert.deepStrictEqual(about("video.init"), [
        ["Response", 1, "ServerFault", 500],
        ["Retry", 1, "ServerFault", 500],
        ["Response", 2, "ServerFault", 500],
        ["Retry", 2, "ServerFault", 500],
        ["Response", 3, undefined, 200]
      ])
      assert.deepStrictEqual(about("upload").slice(0, 3).map(([tag, attempt, reason]) => [tag, attempt, reason]), [
        ["Response", 1, "ServerFault"],
        ["Retry", 1, "ServerFault"],
        ["Response", 2, undefined]
      ])
      assert.deepStrictEqual(about("status").slice(0, 2).map(([tag, attempt]) => [tag, attempt]), [
        ["Response", 1],
        ["Retry", 1]
      ])
      const retry = events.find(({ _tag }) => _tag === "Retry")
      assert(retry?._tag === "Retry")
      assert.isAtLeast(retry.delay, 400)
      assert.isAtMost(retry.delay, 600)
    }))
})

describe("hooks", () => {
  it.effect("see that a call was interrupted", () =>
    Effect.gen(function*() {
      const { events, fixture } = watched(yield* makeFixture(live))
      fixture.mock.faults.add({ match: { operation: "status" }, effect: { kind: "hang" } })
      const asked = StatusPoller.StatusPoller.use(({ get }) => get(fixture.creator, Post.PublishId.make("p")))
      const fiber = yield* Effect.forkChild(Effect.provide(Effect.timeoutOption(asked, "5 seconds"), fixture.layer))
      yield* Mock.advanceUntil("the timeout", () => fiber.pollUnsafe() !== undefined)
      assertPaired(events)
      assert.deepInclude(events.at(-1), {
        _tag: "Response",
        operation: "status",
        reason: "Interrupted",
        duration: 5000
      })
      assert.notProperty(events.at(-1), "status")
    }))

  it.effect("see the time limit of a call as a failure without a status", () =>
    Effect.gen(function*() {
      const { events, fixture } = watched(yield* makeFixture(live))
      fixture.mock.faults.add({ match: { operation: "status" }, effect: { kind: "hang" } })
      const asked = StatusPoller.StatusPoller.use(({ get }) => get(fixture.creator, Post.PublishId.make("p")))
      const fiber = yield* Effect.forkChild(Effect.provide(asked, fixture.layer))
      yield* Mock.advanceUntil("the last attempt", () => fiber.pollUnsafe() !== undefined)
      assertPaired(events)
      assert.deepStrictEqual(
        events.flatMap((event) => event._tag === "Response" ? [[event.attempt, event.reason, event.duration]] : []),
        [1, 2, 3, 4, 5].map((attempt) => [attempt, "Unreachable" as const, 30_000])
      )
    }))

  it.effect("count the attempts of a call on its own, beside those of a refresh within it", () =>
    Effect.gen(function*() {
      const { events, fixture } = watched(yield* makeFixture(live))
      const { faults } = fixture.mock
      faults.add({
        match: { operation: "creator.info" },
        effect: { kind: "code", code: "access_token_invalid" },
        times: 1
      })
      faults.add({ match: { operation: "token.refresh" }, effect: { kind: "status", status: 500, body: "" }, times: 1 })
      yield* run(fixture, Creator.Creator.use(({ info }) => info(fixture.creator)))
      assertPaired(events)
      assert.deepStrictEqual(
        events.flatMap((event) => event._tag === "Response" ? [[event.operation, event.attempt, event.reason]] : []),
        [
          ["creator.info", 1, "TokenRejected"],
          ["token.refresh", 1, "ServerFault"],
          ["token.refresh", 2, undefined],
          ["creator.info", 2, undefined]
        ]
      )
    }))

  it.effect("change nothing when they throw, fail, are interrupted or never end", () =>
    Effect.gen(function*() {
      const bad: ReadonlyArray<() => Effect.Effect<unknown>> = [
        () => {
          throw new Error("thrown")
        },
        () => Effect.die("failed"),
        () => Effect.interrupt,
        () => Effect.never,
        wrong(() => Promise.reject(new Error("rejected"))),
        wrong(() => undefined)
      ]
      for (const hook of bad) {
        const fixture = yield* makeFixture(live)
        fixture.mock.faults.add({ match: { operation: "video.init" }, effect: { kind: "html" }, times: 1 })
        const hooks = Hooks.layer({ onRequest: hook, onResponse: hook, onRetry: hook, onWait: hook })
        const layer = Layer.provide(fixture.layer, hooks)
        const outcome = yield* run({ ...fixture, layer }, publish(fixture))
        assert.strictEqual(outcome._tag, "Published")
      }
    }))

  it.effect("get no secret, also when the server repeats one as its log id", () =>
    Effect.gen(function*() {
      const { events, fixture } = watched(yield* makeFixture(live))
      const { accessTokens, apps } = fixture.mock.snapshot().tables
      const [[token] = assert.fail()] = accessTokens
      const [[, { clientSecret }] = assert.fail()] = apps
      for (const secret of [token, clientSecret]) {
        const body = JSON.stringify({ data: {}, error: { code: "internal_error", message: secret, log_id: secret } })
        fixture.mock.faults.add({
          match: { operation: "creator.info" },
          effect: { kind: "status", status: 500, body },
          times: 1
        })
      }
      yield* run(fixture, Creator.Creator.use(({ info }) => info(fixture.creator)))
      yield* run(fixture, publish(fixture))
      const uploads = fixture.mock.snapshot().tables.uploads.map(([, upload]) => upload.token)
      assert.isAtLeast(uploads.length, 1)
      const text = JSON.stringify(events)
      for (const secret of [token, clientSecret, ...uploads]) assert.notInclude(text, secret)
      const redacted = events.filter((event) => "logId" in event && event.logId === "<redacted>")
      assert.deepStrictEqual(redacted.map(({ _tag }) => _tag), ["Response", "Retry", "Response", "Retry"])
      assert.isTrue(events.some((event) => event._tag === "Response" && /^[0-9A-F]{8,}/i.test(event.logId ?? "")))
    }))

  it.effect("must be functions", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture(live)
      const layer = Layer.provide(fixture.layer, Hooks.layer({ onRetry: wrong("log") }))
      const exit = yield* Effect.exit(Effect.scoped(Layer.build(layer)))
      assert.include(String(exit), "hooks.onRetry must be a function")
    }))
})

describe("a publish without room under TikTok's limits", () => {
  const one = Post.video({ media: Media.url("https://verified-domain.com/1.mp4"), privacyLevel: "SELF_ONLY" })
  const uploaded = Post.video({ media: Media.bytes(video(1000)), privacyLevel: "SELF_ONLY" })

  it.effect.each([one, uploaded])(
    "says what it waits for and until when, then publishes",
    (post) =>
      Effect.gen(function*() {
        const { events, fixture } = watched(yield* makeFixture(live))
        yield* inFixture(Effect.succeed(fixture), function*() {
          const publisher = yield* Publisher.Publisher
          const { take } = yield* Quota.Quota
          const usage = yield* Quota.usage(fixture.creator)
          const init = usage.find(({ limit }) => limit.name === "video init") ?? assert.fail()
          assert.deepInclude(init, { used: 0, left: 6 })
          for (let taken = 0; taken < 6; taken++) yield* take([init.limit])
          const full = (yield* Quota.usage(fixture.creator)).find(({ limit }) => limit.name === "video init")
          assert.deepInclude(full, { used: 6, left: 0 })
          const told = yield* Stream.runCollect(publisher.publishStream(fixture.creator, post))
          const tags = told.map(({ _tag }) => _tag)
          const waits = told.flatMap((event) => event._tag === "WaitingForRoom" ? [event] : [])
          assert.strictEqual(tags.indexOf("WaitingForRoom"), tags.indexOf("Initialized") - waits.length)
          assert.isAtLeast(waits.length, 1)
          assert.deepInclude(waits[0], { limit: "video init", scope: "creator" })
          // A window of a minute, and the margin of a second.
          assert.approximately(waits[0]?.until.epochMilliseconds ?? 0, 61_000, 50)
          assert.strictEqual(tags.at(-1), "Finished")
          // Without a reader of events, a wait is silent.
          for (let taken = 0; taken < 5; taken++) yield* take([init.limit])
          assert.strictEqual((yield* publisher.publish(fixture.creator, post))._tag, "Published")
          const heard = events.filter(({ _tag }) => _tag === "Wait")
          assert.isAtLeast(heard.length, 2)
          for (const wait of heard) assert.deepInclude(wait, { limit: "video init", scope: "creator" })
        })
      })
  )

  it.effect("stops to wait when it is interrupted, and takes no slot", () =>
    inFixture(makeFixture(live), function*(fixture) {
      const { take, usage } = yield* Quota.Quota
      const publisher = yield* Publisher.Publisher
      const [init] = (yield* Quota.usage(fixture.creator)).flatMap(({ limit }) =>
        limit.name === "video init" ? [limit] : []
      )
      const limits = [init ?? assert.fail()]
      for (let taken = 0; taken < 6; taken++) yield* take(limits)
      const waiting = yield* Deferred.make<void>()
      const fiber = yield* Effect.forkChild(Stream.runForEach(
        publisher.publishStream(fixture.creator, one),
        ({ _tag }) => _tag === "WaitingForRoom" ? Deferred.succeed(waiting, undefined) : Effect.void
      ))
      yield* Deferred.await(waiting)
      yield* Fiber.interrupt(fiber)
      yield* Effect.sleep("61 seconds")
      assert.deepInclude((yield* usage(limits))[0], { used: 0, left: 6 })
      assert.deepStrictEqual(fixture.mock.control.posts(), [])
    }))
})

describe("hooks of effect-tiktok/promise", () => {
  it("see each request, and change nothing when they throw or reject", async () => {
    const requests: Array<RequestEvent> = []
    const responses: Array<ResponseEvent> = []
    await using fixture = await promises("memory", {
      hooks: {
        onRequest: (event) => {
          requests.push(event)
          throw new Error("from a hook")
        },
        onResponse: async (event) => {
          responses.push(event)
          throw new Error("from a hook")
        }
      }
    })
    const { creator, mock, tiktok } = fixture
    const media = video(1000)
    const outcome = await tiktok.publisher.publish(creator, { _tag: "Video", media, privacyLevel: "SELF_ONLY" })
    assert.strictEqual(outcome._tag, "Published")
    assert.deepStrictEqual(requests.map(({ id }) => id), responses.map(({ id }) => id))
    const api = mock.journal.find({}).filter(({ operation }) => operation !== "authorize" && operation !== undefined)
    assert.includeMembers(responses.map(({ operation }) => operation), [
      "token.exchange",
      "video.init",
      "upload",
      "status"
    ])
    assert.isAtMost(responses.length, api.length)
    for (const event of responses) {
      assert.strictEqual(Object.getPrototypeOf(event), Object.prototype)
      assert.isAtLeast(event.duration, 0)
    }
  })

  it("says how much of each limit is used, of a creator or of limits", async () => {
    await using fixture = await promises("memory", { maxWait: 0 })
    const { creator, tiktok } = fixture
    const before = await tiktok.quota.usage(creator)
    const init = before.find(({ limit }) => limit.name === "video init") ?? assert.fail()
    assert.deepInclude(init, { used: 0, left: 6, freeIn: 0 })
    assert.deepInclude(init.limit, { limit: 6, window: 60_000 })
    const daily = before.find(({ limit }) => limit.name === "daily posts")
    assert.deepInclude(daily, { used: 0, left: Infinity, freeIn: 0 })
    const media = video(1000)
    await tiktok.publisher.publish(creator, { _tag: "Video", media, privacyLevel: "SELF_ONLY" })
    const [after] = await tiktok.quota.usage([init.limit])
    assert.deepInclude(after, { used: 1, left: 5, freeIn: 0 })
    await tiktok.quota.pause(init.limit, { duration: 60_000 })
    const [paused] = await tiktok.quota.usage([init.limit])
    assert.deepInclude(paused, { used: 1, left: 0 })
    assert.approximately(paused?.freeIn ?? 0, 60_000, 60_000)
    const error: unknown = await tiktok.quota.usage("").catch((error: unknown) => error)
    assert.deepNestedInclude(error, { "reason._tag": "InvalidInput", "reason.field": "creator" })
  })

  it("tells a call that takes a slot what it waits for", async () => {
    await using fixture = await promises("memory")
    const { tiktok } = fixture
    const limit = { name: "short", key: "short", limit: 1, window: 50 }
    await tiktok.quota.pause(limit, { duration: 20 })
    const waits: Array<unknown> = []
    await tiktok.quota.take([limit], {
      onWait: (wait) => {
        waits.push(wait)
        throw new Error("from a callback")
      }
    })
    const [wait] = waits
    assert.deepNestedInclude(wait, { "limit.name": "short" })
    assert.instanceOf(Object(wait).until, Date)
  })

  it("refuses hooks that are no functions, by name", async () => {
    const error: unknown = await promises("memory", { hooks: { onWait: wrong(1) } }).catch((error: unknown) => error)
    assert.deepNestedInclude(error, { "reason._tag": "InvalidInput", "reason.field": "hooks.onWait" })
  })
})
