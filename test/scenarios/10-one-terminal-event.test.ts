import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Media, Post, Publisher, Webhook } from "effect-tiktok"
import { contractNames, type Fixture, inFixture, makeFixture, run, transports } from "../support/fixture.ts"
import { video } from "../support/media.ts"
import { fixtureWithWebhooks, idOf } from "../support/webhookReceiver.ts"

const post = Post.video({ media: Media.bytes(video(1000)), privacyLevel: "PUBLIC_TO_EVERYONE" })

/** How often the end is reported, and as what. */
const endings = (events: ReadonlyArray<Publisher.PublishEvent>) =>
  events.flatMap((event) => event._tag === "Finished" ? [event.outcome._tag] : [])

/** Makes the status say in progress, in any state of the post. */
const stuck = ({ mock }: Fixture): void => {
  const body = `{"data":{"status":"PROCESSING_UPLOAD"},"error":{"code":"ok","message":"","log_id":"1"}}`
  mock.faults.add({ match: { operation: "status" }, effect: { kind: "status", status: 200, body } })
}

/** How the post ends, and the expected report. */
const ends = [
  ["Published", ({ mock }: Fixture, publishId: string) => mock.control.completePost(publishId)],
  ["Failed", ({ mock }: Fixture, publishId: string) => mock.control.failPost(publishId, "internal")]
] as const

/** How the mock changes the webhooks before it sends them. */
const deliveries = [
  ["once", () => {}],
  ["twice", ({ mock }: Fixture) => mock.webhooks.duplicate()],
  ["three times, and in the wrong order", ({ mock }: Fixture) => {
    mock.webhooks.duplicate(2)
    mock.webhooks.reorder()
  }]
] as const

const scenario = "Scenario 10: status stays in progress; webhook arrives first, twice, or late: one terminal event"

describe.each(transports)(`${scenario} (live over %s)`, (transport) => {
  /** Publishes, and delivers the webhooks after the n-th event of a kind. Returns all events. */
  const publishing = Effect.fnUntraced(function*(
    { received, fixture }: Effect.Success<ReturnType<typeof fixtureWithWebhooks>>,
    when: { readonly event: Publisher.PublishEvent["_tag"]; readonly nth: number },
    end: typeof ends[number][1]
  ) {
    let seen = 0
    return yield* Effect.gen(function*() {
      const hub = yield* Webhook.Hub
      const publisher = yield* Publisher.Publisher
      return yield* publisher.publishStream(fixture.creator, post, { webhooks: hub.events }).pipe(
        Stream.tap(
          Effect.fnUntraced(function*(event) {
            if (event._tag !== when.event || ++seen !== when.nth) return
            end(fixture, idOf(fixture))
            yield* Effect.promise(() => fixture.mock.webhooks.deliver())
            yield* Effect.forEach(yield* Effect.orDie(received), hub.publish)
          })
        ),
        Stream.runCollect
      )
    }).pipe(Effect.provide(Webhook.layerHub), (program) => run(fixture, program))
  })

  describe.each(ends)("of a post that ends as %s", (tag, end) => {
    describe.each(deliveries)("when the webhooks come %s", (_, prepare) => {
      it.effect.each(
        [
          ["before the first status", { event: "Initialized", nth: 1 }, 0],
          ["after some status", { event: "StatusReceived", nth: 3 }, 3]
        ] as const
      )("%s, while the status stays in progress", ([, when, asks]) =>
        Effect.gen(function*() {
          const journey = yield* fixtureWithWebhooks(transport)
          stuck(journey.fixture)
          prepare(journey.fixture)
          const events = yield* publishing(journey, when, end)
          assert.deepStrictEqual(endings(events), [tag])
          assert.strictEqual(events.at(-1)?._tag, "Finished")
          assert.isAtLeast(journey.webhooks.length, 1)
          // No status call comes after the event.
          assert.isAtMost(journey.fixture.mock.journal.find({ operation: "status" }).length, asks + 2)
        }))

      it.effect("together with the status", () =>
        Effect.gen(function*() {
          const journey = yield* fixtureWithWebhooks(transport)
          prepare(journey.fixture)
          const events = yield* publishing(journey, { event: "StatusReceived", nth: 2 }, end)
          assert.deepStrictEqual(endings(events), [tag])
        }))
    })

    it.effect("when the webhook comes after the status has reported it", () =>
      Effect.gen(function*() {
        const { webhooks, received, fixture } = yield* fixtureWithWebhooks(transport)
        fixture.mock.webhooks.hold()
        const program = Effect.gen(function*() {
          const hub = yield* Webhook.Hub
          const publisher = yield* Publisher.Publisher
          const options = { key: "key", webhooks: hub.events }
          const first = yield* publisher.publishStream(fixture.creator, post, options).pipe(
            Stream.tap((event) => Effect.sync(() => event._tag === "StatusReceived" && end(fixture, idOf(fixture)))),
            Stream.runCollect
          )
          assert.deepStrictEqual(webhooks, [])
          yield* Effect.promise(() => fixture.mock.webhooks.release())
          const heard = yield* Effect.forEach(yield* Effect.orDie(received), hub.publish)
          // Another publish under the same key returns the first outcome and nothing else.
          const second = yield* Stream.runCollect(publisher.publishStream(fixture.creator, post, options))
          return { first, heard, second }
        }).pipe(Effect.provide(Webhook.layerHub))
        const { first, heard, second } = yield* run(fixture, program)
        assert.include(heard, true)
        assert.deepStrictEqual(endings(first), [tag])
        assert.deepStrictEqual(second, first.slice(-1))
      }))
  })
})

describe.each(transports)(`${scenario} (catalog over %s, which has the status alone)`, (transport) => {
  it.effect.each(ends)(
    "of a post that ends as %s",
    ([tag, end]) =>
      inFixture(
        makeFixture({ contract: "catalog", transport }, {
          mock: { lifecycle: { mode: "manual" } }
        }),
        function*(fixture) {
          let asks = 0
          const events = yield* Publisher.Publisher.use(({ publishStream }) =>
            publishStream(fixture.creator, post).pipe(
              Stream.tap((event) =>
                Effect.sync(() => event._tag === "StatusReceived" && ++asks === 5 && end(fixture, idOf(fixture)))
              ),
              Stream.runCollect
            )
          )
          assert.deepStrictEqual(endings(events), [tag])
          assert.strictEqual(asks, 6)
        }
      )
  )
})

describe.each(contractNames)(`${scenario} (%s)`, (contract) => {
  it.effect("without a terminal event, when there is no end", () =>
    inFixture(
      makeFixture({ contract, transport: "memory" }, { mock: { lifecycle: { mode: "manual" } } }),
      function*(fixture) {
        const publisher = yield* Publisher.Publisher
        const events = yield* Webhook.Hub.use((hub) =>
          Stream.runCollect(
            publisher.publishStream(fixture.creator, post, { webhooks: hub.events, deadline: "1 minute" })
          )
        ).pipe(Effect.provide(Webhook.layerHub))
        assert.deepStrictEqual(endings(events), ["StillProcessing"])
      }
    ))
})
