import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Limit, Options, Quota } from "../Quota.ts"
import { fromReason, QuotaExhausted } from "../TikTokError.ts"
import * as QuotaLine from "./quotaLine.ts"
import type { Block, QuotaStore } from "./quotaStore.ts"

/**
 * The waiting, over a store that counts.
 *
 * @internal
 */
export const make = (store: QuotaStore, options: Options | undefined): Quota["Service"] => {
  const maxWait = Duration.toMillis(Duration.fromInputUnsafe(options?.maxWait ?? "2 minutes"))
  const margin = Duration.fromInputUnsafe(options?.margin ?? "1 second")
  const line = QuotaLine.make()

  const widened = (limits: ReadonlyArray<Limit>) =>
    limits.map((limit) => ({ ...limit, window: Duration.sum(limit.window, margin) }))

  const attempt = Effect.fnUntraced(function*(limits: ReadonlyArray<Limit>, deadline: number) {
    while (true) {
      const block = yield* store.take(limits)
      if (block === undefined) return
      const now = yield* Clock.currentTimeMillis
      if (now + block.millis > deadline) return yield* exhausted(limits, block)
      yield* Effect.sleep(block.millis)
    }
  })

  const takeUntil = (limits: ReadonlyArray<Limit>, deadline: number): QuotaLine.Turn => {
    if (limits.length === 0) return Effect.void
    const turn = attempt(limits, deadline)
    if (maxWait === 0) return turn
    return line(limits.map(({ key }) => key).join("\n"), turn).pipe(
      // Who has stood in line to the end still learns which limit it was.
      Effect.timeoutOrElse({ duration: maxWait, orElse: () => turn })
    )
  }

  return {
    take: Effect.fn("Quota.take")((limits) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => takeUntil(widened(limits), now + maxWait)).pipe(
        Effect.mapError(fromReason("Quota.take"))
      )
    ),
    nextSlot: (limits) =>
      store.look(widened(limits)).pipe(
        Effect.mapBoth({
          onFailure: fromReason("Quota.nextSlot"),
          onSuccess: (block) => Duration.millis(block?.millis ?? 0)
        })
      ),
    pause: (limit, duration) =>
      store.pause(limit, Duration.toMillis(Duration.fromInputUnsafe(duration ?? limit.window))).pipe(
        Effect.mapError(fromReason("Quota.pause"))
      ),
    reset: (limit) => Effect.mapError(store.reset(limit), fromReason("Quota.reset"))
  }
}

const exhausted = (limits: ReadonlyArray<Limit>, { index, millis }: Block) => {
  const { name = "", scope = "creator" } = limits[index] ?? {}
  return new QuotaExhausted({ limit: name, scope, retryAfter: Duration.millis(millis) })
}
