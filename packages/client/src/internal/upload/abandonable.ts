import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"

/**
 * Opens something that may hang, such as a file on a network's disk or a pipe,
 * so that interruption need not wait for it: what is opened too late is closed
 * again by itself, and a close that hangs is left to itself after `grace`.
 *
 * @internal
 */
export const abandonable = <A, E, R>(
  open: Effect.Effect<A, E, R>,
  grace: Duration.Input = "250 millis"
): Effect.Effect<A, E, Exclude<R, Scope.Scope> | Scope.Scope> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function*() {
      const scope = yield* Scope.make()
      const opening = yield* Effect.forkDetach(Scope.provide(open, scope), { startImmediately: true })
      const closed = Effect.andThen(Fiber.await(opening), Scope.close(scope, Exit.void))
      yield* Effect.addFinalizer(() =>
        Effect.gen(function*() {
          const closing = yield* Effect.forkDetach(closed, { startImmediately: true })
          if (opening.pollUnsafe() === undefined) return
          // What is forked can be interrupted by its own time limit, unlike what ends a scope.
          yield* Fiber.await(yield* Effect.forkDetach(Effect.timeoutOption(Fiber.await(closing), grace)))
        })
      )
      return yield* restore(Fiber.join(opening))
    })
  )
