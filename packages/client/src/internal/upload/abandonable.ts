import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"

/**
 * Opens a resource that may hang, such as a file on a network disk or a pipe.
 * Interruption does not wait for it: a resource that opens too late is closed in
 * the background, and a close that hangs is abandoned after `grace`.
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
          // A timeout can interrupt a forked fiber, but not a finalizer.
          yield* Fiber.await(yield* Effect.forkDetach(Effect.timeoutOption(Fiber.await(closing), grace)))
        })
      )
      return yield* restore(Fiber.join(opening))
    })
  )
