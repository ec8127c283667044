import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"
import { concat } from "../common/bytes.ts"

/**
 * Collects the bytes of a stream. Stops and returns undefined when there are too many.
 *
 * @internal
 */
export const collect = <E>(
  stream: Stream.Stream<Uint8Array, E>,
  maxBytes: number
): Effect.Effect<Uint8Array | undefined, E> =>
  Effect.scoped(Effect.gen(function*() {
    const pull = yield* Stream.toPull(stream)
    const pieces: Array<Uint8Array> = []
    let length = 0
    let isDone = false
    while (!isDone && length <= maxBytes) {
      const pulled = yield* Pull.catchDone(pull, () => Effect.succeed(undefined))
      isDone = pulled === undefined
      for (const piece of pulled ?? []) {
        pieces.push(piece)
        length += piece.length
      }
    }
    return length > maxBytes ? undefined : concat(pieces)
  }))
