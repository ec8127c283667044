import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/** How often each operation was sent since a call began. */
const Attempts: Context.Reference<Map<string, number> | undefined> = Context.Reference<
  Map<string, number> | undefined
>("effect-tiktok/internal/Attempts", { defaultValue: () => undefined })

/**
 * Counts the requests of a call and of its repetitions.
 *
 * @internal
 */
export const counted = <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.suspend(() => Effect.provideService(self, Attempts, new Map()))

/**
 * The number of the next request of an operation, from 1.
 *
 * @internal
 */
export const next = (operation: string): Effect.Effect<number> =>
  Effect.map(Attempts, (attempts) => {
    const attempt = (attempts?.get(operation) ?? 0) + 1
    attempts?.set(operation, attempt)
    return attempt
  })
