import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"

/**
 * Yields pieces as they are, and runs `beforeEnd` before the last of them. Reports
 * its failure, and ends the iteration with an error.
 *
 * @internal
 */
export const holdLastPiece = Effect.fnUntraced(function*<E>(
  pieces: AsyncIterable<Uint8Array>,
  length: number,
  beforeEnd: Effect.Effect<void, E>,
  { onBytes, onFailure }: {
    /** Called with the number of bytes that are yielded. */
    readonly onBytes: (count: number) => void
    readonly onFailure: (reason: E) => void
  }
): Effect.fn.Return<AsyncIterable<Uint8Array>, never, Scope.Scope> {
  const context = yield* Effect.context<Scope.Scope>()
  const check = Effect.tapError(beforeEnd, (reason) => Effect.sync(() => onFailure(reason)))
  let running: Fiber.Fiber<void, E> | undefined
  yield* Effect.addFinalizer(() => running === undefined ? Effect.void : Fiber.interrupt(running))
  const report = (result: IteratorYieldResult<Uint8Array>) => {
    onBytes(result.value.length)
    return result
  }
  return {
    [Symbol.asyncIterator]: () => {
      const iterator = pieces[Symbol.asyncIterator]()
      let left = length
      const forward = (result: IteratorResult<Uint8Array>) => {
        if (result.done === true) return result
        left -= result.value.length
        if (left > 0) return report(result)
        running = Effect.runForkWith(context)(check)
        return Effect.runPromise(Effect.map(Fiber.join(running), () => report(result)))
      }
      return {
        next: () => iterator.next().then(forward),
        return: () => iterator.return?.(undefined) ?? Promise.resolve({ done: true, value: undefined })
      }
    }
  }
})
