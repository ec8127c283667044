import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Pull from "effect/Pull"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type * as Media from "../../Media.ts"
import { MediaUnreadable } from "../../TikTokError.ts"
import { buffered, type MediaReader } from "./chunkBody.ts"

/**
 * Buffers a stream range by range, and skips bytes before the range. Holds the last
 * range back until the stream has ended: TikTok publishes when it has the last
 * byte, and a stream that is longer than announced must not be published.
 *
 * @internal
 */
export const bufferedStream = (
  media: Media.StreamMedia,
  size: number
): Effect.Effect<MediaReader, never, Scope.Scope> =>
  Effect.map(Stream.toPull(media.stream), (pull) => {
    let rest: ReadonlyArray<Uint8Array> = []
    let position = 0
    const next = pull.pipe(
      Effect.map(Option.some),
      Pull.catchDone(() => Effect.succeedNone),
      Effect.mapError(() => new MediaUnreadable({ field: "media.stream", rule: "failed while it was read" }))
    )

    /** Takes 1 to `max` bytes. */
    const take = Effect.fnUntraced(function*(max: number) {
      while (true) {
        const [piece, ...others] = rest
        if (piece === undefined) {
          const pulled = yield* next
          if (Option.isNone(pulled)) return yield* wrongLength(size, `ended after ${position}`)
          rest = pulled.value
          continue
        }
        const taken = piece.subarray(0, max)
        rest = taken.length === piece.length ? others : [piece.subarray(taken.length), ...others]
        position += taken.length
        if (taken.length > 0) return taken
      }
    })

    const checkEnd = Effect.gen(function*() {
      while (!rest.some((piece) => piece.length > 0)) {
        const pulled = yield* next
        if (Option.isNone(pulled)) return
        rest = pulled.value
      }
      return yield* wrongLength(size, "has more")
    })

    return buffered(
      media.contentType,
      Effect.fnUntraced(function*({ end, start }) {
        for (let left = start - position; left > 0;) left -= (yield* take(left)).length
        const bytes = new Uint8Array(end - start)
        for (let filled = 0; filled < bytes.length;) {
          const piece = yield* take(bytes.length - filled)
          bytes.set(piece, filled)
          filled += piece.length
        }
        if (end === size) yield* checkEnd
        return bytes
      }),
      { forwardOnly: true }
    )
  })

const wrongLength = (size: number, detail: string): MediaUnreadable =>
  new MediaUnreadable({
    field: "media.size",
    rule: `must be the stream's exact length; ${size} bytes were announced, the stream ${detail}`
  })
