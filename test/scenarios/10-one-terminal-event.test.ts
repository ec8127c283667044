import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Media, Post, Publisher, Webhook } from "effect-tiktok"
import { video } from "../support/media.ts"
import { idOf, worldWithWebhooks } from "../support/webhookReceiver.ts"
import { contractNames, makeWorld, run, transports, type World } from "../support/world.ts"

const post = Post.video({ media: Media.bytes(video(1000)), privacyLevel: "PUBLIC_TO_EVERYONE" })

/** How often the end is reported, and as what. */
const endings = (events: ReadonlyArray<Publisher.PublishEvent>) =>
  events.flatMap((event) => event._tag === "Finished" ? [event.outcome._tag] : [])

/** Makes the status say in progress, in any state of the post. */
const stuck = ({ mock }: World): void => {
  const body = `{"data":{"status":"PROCESSING_UPLOAD"},"error":{"code":"ok","message":"","log_id":"1"}}`
  mock.faults.add({ match: { operation: "status" }, effect: { kind: "status", status: 200, body } })
}

/** How the post ends, and the expected report. */
const ends = [
  ["Published", ({ mock }: World, publishId: string) => mock.control.completePost(publishId)],
  ["Failed", ({ mock }: World, publishId: string) => mock.control.failPost(publishId, "internal")]
] as const

/** How the mock changes the webhooks before it sends them. */
const deliveries = [
  ["once", () => {}],
  ["twice", ({ mock }: World) => mock.webhooks.duplicate()],
  ["three times, and in the wrong order", ({ mock }: World) => {
    mock.webhooks.duplicate(2)
    mock.webhooks.reorder()
  }]
] as const

const scenario = "Scenario 10: status stays in progress; webhook arrives first, twice, or late: one terminal event"

describe.each(transports)(`${scenario} (live over %s)`, (transport) => {
  /** Publishes, and delivers the webhooks after the n-th event of a kind. Returns all events. */
  const publishing = Effect.fnUntraced(function*(
    { received, world }: Effect.Success<ReturnType<typeof worldWithWebhooks>>,
    when: { readonly event: Publisher.PublishEvent["_tag"]; readonly nth: number },
    end: typeof ends[number][1]
  ) {
    let seen = 0
    return yield* Effect.gen(function*() {
      const hub = yield* Webhook.Hub
      const publisher = yield* Publisher.Publisher
      return yield* publisher.publishStream(world.creator, post, { webhooks: hub.events }).pipe(
        Stream.tap(
          Effect.fnUntraced(function*(event) {
            if (event._tag !== when.event || ++seen !== when.nth) return
            end(world, idOf(world))
            yield* Effect.promise(() => world.mock.webhooks.deliver())
            yield* Effect.forEach(yield* Effect.orDie(received), hub.publish)
          })
        ),
        Stream.runCollect
      )
    }).pipe(Effect.provide(Webhook.layerHub), (program) => run(world, program))
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
          const journey = yield* worldWithWebhooks(transport)
          stuck(journey.world)
          prepare(journey.world)
          const events = yield* publishing(journey, when, end)
          assert.deepStrictEqual(endings(events), [tag])
          assert.strictEqual(events.at(-1)?._tag, "Finished")
          assert.isAtLeast(journey.letters.length, 1)
          // No status call comes after the event.
          assert.isAtMost(journey.world.mock.journal.find({ operation: "status" }).length, asks + 2)
        }))

      it.effect("together with the status", () =>
        Effect.gen(function*() {
          const journey = yield* worldWithWebhooks(transport)
          prepare(journey.world)
          const events = yield* publishing(journey, { event: "StatusReceived", nth: 2 }, end)
          assert.deepStrictEqual(endings(events), [tag])
        }))
    })

    it.effect("when the webhook comes after the status has reported it", () =>
      Effect.gen(function*() {
        const { letters, received, world } = yield* worldWithWebhooks(transport)
        world.mock.webhooks.hold()
        const program = Effect.gen(function*() {
          const hub = yield* Webhook.Hub
          const publisher = yield* Publisher.Publisher
          const options = { key: "key", webhooks: hub.events }
          const first = yield* publisher.publishStream(world.creator, post, options).pipe(
            Stream.tap((event) => Effect.sync(() => event._tag === "StatusReceived" && end(world, idOf(world)))),
            Stream.runCollect
          )
          assert.deepStrictEqual(letters, [])
          yield* Effect.promise(() => world.mock.webhooks.release())
          const heard = yield* Effect.forEach(yield* Effect.orDie(received), hub.publish)
          // Another publish under the same key returns the first outcome and nothing else.
          const second = yield* Stream.runCollect(publisher.publishStream(world.creator, post, options))
          return { first, heard, second }
        }).pipe(Effect.provide(Webhook.layerHub))
        const { first, heard, second } = yield* run(world, program)
        assert.include(heard, true)
        assert.deepStrictEqual(endings(first), [tag])
        assert.deepStrictEqual(second, first.slice(-1))
      }))
  })
})

describe.each(transports)(`${scenario} (catalog over %s, which has the status alone)`, (transport) => {
  it.effect.each(ends)("of a post that ends as %s", ([tag, end]) =>
    Effect.gen(function*() {
      const world = yield* makeWorld({ contract: "catalog", transport }, { mock: { lifecycle: { mode: "manual" } } })
      let asks = 0
      const events = yield* run(
        world,
        Publisher.Publisher.use(({ publishStream }) =>
          publishStream(world.creator, post).pipe(
            Stream.tap((event) =>
              Effect.sync(() => event._tag === "StatusReceived" && ++asks === 5 && end(world, idOf(world)))
            ),
            Stream.runCollect
          )
        )
      )
      assert.deepStrictEqual(endings(events), [tag])
      assert.strictEqual(asks, 6)
    }))
})

describe.each(contractNames)(`${scenario} (%s)`, (contract) => {
  it.effect("without a terminal event, when there is no end", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld({ contract, transport: "memory" }, { mock: { lifecycle: { mode: "manual" } } })
      const program = Effect.gen(function*() {
        const hub = yield* Webhook.Hub
        const publisher = yield* Publisher.Publisher
        return yield* Stream.runCollect(
          publisher.publishStream(world.creator, post, { webhooks: hub.events, deadline: "1 minute" })
        )
      }).pipe(Effect.provide(Webhook.layerHub))
      assert.deepStrictEqual(endings(yield* run(world, program)), ["StillProcessing"])
    }))
})
