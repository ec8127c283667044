import { assert, describe, it } from "@effect/vitest"
import { Clock, DateTime, Effect, Fiber, FileSystem, Layer, Option, Redacted, Schedule, Stream } from "effect"
import { Contract, Post, Publisher, StatusPoller, TikTok, type TikTokError, Webhook } from "effect-tiktok"
import { HttpClient, HttpClientResponse } from "effect/http"
import { TestClock, TestConsole } from "effect/testing"
import { tokensOf } from "../../../test/support/tokensOf.ts"

const creator = Post.CreatorId.make("mara")
const publishId = Post.PublishId.make("v_pub_url~v2-1.1")
const postId = Post.PostId.make("7284629384759284729")

/** A TikTok stub that accepts every init and responds to status calls with the current `status`. */
const withTikTok = (status: (millis: number) => object) => {
  const data = (path: string, now: number): object =>
    path.endsWith("/status/fetch/") ? status(now) : { publish_id: publishId }
  const http = HttpClient.make((request, url) =>
    Effect.map(Clock.currentTimeMillis, (now) => {
      const body = { data: data(url.pathname, now), error: { code: "ok", message: "", log_id: "log-1" } }
      return HttpClientResponse.fromWeb(request, Response.json(body))
    })
  )
  const library = TikTok.layerMemory({
    contract: Contract.live,
    clientKey: "ck_test",
    clientSecret: Redacted.make("cs_test"),
    tokens: [
      tokensOf(creator, { accessToken: "act.1", refreshToken: "rft.1", scopes: ["video.publish"] })
    ]
  }).pipe(Layer.provide([Layer.succeed(HttpClient.HttpClient, http), FileSystem.layerNoop({})]))
  return Effect.provide([library, Webhook.layerHub])
}

const stuck = withTikTok(() => ({ status: "PROCESSING_DOWNLOAD" }))
const completeAfter = (millis: number) =>
  withTikTok((now) => ({ status: now < millis ? "PROCESSING_DOWNLOAD" : "PUBLISH_COMPLETE" }))

const publish = { clientKey: "ck_test", createdAt: DateTime.makeUnsafe(0), creator, publishId }
const completed = Webhook.PublishCompleted.make(publish)
const failed = Webhook.PublishFailed.make({ ...publish, failReason: "video_pull_failed" })
const delivered = Webhook.InboxDelivered.make(publish)
const available = Webhook.PubliclyAvailable.make({ ...publish, postId })

/** Moves the test clock second by second. Responses are streams, which need turns of the event loop. */
const advance = Effect.fnUntraced(function*(seconds: number) {
  const turn = Effect.promise(() => new Promise<void>((resolve) => setTimeout(resolve, 1)))
  for (let second = 0; second < seconds; second++) {
    yield* turn
    yield* turn
    yield* TestClock.adjust("1 second")
  }
  yield* turn
})

const follow = (options: StatusPoller.Options) =>
  StatusPoller.StatusPoller.use((poller) =>
    Effect.forkChild(Stream.runCollect(poller.follow(creator, publishId, options)))
  )

/** The stages that were reported, from the first that is not `Processing`. */
const endingOf = (fiber: Fiber.Fiber<ReadonlyArray<StatusPoller.StatusReport>, TikTokError.TikTokError>) =>
  Effect.map(
    Fiber.join(fiber),
    (reports) => reports.map(({ stage }) => stage).join(" ").replace(/^(Processing ?)+/, "")
  )

const hub = Webhook.Hub.use(Effect.succeed)

describe("StatusPoller with webhooks", () => {
  it.effect("ends with a webhook that came before polling started", () =>
    Effect.gen(function*() {
      const { events, publish } = yield* hub
      yield* publish(completed)
      const fiber = yield* follow({ webhooks: events })
      yield* advance(1)
      assert.strictEqual(yield* endingOf(fiber), "Published")
    }).pipe(stuck))

  it.effect("ends once if a source repeats webhooks", () =>
    Effect.gen(function*() {
      const events = Stream.make(failed, failed, completed).pipe(Stream.rechunk(1), Stream.concat(Stream.never))
      const fiber = yield* follow({ webhooks: events })
      yield* advance(1)
      assert.strictEqual(yield* endingOf(fiber), "Failed")
    }).pipe(stuck))

  it.effect("ends with the status if the webhook is late, and ignores it", () =>
    Effect.gen(function*() {
      const { events, publish } = yield* hub
      const fiber = yield* follow({ webhooks: events })
      yield* advance(20)
      assert.isDefined(fiber.pollUnsafe())
      yield* publish(failed)
      assert.strictEqual(yield* endingOf(fiber), "Published")
    }).pipe(completeAfter(10_000)))

  it.effect.each([["has nothing yet", Stream.never], ["ends", Stream.empty]] as const)(
    "ends with the status when the stream of events %s",
    ([, events]) =>
      Effect.gen(function*() {
        const fiber = yield* follow({ webhooks: events })
        yield* advance(20)
        assert.strictEqual(yield* endingOf(fiber), "Published")
      }).pipe(completeAfter(10_000))
  )

  it.effect("ends without an outcome at the deadline, and ignores later events", () =>
    Effect.gen(function*() {
      const { events, publish } = yield* hub
      const poller = yield* StatusPoller.StatusPoller
      const fiber = yield* Effect.forkChild(
        poller.outcome(creator, publishId, { webhooks: events, deadline: "8 seconds" })
      )
      yield* advance(8)
      yield* publish(completed)
      assert.containSubset(yield* Fiber.join(fiber), { _tag: "StillProcessing", publishId })
    }).pipe(stuck))

  it.effect("waits for webhooks when the schedule has ended", () =>
    Effect.gen(function*() {
      const { events, publish } = yield* hub
      const fiber = yield* follow({ webhooks: events, schedule: Schedule.recurs(0) })
      yield* advance(60)
      yield* publish(completed)
      yield* advance(1)
      assert.strictEqual(yield* endingOf(fiber), "Published")
    }).pipe(stuck))

  const soon = Stream.fromEffect(Effect.sleep("2 seconds"))
  it.effect.each(
    [
      ["fails", Stream.fail("broken")],
      ["dies", Stream.die("broken")],
      ["fails later", Stream.flatMap(soon, () => Stream.fail("broken"))]
    ] as const
  )("logs and goes on asking when the stream of events %s", ([, events]) =>
    Effect.gen(function*() {
      const fiber = yield* follow({ webhooks: events })
      yield* advance(20)
      assert.strictEqual(yield* endingOf(fiber), "Published")
      assert.include((yield* TestConsole.logLines).join(), "The stream of webhook events failed")
    }).pipe(completeAfter(10_000)))

  it.effect("ignores events of other publishes and events without an outcome", () =>
    Effect.gen(function*() {
      const { events, publish: send } = yield* hub
      yield* send({ ...completed, publishId: Post.PublishId.make("v_pub_url~v2-2.2") })
      yield* send(Webhook.NoLongerAvailable.make({ ...publish, postId }))
      yield* send(Webhook.AuthorizationRemoved.make({ ...publish, reason: "UserDisconnected" }))
      const fiber = yield* follow({ webhooks: events, deadline: "12 seconds" })
      yield* advance(12)
      assert.strictEqual(yield* endingOf(fiber), "")
    }).pipe(stuck))

  it.effect("derives the outcome from every terminal event", () =>
    Effect.gen(function*() {
      const poller = yield* StatusPoller.StatusPoller
      const outcomes = [
        [[completed], { _tag: "Published", publishId, postIds: [] }],
        [[available], { _tag: "Published", publishId, postIds: [postId] }],
        [[delivered], { _tag: "SentToInbox", publishId }],
        [[failed], {
          _tag: "Failed",
          publishId,
          failReason: "video_pull_failed",
          remedy: "Check that the URL answers without a redirect and stays reachable for an hour, then publish again."
        }],
        // Buffered events, in any order.
        [[delivered, failed, completed, available, available], { _tag: "Published", publishId, postIds: [postId] }],
        [[failed, delivered], { _tag: "Failed", publishId }]
      ] as const
      for (const [events, expected] of outcomes) {
        const fiber = yield* Effect.forkChild(
          poller.outcome(creator, publishId, { webhooks: Stream.fromIterable<Webhook.Event>(events) })
        )
        yield* advance(1)
        assert.containSubset(yield* Fiber.join(fiber), expected)
      }
    }).pipe(stuck))
})

describe("Publisher with webhooks", () => {
  const post = Post.photos({ images: ["https://media.example/1.jpg"], privacyLevel: "SELF_ONLY" })

  it.effect("uses a webhook that arrives before the response to the init", () =>
    Effect.gen(function*() {
      const { events, publish } = yield* hub
      const publisher = yield* Publisher.Publisher
      yield* publish(failed)
      const fiber = yield* Effect.forkChild(publisher.publish(creator, post, { webhooks: events }))
      yield* advance(1)
      assert.containSubset(yield* Fiber.join(fiber), { _tag: "Failed", failReason: "video_pull_failed" })
    }).pipe(stuck))
})

const numbered = (number: number) => ({ ...completed, publishId: Post.PublishId.make(`v_pub_url~v2-1.${number}`) })

describe("Webhook.Hub", () => {
  it.effect("passes each event to every listener once", () =>
    Effect.gen(function*() {
      const { events, publish } = yield* hub
      const listener = Effect.forkChild(Stream.runCollect(Stream.take(events, 3)))
      const first = yield* listener
      yield* TestClock.adjust(1)
      for (const event of [numbered(1), numbered(1), numbered(2), numbered(1)]) yield* publish(event)
      const second = yield* listener
      yield* TestClock.adjust(1)
      yield* publish(numbered(3))
      for (const heard of [yield* Fiber.join(first), yield* Fiber.join(second)]) {
        assert.deepStrictEqual(heard, [numbered(1), numbered(2), numbered(3)])
      }
    }).pipe(Effect.provide(Webhook.layerHub)))

  it.effect("forgets the oldest events beyond its limit", () =>
    Effect.gen(function*() {
      const { events, publish } = yield* Webhook.makeHub({ remembered: 2 })
      for (const number of [1, 2, 3]) assert.isTrue(yield* publish(numbered(number)))
      assert.isFalse(yield* publish(numbered(2)))
      assert.deepStrictEqual(yield* Stream.runCollect(Stream.take(events, 2)), [numbered(2), numbered(3)])
      assert.isTrue(yield* publish(numbered(1)))
    }))

  it.effect("ends its streams when it is closed", () =>
    Effect.gen(function*() {
      const heard = yield* Effect.scoped(Effect.gen(function*() {
        const { events, publish } = yield* Webhook.makeHub()
        yield* publish(completed)
        const fiber = yield* Effect.forkDetach(Stream.runLast(events))
        yield* TestClock.adjust(1)
        return fiber
      }))
      assert.deepStrictEqual(yield* Fiber.join(heard), Option.some(completed))
    }))
})
