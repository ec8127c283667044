import * as Effect from "effect/Effect"

/**
 * Runs a callback of the caller beside the current fiber, which does not wait for it.
 * What the callback throws changes nothing. A callback that is synchronous has ended
 * when this returns.
 *
 * @internal
 */
export const run = (callback: () => Effect.Effect<unknown>): Effect.Effect<unknown> =>
  Effect.forkDetach(
    Effect.ignoreCause(Effect.suspend(() => {
      const running = callback()
      // A program in JavaScript may return a promise, or nothing.
      return Effect.isEffect(running) ? running : Effect.promise(() => Promise.resolve(running))
    })),
    { startImmediately: true }
  )
