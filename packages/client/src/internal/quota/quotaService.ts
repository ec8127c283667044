import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Limit, Options, Service } from "../../model/quota.ts"
import { fromReason, type InvalidInput, QuotaExhausted } from "../../TikTokError.ts"
import * as Monotonic from "../common/monotonic.ts"
import * as Validate from "../common/validate.ts"
import * as QuotaQueue from "./quotaQueue.ts"
import type { Block, CountedLimit, QuotaStore } from "./quotaStore.ts"

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

  const widened = (limits: ReadonlyArray<Limit>): ReadonlyArray<CountedLimit> =>
    limits.map(({ key, limit, window }) => ({ key, limit, window: Duration.toMillis(window) + margin }))

  // Later calls have later deadlines, so no call times out in the queue.
  const attempt = Effect.fnUntraced(function*(limits: ReadonlyArray<Limit>, deadline: number) {
    const wide = widened(limits)
    while (true) {
      const askedAt = yield* Monotonic.now
      const block = yield* store.take(wide)
      if ("giveBack" in block) return { ...block, askedAt }
      const now = yield* Monotonic.now
      if (now + block.millis > deadline) return yield* exhausted(limits, block)
      yield* Effect.withSpan(Effect.sleep(block.millis), "Quota.wait")
    }
  })

  const take = (limits: ReadonlyArray<Limit>): QuotaQueue.Turn => {
    const never = neverFree(limits)
    if (never !== undefined) return Effect.fail(exhausted(limits, never))
    return limits.length === 0
      ? Effect.succeed({ giveBack: Effect.void })
      : Clock.clockWith((clock) => {
        const now = Monotonic.nowUnsafe(clock)
        const name = limits.map(({ key }) => key).join("\n")
        // Nearly every call finds room and an empty queue.
        const found = queue.isEmpty(name) ? store.takeNow?.(widened(limits), now) : undefined
        return found !== undefined && "giveBack" in found
          ? Effect.succeed({ ...found, askedAt: now })
          : queue.wait(name, attempt(limits, now + maxWait))
      })
  }

  return {
    // Most calls find room at once, so only a wait has a span.
    take: (limits) => ifKeys("Quota.take", limits, Effect.mapError(take(limits), fromReason("Quota.take"))),
    nextSlot: (limits) =>
      ifKeys(
        "Quota.nextSlot",
        limits,
        Effect.suspend(() => {
          const never = neverFree(limits)
          return never === undefined ? store.check(widened(limits)) : Effect.succeed(never)
        }).pipe(
          Effect.mapBoth({
            onFailure: fromReason("Quota.nextSlot"),
            onSuccess: (block) => Duration.millis(block?.millis ?? 0)
          })
        )
      ),
    pause: (limit, duration) =>
      ifKeys(
        "Quota.pause",
        [limit],
        Effect.fromResult(
          duration === undefined ? Result.succeed(limit.window) : Validate.parseDuration("duration", duration)
        ).pipe(
          Effect.flatMap((given) => store.pause(limit, Duration.toMillis(given))),
          Effect.mapError(fromReason("Quota.pause"))
        )
      ),
    reset: (limit) => ifKeys("Quota.reset", [limit], Effect.mapError(store.reset(limit), fromReason("Quota.reset")))
  }
})

const ifKeys = <A, E>(operation: string, limits: ReadonlyArray<Limit>, effect: Effect.Effect<A, E>) =>
  Validate.ifNames(operation, "key", limits.map(({ key }) => key), effect)

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
