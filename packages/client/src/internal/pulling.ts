import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type * as Initialise from "./initialise.ts"
import * as Publish from "./publish.ts"
import type * as Recent from "./recentVideos.ts"

/**
 * Posts whose media TikTok fetches: once it has accepted one, it publishes by
 * itself. So the init is made once, whatever becomes of its answer.
 *
 * @internal
 */
export const make = (
  pull: Initialise.Initialise["pull"],
  follow: ReturnType<typeof Publish.makeFollow>,
  settle: Recent.Settle
) =>
(publish: Publish.Publish, init: Initialise.Init): Publish.Events =>
  Stream.unwrap(Effect.gen(function*() {
    const { creator, journal, post } = publish
    const { found } = journal
    if (found?.publishId !== undefined) {
      return Publish.withPublishId(found.publishId, follow(publish, found.publishId))
    }
    if (found !== undefined) {
      const detail = found.outcome?._tag === "OutcomeUnknown"
        ? found.outcome.detail
        : "the process ended before TikTok answered"
      return yield* Publish.finish(journal, yield* settle(publish, detail))
    }
    yield* journal.write({ phase: "Accepting" })
    const answer = yield* pull(creator, post, init).pipe(
      // A refusal is an answer: nothing was accepted, and the key is free again.
      Effect.tapError(() => journal.forget)
    )
    if (!("publishId" in answer)) return yield* Publish.finish(journal, yield* settle(publish, answer.detail))
    yield* journal.write({ phase: "Following", publishId: answer.publishId })
    return Publish.withPublishId(answer.publishId, follow(publish, answer.publishId))
  }))
