/** Hubs of several processes over one Redis or PostgreSQL. */
import * as NodeRedis from "@effect/platform-node/NodeRedis"
import { assert, describe, it } from "@effect/vitest"
import { Context, DateTime, Effect, Exit, Fiber, Layer, Schema, type Scope, Stream } from "effect"
import { Post, Webhook } from "effect-tiktok"
import * as NodeSqlite from "effect-tiktok/NodeSqlite"
import { hasOwnPostgres, ownPostgres } from "../support/ownPostgres.ts"
import { durable, hasOwnRedis, ownRedis } from "../support/ownRedis.ts"
import { runs } from "../support/runs.ts"
import {
  layerPostgres,
  layerRedis,
  postgresDatabase,
  postgresServer,
  redisPrefix,
  redisServer
} from "../support/servers.ts"

type Hub = Webhook.Hub["Service"]

/** Opens a hub over a connection of its own, like another process. */
type Open = Effect.Effect<Hub, never, Scope.Scope>

const opened = <E>(layer: Layer.Layer<Webhook.Hub, E>): Open =>
  Effect.map(Layer.build(Layer.fresh(Layer.orDie(layer))), Context.get(Webhook.Hub))

const places: ReadonlyArray<
  { readonly name: string; readonly isThere: boolean; readonly place: Effect.Effect<Open, never, Scope.Scope> }
> = [
  {
    name: "Redis",
    isThere: redisServer.isThere,
    place: Effect.map(
      redisPrefix,
      (prefix) => opened(Layer.provide(Webhook.layerHubRedis({ prefix }), Layer.fresh(layerRedis)))
    )
  },
  {
    name: "PostgreSQL",
    isThere: postgresServer.isThere,
    place: Effect.map(
      postgresDatabase,
      (url) => opened(Layer.provide(Webhook.layerHubSql(), Layer.fresh(layerPostgres(url))))
    )
  }
]

const published = (id: string): Webhook.Event => ({
  _tag: "PublishCompleted",
  creator: Post.CreatorId.make("mara"),
  publishId: Post.PublishId.make(id),
  createdAt: DateTime.makeUnsafe(1_700_000_000_000)
})

const idsOf = (events: Iterable<Webhook.Event>) =>
  Array.from(events, (event) => "publishId" in event ? String(event.publishId) : event._tag)

/** Waits until a hub has passed on as many events. */
const firstOf = (hub: Hub, count: number) => Stream.runCollect(Stream.take(hub.events, count))

for (const { isThere, name, place } of places) {
  describe.skipIf(!isThere)(`hubs over ${name}`, () => {
    it.live.prop(
      "each pass on each event of both, as it was received, once",
      {
        events: Schema.NonEmptyArray(Schema.Struct({
          from: Schema.Literals(["one", "other"]),
          event: Webhook.Event
        }))
      },
      ({ events }) =>
        Effect.scoped(Effect.gen(function*() {
          const open = yield* place
          const hubs = yield* Effect.all({ one: open, other: open })
          const keys = new Set<string>()
          for (const { event, from } of events) {
            keys.add(Webhook.dedupKey(event))
            yield* hubs[from].publish(event)
          }
          for (const hub of [hubs.one, hubs.other]) {
            const seen = yield* firstOf(hub, keys.size)
            assert.sameMembers(seen.map(Webhook.dedupKey), [...keys])
          }
          // A repeated delivery reaches nobody again.
          const last = published("last")
          for (const { event } of events) assert.isFalse(yield* hubs.one.publish(event))
          yield* hubs.one.publish(last)
          const all = yield* firstOf(hubs.other, keys.size + 1)
          assert.deepStrictEqual(all.at(-1), last)
        })),
      { arbitrary: { runs: runs(15) } }
    )

    it.live("pass on what many publish at once, and texts of any length and any signs", () =>
      Effect.gen(function*() {
        const open = yield* place
        const hubs = yield* Effect.all([open, open, open])
        const events = Array.from({ length: 60 }, (_, index): Webhook.Event =>
          index % 10 === 0
            ? {
              _tag: "Unrecognized",
              event: `long ${index}`,
              content: "é\0\u{1F3AC}\ud800\"\\".repeat(2000 + index),
              because: "it is new"
            }
            : published(`p ${index}`))
        yield* Effect.forEach(
          events,
          (event, index) => (hubs[index % 3] ?? assert.fail()).publish(event),
          { concurrency: "unbounded" }
        )
        for (const hub of hubs) {
          const seen = yield* firstOf(hub, events.length)
          assert.sameDeepMembers(Array.from(seen), events)
        }
      }))

    it.live("pass on nothing to hubs with another prefix or database", () =>
      Effect.gen(function*() {
        const [one, other] = yield* Effect.all([Effect.flatten(place), Effect.flatten(place)])
        yield* one.publish(published("one"))
        yield* other.publish(published("other"))
        assert.deepStrictEqual(idsOf(yield* firstOf(other, 1)), ["other"])
      }))
  })
}

interface Server {
  readonly stop: Effect.Effect<void>
  readonly start: Effect.Effect<void>
  readonly open: Open
}

const servers: ReadonlyArray<
  { readonly name: string; readonly isThere: boolean; readonly server: Effect.Effect<Server, never, Scope.Scope> }
> = [
  {
    name: "Redis",
    isThere: hasOwnRedis,
    server: Effect.map(ownRedis(durable), ({ kill, start, url }) => ({
      stop: kill,
      start: start(),
      open: opened(Layer.provide(Webhook.layerHubRedis(), NodeRedis.layer({ url })))
    }))
  },
  {
    name: "PostgreSQL",
    isThere: hasOwnPostgres,
    server: Effect.map(ownPostgres, ({ start, stop, url }) => ({
      stop: Effect.asVoid(stop),
      start: Effect.asVoid(start),
      open: opened(Layer.provide(Webhook.layerHubSql(), layerPostgres(url)))
    }))
  }
]

for (const { isThere, name, server } of servers) {
  describe.skipIf(!isThere)(`hubs over a ${name} that restarts`, () => {
    it.live("serve their own process meanwhile, and reach each other again", () =>
      Effect.gen(function*() {
        const { open, start, stop } = yield* server
        const [one, other] = yield* Effect.all([open, open])
        yield* one.publish(published("before"))
        assert.deepStrictEqual(idsOf(yield* firstOf(other, 1)), ["before"])

        yield* stop
        assert.isTrue(yield* one.publish(published("during")))
        assert.deepStrictEqual(idsOf(yield* firstOf(one, 2)), ["before", "during"])

        yield* start
        // Each connects again within some seconds, and what is sent until then is lost.
        const heard = yield* Effect.forkChild(Stream.runHead(Stream.drop(other.events, 1)))
        for (let sent = 0; heard.pollUnsafe() === undefined; sent++) {
          yield* one.publish(published(`after ${sent}`))
          yield* Effect.sleep("100 millis")
        }
        assert.isTrue(Exit.isSuccess(yield* Fiber.await(heard)))
        assert.match(idsOf(yield* firstOf(other, 2)).join(), /^before,after \d+$/)
        // The other way too.
        const back = yield* Effect.forkChild(
          Stream.runHead(
            Stream.filter(one.events, (event) => "publishId" in event && event.publishId.startsWith("back"))
          )
        )
        for (let sent = 0; back.pollUnsafe() === undefined; sent++) {
          yield* other.publish(published(`back ${sent}`))
          yield* Effect.sleep("100 millis")
        }
        yield* Fiber.join(back)
      }))
  })
}

describe("a hub over a database that cannot notify", () => {
  it.live("serves its own process", () =>
    Effect.gen(function*() {
      const hub = yield* opened(Layer.provide(Webhook.layerHubSql(), NodeSqlite.layer({ filename: ":memory:" })))
      assert.isTrue(yield* hub.publish(published("one")))
      assert.isFalse(yield* hub.publish(published("one")))
      assert.deepStrictEqual(idsOf(yield* firstOf(hub, 1)), ["one"])
    }))

  it.live("refuses a prefix that is no text, by name", () =>
    Effect.gen(function*() {
      // A program in JavaScript may pass anything.
      const wrong: { readonly prefix: string } = JSON.parse(`{"prefix":5}`)
      const sql = Layer.orDie(NodeSqlite.layer({ filename: ":memory:" }))
      const exit = yield* Effect.exit(Effect.scoped(Layer.build(Layer.provide(Webhook.layerHubSql(wrong), sql))))
      assert.include(String(exit), "prefix must be text")
    }))
})
