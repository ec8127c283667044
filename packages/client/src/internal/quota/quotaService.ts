import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Hooks from "../../Hooks.ts"
import type { Limit, Options, Service, TakeOptions, Usage, Wait } from "../../model/quota.ts"
import { fromReason, type InvalidInput, QuotaExhausted } from "../../TikTokError.ts"
import * as Deadline from "../common/deadline.ts"
import * as ForkCallback from "../common/forkCallback.ts"
import * as Monotonic from "../common/monotonic.ts"
import * as Validate from "../common/validate.ts"
import * as QuotaQueue from "./quotaQueue.ts"
import type { Block, Count, CountedLimit, QuotaStore } from "./quotaStore.ts"

/**
 * Waits for room over a store that counts.
 *
 * @internal
 */
export const make = Effect.fnUntraced(function*(
  store: QuotaStore,
  options: Options | undefined
): Effect.fn.Return<Service, InvalidInput> {
  const maxWait = Duration.toMillis(
    yield* Effect.fromResult(Validate.parseDuration("maxWait", options?.maxWait ?? "2 minutes"))
  )
  const margin = Duration.toMillis(
    yield* Effect.fromResult(Validate.parseDuration("margin", options?.margin ?? "1 second"))
  )
  const queue = QuotaQueue.make()
  const hooks = yield* Hooks.Hooks

  const widened = (limits: ReadonlyArray<Limit>): ReadonlyArray<CountedLimit> =>
    limits.map(({ key, limit, window }) => ({ key, limit, window: Duration.toMillis(window) + margin }))

  /** What the first call of each queue waits for. */
  const waits = new Map<string, Wait>()

  // Later calls have later deadlines, so no call times out in the queue.
  const attempt = Effect.fnUntraced(
    function*(name: string, limits: ReadonlyArray<Limit>, deadline: number, onWait: OnWait) {
      const wide = widened(limits)
      while (true) {
        const askedAt = yield* Monotonic.now
        const block = yield* store.take(wide)
        if ("giveBack" in block) return { ...block, askedAt }
        const now = yield* Monotonic.now
        if (now + block.millis > deadline) return yield* exhausted(limits, block)
        const wait = yield* waitOf(limits, block)
        waits.set(name, wait)
        yield* onWait(wait)
        yield* Effect.withSpan(Effect.sleep(block.millis), "Quota.wait")
      }
    },
    (effect, name) => Effect.ensuring(effect, Effect.sync(() => waits.delete(name)))
  )

  /** Tells a call that joins a queue what the first one waits for. */
  const joining = (name: string, onWait: OnWait): Effect.Effect<unknown> =>
    Effect.suspend(() => {
      const wait = waits.get(name)
      return wait === undefined ? Effect.void : onWait(wait)
    })

  /** Names what the first call of the queue waits for. */
  const late = (name: string, limits: ReadonlyArray<Limit>): QuotaQueue.Turn =>
    Effect.suspend(() => {
      const wait = waits.get(name)
      const index = limits.findIndex(({ key }) => key === (wait?.limit ?? limits[0])?.key)
      return Effect.fail(
        exhausted(limits, { index, millis: wait === undefined ? 1000 : Duration.toMillis(wait.duration) })
      )
    })

  const take = (limits: ReadonlyArray<Limit>, options: TakeOptions | undefined): QuotaQueue.Turn => {
    const never = neverFree(limits)
    if (never !== undefined) return Effect.fail(exhausted(limits, never))
    return limits.length === 0
      ? Effect.succeed({ giveBack: Effect.void })
      : Clock.clockWith((clock) => {
        const now = Monotonic.nowUnsafe(clock)
        const name = limits.map(({ key }) => key).join("\n")
        // Nearly every call finds room and an empty queue.
        const onWait = onWaitOf(hooks, options)
        const found = queue.isEmpty(name) ? store.takeNow?.(widened(limits), now) : undefined
        return found !== undefined && "giveBack" in found
          ? Effect.succeed({ ...found, askedAt: now })
          : Effect.flatMap(
            Effect.andThen(joining(name, onWait), Deadline.left),
            (left) =>
              queue.wait(name, attempt(name, limits, now + Math.min(maxWait, left), onWait), left, late(name, limits))
          )
      })
  }

  return {
    // Most calls find room at once, so only a wait has a span.
    take: (limits, options) =>
      ifLimits("Quota.take", limits, () => Effect.mapError(take(limits, options), fromReason("Quota.take"))),
    usage: (limits) =>
      ifLimits(
        "Quota.usage",
        limits,
        () =>
          // A limit below one is infinite to a store, and has no slots.
          Effect.mapBoth(store.usage(widened(limits)), {
            onFailure: fromReason("Quota.usage"),
            onSuccess: (counts) => limits.map((limit, index) => usageOf(limit, counts[index]))
          })
      ),
    nextSlot: (limits) =>
      ifLimits(
        "Quota.nextSlot",
        limits,
        () => {
          const never = neverFree(limits)
          return Effect.mapBoth(never === undefined ? store.check(widened(limits)) : Effect.succeed(never), {
            onFailure: fromReason("Quota.nextSlot"),
            onSuccess: (block) => Duration.millis(block?.millis ?? 0)
          })
        }
      ),
    pause: (limit, duration) =>
      ifLimit("Quota.pause", limit, () =>
        Effect.fromResult(
          duration === undefined ? Result.succeed(limit.window) : Validate.parseDuration("duration", duration)
        ).pipe(
          Effect.flatMap((given) => store.pause(limit, Duration.toMillis(given))),
          Effect.mapError(fromReason("Quota.pause"))
        )),
    reset: (limit) =>
      ifLimit("Quota.reset", limit, () => Effect.mapError(store.reset(limit), fromReason("Quota.reset")))
  }
})

type OnWait = (wait: Wait) => Effect.Effect<unknown>

const onWaitOf = (hooks: Hooks.Options, options: TakeOptions | undefined): OnWait => (wait) => {
  const { duration, limit: { name, scope = "creator" } } = wait
  const event = { _tag: "Wait", limit: name, scope, delay: Duration.toMillis(duration) } as const
  return Effect.andThen(
    ForkCallback.run(() => hooks.onWait?.(event) ?? Effect.void),
    ForkCallback.run(() => options?.onWait?.(wait) ?? Effect.void)
  )
}

const waitOf = (limits: ReadonlyArray<Limit>, { index, millis }: Block): Effect.Effect<Wait> =>
  Effect.flatMap(DateTime.now, (now) => {
    const limit = limits[index]
    // A store returns the index of one of the limits.
    if (limit === undefined) return Effect.die(new Error(`a store named limit ${index} of ${limits.length}`))
    const duration = Duration.millis(millis)
    return Effect.succeed({ limit, duration, until: DateTime.addDuration(now, duration) })
  })

const usageOf = (limit: Limit, count: Count = { used: 0, millis: 0 }): Usage => {
  const never = neverFree([limit])
  const millis = never?.millis ?? count.millis
  const left = millis > 0 ? 0 : Math.max(0, limit.limit - count.used)
  return { limit, used: count.used, left, freeIn: Duration.millis(millis) }
}

const ifLimits = <A, E>(operation: string, limits: ReadonlyArray<Limit>, effect: () => Effect.Effect<A, E>) =>
  Effect.andThen(
    Effect.suspend(() => Validate.orFail(operation, ofLimits(limits, ofCount))),
    Effect.suspend(effect)
  )

/** A pause and its end need no more than the key. */
const ifLimit = <A, E>(operation: string, limit: Limit, effect: () => Effect.Effect<A, E>) =>
  Effect.andThen(
    Effect.suspend(() => Validate.orFail(operation, ofLimits([limit], () => []))),
    Effect.suspend(effect)
  )

type Fields = Readonly<Record<string, unknown>>

const ofCount = ({ limit, window }: Fields): Validate.Violations => [
  ...Validate.check(typeof limit === "number", "limit", "must be a number"),
  ...Validate.check(Duration.isDuration(window), "window", "must be a Duration")
]

const ofLimits = (limits: unknown, ofRest: (limit: Fields) => Validate.Violations): Validate.Violations =>
  Array.isArray(limits)
    ? limits.flatMap((limit: unknown) =>
      Validate.isObject(limit)
        ? [...Validate.name("key", limit["key"]), ...ofRest(limit)]
        : Validate.check(false, "limit", "must be an object")
    )
    : Validate.check(false, "limits", "must be a list of limits")

/** The limit that refuses every call, if any. A store treats zero as no limit. */
const neverFree = (limits: ReadonlyArray<Limit>): Block | undefined => {
  const index = limits.findIndex(({ limit }) => !(limit >= 1))
  const window = limits[index]?.window
  return window === undefined ? undefined : { index, millis: Duration.toMillis(window) }
}

const exhausted = (limits: ReadonlyArray<Limit>, { index, millis }: Block) => {
  const { name = "", scope = "creator" } = limits[index] ?? {}
  return new QuotaExhausted({ limit: name, scope, retryAfter: Duration.millis(millis) })
}
