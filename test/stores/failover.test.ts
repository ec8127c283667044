/** What holds when a replica takes the place of its primary, as in a Redis Cluster or behind Sentinel. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import { makeHoldingProxy, throughProxy } from "../support/holdingProxy.ts"
import type { Place } from "../support/layerRecords.ts"
import { durable, hasOwnRedis, ownRedis } from "../support/ownRedis.ts"
import {
  assertPostedOnce,
  isFine,
  isStoreError,
  pauseAtEveryStep,
  sweptKinds,
  timeout
} from "../support/pausedPublish.ts"

const at = (url: string): Place => ({ _tag: "Redis", url, prefix: "" })

const until = <A>(look: Effect.Effect<A>, isIt: (found: A) => boolean): Effect.Effect<A> =>
  Effect.repeat(look, { until: isIt, schedule: Schedule.spaced("20 millis") })

type Server = Effect.Success<ReturnType<typeof ownRedis>>

/** Makes one server the copy of another, and waits until it has everything. */
const follow = (replica: Server, primary: Server) =>
  Effect.andThen(
    replica.send("REPLICAOF", "127.0.0.1", String(primary.port)),
    inStep(primary, replica)
  )

const inStep = (primary: Server, replica: Server) =>
  until(
    Effect.all([primary.send("INFO", "replication"), replica.send("INFO", "replication")]),
    ([one, other]) => other.includes("master_link_status:up") && offsetOf(one) === offsetOf(other)
  )

// A replica has the offset of its primary under the same name, once it has everything.
const offsetOf = (info: string): string | undefined => /master_repl_offset:(\d+)/.exec(info)?.[1]

const quick = [...durable, "--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1"]

describe.skipIf(!hasOwnRedis).concurrent("a replica that takes the place of its primary", () => {
  it.live.each(sweptKinds)(
    "costs no second post at any step of %s, where it has the claim",
    (kind) =>
      Effect.gen(function*() {
        let [primary, replica] = yield* Effect.all([ownRedis(quick), ownRedis(quick)])
        const proxy = yield* makeHoldingProxy(at(primary.url))
        yield* follow(replica, primary)
        yield* pauseAtEveryStep(
          { kind, place: throughProxy(at(primary.url), proxy) },
          Effect.fnUntraced(function*({ order, other, step, wake }, world) {
            yield* inStep(primary, replica)
            yield* primary.kill
            yield* replica.send("REPLICAOF", "NO", "ONE")
            yield* proxy.turn(replica.port)
            const heard = yield* other.publish(order)
            const late = yield* wake
            const repeated = yield* other.publish(order)
            yield* world.settle
            const detail = `${step}: ${JSON.stringify({ heard, late, repeated })}`
            assert.isTrue(isFine(repeated, kind), detail)
            assert.isTrue(isFine(heard, kind) || isStoreError(heard), detail)
            assert.isTrue(isFine(late, kind) || isStoreError(late), detail)
            assertPostedOnce(world, order, [heard, late, repeated], detail)
            ;[primary, replica] = [replica, primary]
            yield* replica.start()
            yield* follow(replica, primary)
          })
        )
      }),
    timeout
  )

  it.live("without the claim, ends an upload with a typed error before its last byte", () =>
    Effect.gen(function*() {
      let [primary, replica] = yield* Effect.all([ownRedis(quick), ownRedis(quick)])
      const proxy = yield* makeHoldingProxy(at(primary.url))
      let isLate = false
      yield* pauseAtEveryStep(
        { kind: "upload", place: throughProxy(at(primary.url), proxy) },
        Effect.fnUntraced(function*({ order, step, wake }, world) {
          yield* primary.kill
          yield* proxy.turn(replica.port)
          const late = yield* wake
          yield* world.settle
          const detail = `${step}: ${JSON.stringify({ late })}`
          assert.isTrue(isFine(late, "upload") || isStoreError(late), detail)
          assertPostedOnce(world, order, [late], detail)
          // From here on its last byte may be on its way.
          isLate ||= step.startsWith("the last piece leaves")
          if (!isLate && late._tag === "Failure") assert.strictEqual(world.published(order.key), 0, detail)
          ;[primary, replica] = [replica, primary]
          yield* replica.start()
          yield* replica.send("FLUSHALL")
        })
      )
    }), timeout)
})
