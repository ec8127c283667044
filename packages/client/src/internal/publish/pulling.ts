import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { isInDoubt } from "./doubt.ts"
import type * as Initialize from "./initialize.ts"
import * as Publish from "./publish.ts"
import type { Journal } from "./publishRecord.ts"
import type * as Recent from "./recentVideos.ts"

/**
 * Posts whose media TikTok fetches, until it has accepted them: then it publishes
 * by itself. So the init is made once, whatever becomes of its answer.
 *
 * @internal
 */
export const make =
  (pull: Initialize.Initialize["pull"], settle: Recent.Settle) =>
  (publish: Publish.Publish, init: Initialize.Init): Publish.Events =>
    Stream.unwrap(Effect.gen(function*() {
      const { creator, journal, post } = publish
      const { found } = journal
      if (found?.publishId !== undefined) return Publish.withPublishId(journal, found.publishId)
      if (found !== undefined && found.phase !== "Waiting") {
        const detail = found.outcome?._tag === "OutcomeUnknown"
          ? found.outcome.detail
          : "the process ended before TikTok answered"
        return yield* Publish.finish(journal, yield* settle(publish, detail))
      }
      yield* journal.before({ phase: "Waiting" })
      const answer = yield* pull(creator, post, recorded(journal, init))
      if (!("publishId" in answer)) return yield* Publish.finish(journal, yield* settle(publish, answer.detail))
      return Publish.withPublishId(journal, answer.publishId)
    }))

/** The init, recorded before and after in one piece: once it has left, its answer is awaited and kept, whatever becomes of the caller. */
const recorded = (journal: Journal, init: Initialize.Init): Initialize.Init => (token) =>
  Effect.uninterruptible(Effect.andThen(
    journal.before({ phase: "Accepting" }),
    init(token).pipe(
      Effect.tapError((error) => isInDoubt(error) ? Effect.void : journal.after({ phase: "Waiting" })),
      Effect.tap(({ publishId }) => journal.after({ phase: "Following", publishId }))
    )
  ))
