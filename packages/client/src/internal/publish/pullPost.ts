import * as Effect from "effect/Effect"
import { isAmbiguous } from "../common/ambiguous.ts"
import type * as Initialize from "./initialize.ts"
import * as Publish from "./publish.ts"
import type { PublishRecord } from "./publishRecord.ts"
import type * as Recent from "./recentVideos.ts"

/**
 * Publishes posts whose media TikTok pulls, until TikTok has accepted them. From
 * then on TikTok publishes by itself, so the init is sent once, even when its
 * response is lost.
 *
 * @internal
 */
export const make =
  (pull: Initialize.Initialize["pull"], resolveOutcome: Recent.ResolveOutcome) =>
  (publish: Publish.Publish, init: Initialize.Init): Publish.Events =>
    Publish.withWaits(
      publish,
      Effect.fnUntraced(function*(options) {
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
        const response = yield* pull(creator, post, withRecord(record, init), options)
        if (!("publishId" in response)) {
          return yield* Publish.finish(record, yield* resolveOutcome(publish, response.detail))
        }
        return Publish.withPublishId(record, response.publishId)
      })
    )

/**
 * Records the init before and after it, uninterruptibly: once it is sent, its response is stored even when the caller is
 * interrupted.
 */
const withRecord = (record: PublishRecord, init: Initialize.Init): Initialize.Init => (token, ready) =>
  Effect.uninterruptible(Effect.andThen(
    record.before({ phase: "Accepting" }),
    init(token, ready).pipe(
      Effect.tapError((error) =>
        error._tag === "TikTokError" && isAmbiguous(error) ? Effect.void : record.after({ phase: "Waiting" })
      ),
      Effect.tap(({ publishId }) => record.after({ phase: "Following", publishId }))
    )
  ))
