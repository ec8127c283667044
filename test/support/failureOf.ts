import { Effect } from "effect"

/** The error of an effect that must fail. */
export const failureOf = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<E, never, R> =>
  Effect.matchEffect(effect, {
    onFailure: Effect.succeed,
    onSuccess: (value) => Effect.die(new Error(`did not fail but gave ${JSON.stringify(value)}`))
  })
