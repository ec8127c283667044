import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { createHmac } from "node:crypto"
import { createServer } from "node:http"
import { isUnit } from "../../../test/support/runs.ts"
import { defaultSwitches } from "../../src/engine/Switches.ts"
import { createMock, type MockOptions, type WebhookDelivery, type WebhookSender } from "../../src/index.ts"
import { webhookBody, webhookSignature } from "../../src/wire/live/webhook.ts"
import { DAY, paths, T0, type World } from "../support.ts"
import { as, begin, creatorsOf, credentials, live, pulledVideo, withHistory } from "./support.ts"

const HOUR = 3_600_000

/** An app that listens, with the responses it gives in turn; the last goes on for good. */
const makeReceiver = (...responses: ReadonlyArray<number | "unreachable">) => {
  const heard: Array<{ readonly url: string; readonly signature: string; readonly body: string }> = []
  const send: WebhookSender = async (url, { body, headers }) => {
    heard.push({ url, signature: headers["TikTok-Signature"] ?? "", body })
    const response = responses[Math.min(heard.length, responses.length) - 1] ?? 200
    if (response === "unreachable") throw new TypeError("fetch failed")
    return { status: response }
  }
  return { heard, send, events: () => heard.map(({ body }) => String(JSON.parse(body).event)) }
}

const url = "https://app.example/hooks"

const worldWith = (receiver: { readonly send: WebhookSender }, options: MockOptions = {}) =>
  live({ webhook: { url, send: receiver.send }, ...options })

const publicPull = { post_info: { privacy_level: "PUBLIC_TO_EVERYONE" }, source_info: pulledVideo }

const deliver = ({ mock }: World) => Effect.promise(() => mock.webhooks.deliver())

const contentOf = ({ body }: { readonly body: string }): Readonly<Record<string, unknown>> =>
  JSON.parse(JSON.parse(body).content)

const outcomesOf = (deliveries: ReadonlyArray<WebhookDelivery>) =>
  deliveries.map(({ attempts, outcome }) => [outcome, attempts.length])

describe("webhook signature", () => {
  it("is the one of the reference's test vector", () => {
    const event = {
      id: "",
      event: "post.publish.complete",
      appId: "ck_test",
      openId: "-000test",
      at: 1_700_000_000_000,
      content: { _tag: "Post", publishId: "v_pub_file~v2-1.1", draft: false }
    } as const
    const body = webhookBody(event, defaultSwitches)
    assert.strictEqual(
      body,
      "{\"client_key\":\"ck_test\",\"event\":\"post.publish.complete\",\"create_time\":1700000000,\"user_openid\":\"-000test\","
        + "\"content\":\"{\\\"publish_id\\\":\\\"v_pub_file~v2-1.1\\\",\\\"publish_type\\\":\\\"DIRECT_PUBLISH\\\"}\"}"
    )
    assert.strictEqual(
      webhookSignature("cs_test", 1_700_000_000, body),
      "t=1700000000,s=a6a112a6a013fc0bc84a0088012e1543c0ff15c37a1c85167d99c05ba0541f8f"
    )
  })
})

describe("webhooks", () => {
  it.effect("tell of a direct post: complete, and then public", () =>
    Effect.gen(function*() {
      const receiver = makeReceiver()
      const world = yield* worldWith(receiver)
      const publishId = yield* begin(world, paths.video, publicPull)
      world.mock.clock.advance(3_999)
      assert.isEmpty(yield* deliver(world))
      world.mock.clock.advance(2_001)
      assert.deepStrictEqual(outcomesOf(yield* deliver(world)), [["delivered", 1], ["delivered", 1]])
      assert.deepStrictEqual(receiver.events(), ["post.publish.complete", "post.publish.publicly_available"])
      const [complete, available] = receiver.heard
      assert.deepInclude(JSON.parse(complete?.body ?? ""), {
        client_key: credentials.client_key,
        create_time: T0 / 1_000 + 4,
        user_openid: creatorsOf(world).mara
      })
      assert.deepStrictEqual(contentOf(complete ?? { body: "" }), {
        publish_id: publishId,
        publish_type: "DIRECT_PUBLISH"
      })
      assert.deepStrictEqual(contentOf(available ?? { body: "" }), {
        publish_id: publishId,
        post_id: world.mock.control.post(publishId)?.postId,
        publish_type: "DIRECT_PUBLISH"
      })
      for (const { body, signature, url: to } of receiver.heard) {
        const second = String(T0 / 1_000 + 6)
        const expected = createHmac("sha256", credentials.client_secret).update(`${second}.${body}`).digest("hex")
        assert.strictEqual(signature, `t=${second},s=${expected}`)
        assert.strictEqual(to, url)
      }
    }))

  it.effect("send what the mock does not come to by itself when told to", () =>
    Effect.gen(function*() {
      const receiver = makeReceiver()
      const world = yield* worldWith(receiver)
      const { mara } = creatorsOf(world)
      const trigger = world.mock.webhooks.trigger
      yield* Effect.promise(() => trigger({ event: "video.upload.failed", content: { share_id: "s1" }, openId: mara }))
      yield* Effect.promise(() =>
        trigger({ event: "video.publish.completed", content: { share_id: "s2" }, openId: mara })
      )
      yield* Effect.promise(() =>
        trigger({ event: "portability.download.ready", content: { request_id: 9_007_199_254_740_993n } })
      )
      assert.deepStrictEqual(receiver.heard.map(contentOf).slice(0, 2), [{ share_id: "s1" }, { share_id: "s2" }])
      const last = receiver.heard[2]?.body ?? ""
      assert.notInclude(last, "user_openid")
      assert.include(last, "{\\\"request_id\\\":9007199254740993}")
      assert.doesNotThrow(() => JSON.stringify(world.mock.snapshot()))
    }))

  it.effect("are tried again with growing pauses until 72 hours are over", () =>
    Effect.gen(function*() {
      const receiver = makeReceiver(500, "unreachable", 302, 204)
      const world = yield* worldWith(receiver, { lifecycle: { mode: "immediate" } })
      yield* begin(world, paths.inbox, { source_info: pulledVideo })
      const tried: Array<number> = []
      for (let hours = 0; hours <= 80; hours += 1 / 60) {
        const before = receiver.heard.length
        yield* deliver(world)
        if (receiver.heard.length > before) tried.push(Math.round((world.mock.clock.now() - T0) / 60_000))
        world.mock.clock.advance(60_000)
      }
      assert.deepStrictEqual(tried, [0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 1_023, 2_047, 4_095])
      const [delivery] = world.mock.webhooks.deliveries()
      assert.strictEqual(delivery?.outcome, "dropped")
      assert.deepStrictEqual(delivery?.attempts.slice(0, 4).map(({ error, status }) => error ?? status), [
        500,
        "fetch failed",
        302,
        204
      ])
    }))

  it.effect("stop once they are heard", () =>
    Effect.gen(function*() {
      const receiver = makeReceiver(503, 200)
      const world = yield* worldWith(receiver, { lifecycle: { mode: "immediate" } })
      yield* begin(world, paths.inbox, { source_info: pulledVideo })
      assert.deepStrictEqual(outcomesOf(yield* deliver(world)), [["waiting", 1]])
      world.mock.clock.advance(HOUR)
      assert.deepStrictEqual(outcomesOf(yield* deliver(world)), [["delivered", 2]])
      world.mock.clock.advance(DAY)
      assert.deepStrictEqual(outcomesOf(yield* deliver(world)), [["delivered", 2]])
    }))

  it.effect("go out when the clock is moved, without being asked", () =>
    Effect.gen(function*() {
      const { promise, resolve } = Promise.withResolvers<string>()
      const world = yield* worldWith({
        send: async (_url, { body }) => {
          resolve(body)
          return { status: 200 }
        }
      })
      yield* begin(world, paths.video, publicPull)
      world.mock.clock.advance(4_000)
      assert.include(yield* Effect.promise(() => promise), "post.publish.complete")
    }))

  it.effect("come twice, in the wrong order, late, and again, on demand", () =>
    Effect.gen(function*() {
      const receiver = makeReceiver()
      const world = yield* worldWith(receiver, { lifecycle: { mode: "immediate" } })
      const { webhooks } = world.mock
      webhooks.hold()
      webhooks.duplicate()
      webhooks.reorder()
      yield* begin(world, paths.video, publicPull)
      assert.deepStrictEqual(outcomesOf(yield* deliver(world)), [["waiting", 0], ["waiting", 0]])
      assert.deepStrictEqual(outcomesOf(yield* Effect.promise(() => webhooks.release())), [["delivered", 2], [
        "delivered",
        2
      ]])
      const expected = ["publicly_available", "publicly_available", "complete", "complete"]
      assert.deepStrictEqual(receiver.events().map((event) => event.slice("post.publish.".length)), expected)
      assert.strictEqual(receiver.heard[0]?.body, receiver.heard[1]?.body)
      const [first] = webhooks.deliveries()
      const replayed = yield* Effect.promise(() => webhooks.replay(first?.id ?? ""))
      assert.lengthOf(replayed.attempts, 3)
      assert.strictEqual(receiver.heard[4]?.body, first?.body)
      const stranger = yield* Effect.promise(() => webhooks.replay("stranger").catch(String))
      assert.include(stranger, "no delivery stranger")
    }))

  const setters: ReadonlyArray<readonly [what: string, set: (world: World, url: string) => void]> = [
    ["the mock", ({ mock }, url) => mock.webhooks.setUrl(url)],
    ["an app", ({ mock }, url) => mock.control.updateApp({ webhookUrl: url })]
  ]
  for (const [what, set] of setters) {
    it.effect(`drop what happened before ${what} has a URL, and send it on a replay`, () =>
      Effect.gen(function*() {
        const receiver = makeReceiver()
        const world = yield* live({ webhook: { send: receiver.send }, lifecycle: { mode: "immediate" } })
        yield* begin(world, paths.video, publicPull)
        assert.isEmpty(yield* deliver(world))
        set(world, "https://other.example/")
        assert.deepStrictEqual(outcomesOf(yield* deliver(world)), [["dropped", 0], ["dropped", 0]])
        assert.isEmpty(receiver.heard)
        const [first] = world.mock.webhooks.deliveries()
        const replayed = yield* Effect.promise(() => world.mock.webhooks.replay(first?.id ?? ""))
        assert.strictEqual(replayed.outcome, "delivered")
        assert.deepStrictEqual(receiver.heard.map((heard) => heard.url), ["https://other.example/"])
        yield* begin(world, paths.inbox, { source_info: pulledVideo })
        yield* deliver(world)
        assert.lengthOf(receiver.heard, 2)
      }))
  }

  const beginnings: ReadonlyArray<readonly [what: string, begin: (world: World) => void]> = [
    ["a start", () => {}],
    ["a reset", ({ mock }) => mock.reset()],
    ["a reset of webhooks", ({ mock }) => mock.reset(["webhooks"])],
    ["a reset of posts and webhooks", ({ mock }) => mock.reset(["posts", "webhooks"])],
    ["a new scenario", ({ mock }) => mock.switchScenario(withHistory)]
  ]
  for (const [what, start] of beginnings) {
    it.effect(`drop the events of the posts of a scenario after ${what}, and send later ones`, () =>
      Effect.gen(function*() {
        const receiver = makeReceiver()
        const world = yield* worldWith(receiver, { scenario: withHistory, lifecycle: { mode: "immediate" } })
        start(world)
        assert.deepStrictEqual(outcomesOf(yield* deliver(world)), [["dropped", 0], ["dropped", 0]])
        assert.isEmpty(receiver.heard)
        yield* world.post(paths.inbox, { source_info: pulledVideo }, as(world, {}))
        yield* deliver(world)
        assert.deepStrictEqual(receiver.events(), ["post.publish.inbox_delivered"])
      }))
  }

  it.effect("drop what happened in a mock without a URL when another mock with a URL restores it", () =>
    Effect.gen(function*() {
      const receiver = makeReceiver()
      const quiet = yield* live({ lifecycle: { mode: "immediate" } })
      yield* begin(quiet, paths.video, publicPull)
      const world = yield* worldWith(receiver, { lifecycle: { mode: "immediate" } })
      world.mock.restore(quiet.mock.snapshot())
      assert.deepStrictEqual(outcomesOf(yield* deliver(world)), [["dropped", 0], ["dropped", 0]])
    }))

  it.effect("still send what was due before the URL changes", () =>
    Effect.gen(function*() {
      const receiver = makeReceiver()
      const world = yield* worldWith(receiver, { lifecycle: { mode: "immediate" } })
      yield* begin(world, paths.video, publicPull)
      world.mock.webhooks.setUrl("https://other.example/")
      yield* deliver(world)
      assert.lengthOf(receiver.heard, 2)
    }))

  it.effect("go to those who have subscribed", () =>
    Effect.gen(function*() {
      const receiver = makeReceiver()
      const choosy = yield* live({
        webhook: { url, send: receiver.send, events: ["post.publish.failed"] },
        lifecycle: { mode: "immediate" }
      })
      yield* begin(choosy, paths.video, publicPull)
      assert.isEmpty(yield* deliver(choosy))
    }))

  it.effect("call only this machine and the address the mock was made with", () =>
    Effect.gen(function*() {
      const world = yield* live({ lifecycle: { mode: "immediate" } })
      world.mock.control.updateApp({ webhookUrl: "https://app.example/hooks" })
      yield* begin(world, paths.inbox, { source_info: pulledVideo })
      const [delivery] = yield* deliver(world)
      assert.include(delivery?.attempts[0]?.error ?? "", "neither on this machine")
    }))

  it.effect("go to an address set while the mock runs, and keep what was sent and answered", () =>
    Effect.gen(function*() {
      const app = makeReceiver(200)
      const send = async (...sent: Parameters<typeof app.send>) => ({
        ...await app.send(...sent),
        text: async () => "thanks".repeat(1_000)
      })
      const world = yield* live({ webhook: { send }, lifecycle: { mode: "immediate" } })
      const { webhooks } = world.mock
      webhooks.setUrl("http://localhost:3000/late")
      yield* begin(world, paths.inbox, { source_info: pulledVideo })
      const [delivery] = yield* deliver(world)
      assert.strictEqual(app.heard[0]?.url, "http://localhost:3000/late")
      assert.deepInclude(delivery?.attempts[0], {
        url: "http://localhost:3000/late",
        signature: app.heard[0]?.signature
      })
      assert.strictEqual(delivery?.attempts[0]?.response?.length, 1_000)
      world.mock.restore(JSON.parse(JSON.stringify(world.mock.snapshot())))
      assert.strictEqual(webhooks.deliveries()[0]?.attempts[0]?.response, delivery?.attempts[0]?.response)
      world.mock.reset()
      assert.isUndefined(webhooks.settings().url)
    }))

  it.effect("take no address that is no URL or is elsewhere", () =>
    Effect.gen(function*() {
      const { mock: { webhooks } } = yield* live({ webhook: { url: "https://app.example/hooks" } })
      assert.throws(() => webhooks.setUrl("file:///etc/passwd"), /url: must be an http/)
      assert.throws(() => webhooks.setUrl("https://other.example/"), /url: must be on this machine/)
      webhooks.setUrl("http://localhost:1/")
      webhooks.setUrl("https://app.example/hooks")
      webhooks.setUrl(undefined)
      assert.isUndefined(webhooks.settings().url)
    }))

  it.effect("travel with a snapshot and end with a reset", () =>
    Effect.gen(function*() {
      const receiver = makeReceiver(500)
      const world = yield* worldWith(receiver, { lifecycle: { mode: "immediate" } })
      yield* begin(world, paths.inbox, { source_info: pulledVideo })
      yield* deliver(world)
      const snapshot = JSON.stringify(world.mock.snapshot())
      world.mock.reset()
      assert.isEmpty(yield* deliver(world))
      world.mock.restore(JSON.parse(snapshot))
      assert.deepStrictEqual(outcomesOf(world.mock.webhooks.deliveries()), [["waiting", 1]])
    }))

  it.live.skipIf(isUnit)("reach a listening app by themselves when the mock listens too", () =>
    Effect.gen(function*() {
      const { promise, resolve } = Promise.withResolvers<string>()
      const app = createServer((request, response) => {
        resolve(String(request.headers["tiktok-signature"]))
        response.end()
      })
      const port = yield* Effect.acquireRelease(
        Effect.promise(() => {
          const listening = Promise.withResolvers<number>()
          app.listen(0, "127.0.0.1", () => {
            const address = app.address()
            listening.resolve(typeof address === "object" ? address?.port ?? 0 : 0)
          })
          return listening.promise
        }),
        () => Effect.sync(() => app.close())
      )
      const mock = yield* Effect.acquireRelease(
        Effect.sync(() =>
          createMock({ lifecycle: { mode: "immediate" }, webhook: { url: `http://127.0.0.1:${port}/hooks` } })
        ),
        (made) => Effect.promise(() => made.dispose())
      )
      yield* Effect.promise(() => mock.listen())
      const { accessToken } = mock.control.issueToken({ contract: "live" })
      yield* Effect.promise(() =>
        mock.fetch(`https://open.tiktokapis.com${paths.video}`, {
          method: "POST",
          headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" },
          body: JSON.stringify(publicPull)
        })
      )
      assert.match(yield* Effect.promise(() => promise), /^t=\d+,s=[0-9a-f]{64}$/)
    }))
})
