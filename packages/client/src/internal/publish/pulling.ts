import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { isAmbiguous } from "./ambiguous.ts"
import type * as Initialize from "./initialize.ts"
import * as Publish from "./publish.ts"
import type { PublishRecord } from "./publishRecord.ts"
import type * as Recent from "./recentVideos.ts"

/**
 * Posts whose media TikTok fetches, until it has accepted them: then it publishes
 * by itself. So the init is made once, whatever becomes of its answer.
 *
 * @internal
 */
export const make =
  (pull: Initialize.Initialize["pull"], resolveOutcome: Recent.ResolveOutcome) =>
  (publish: Publish.Publish, init: Initialize.Init): Publish.Events =>
    Stream.unwrap(Effect.gen(function*() {
      const { creator, record, post } = publish
      const { found } = record
      if (found?.publishId !== undefined) return Publish.withPublishId(record, found.publishId)
      if (found !== undefined && found.phase !== "Waiting") {
        const detail = found.outcome?._tag === "OutcomeUnknown"
          ? found.outcome.detail
          : "the process ended before TikTok answered"
        return yield* Publish.finish(record, yield* resolveOutcome(publish, detail))
      }
      yield* record.before({ phase: "Waiting" })
      const answer = yield* pull(creator, post, withRecord(record, init))
      if (!("publishId" in answer)) return yield* Publish.finish(record, yield* resolveOutcome(publish, answer.detail))
      return Publish.withPublishId(record, answer.publishId)
    }))

/** The init, recorded before and after in one piece: once it has left, its answer is awaited and kept, whatever becomes of the caller. */
const withRecord = (record: PublishRecord, init: Initialize.Init): Initialize.Init => (token) =>
  Effect.uninterruptible(Effect.andThen(
    record.before({ phase: "Accepting" }),
    init(token).pipe(
      Effect.tapError((error) => isAmbiguous(error) ? Effect.void : record.after({ phase: "Waiting" })),
      Effect.tap(({ publishId }) => record.after({ phase: "Following", publishId }))
    )
  ))
