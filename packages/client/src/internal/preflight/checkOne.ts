import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as HttpClient from "effect/http/HttpClient"
import type * as Scope from "effect/Scope"
import type * as Media from "../../Media.ts"
import type { Facts } from "../../model/preflight.ts"
import { fromReason, type InvalidInput, type TikTokError } from "../../TikTokError.ts"
import type { MediaFailure } from "../upload/chunkBody.ts"
import { type MediaSource, openMedia } from "./mediaSource.ts"
import { readPhoto } from "./readPhoto.ts"
import { loadMediabunny, readVideo } from "./readVideo.ts"
import { type Broken, judge, type Purpose } from "./rules.ts"

/**
 * What is in media, and the rules that they break.
 *
 * @internal
 */
export interface Checked {
  readonly facts: Facts
  readonly broken: ReadonlyArray<Broken>
}

/**
 * Checks one of the media. It fails only if no package reads videos.
 *
 * @internal
 */
export const checkOne = (
  operation: string,
  media: Media.Video,
  purpose: Purpose
): Effect.Effect<Checked, TikTokError<InvalidInput>, FileSystem.FileSystem | HttpClient.HttpClient> =>
  openMedia(media).pipe(
    Effect.flatMap((source) => read(operation, source, purpose)),
    Effect.map(({ facts, isComplete }) => ({ facts, broken: judge(facts, isComplete, purpose) })),
    Effect.scoped,
    Effect.catchTags({ InvalidInput: unread, MediaUnreadable: unread, MediaSourceError: unread })
  )

interface Read {
  readonly facts: Facts
  readonly isComplete: boolean
}

const read = Effect.fnUntraced(function*(
  operation: string,
  source: MediaSource,
  { kind }: Purpose
): Effect.fn.Return<Read, MediaFailure | TikTokError<InvalidInput>, Scope.Scope> {
  const photo = yield* readPhoto(source)
  if (photo !== undefined) return photo
  if (kind === "Photo" || source.size === 0) return { facts: { _tag: "Video", bytes: source.size }, isComplete: true }
  return yield* readVideo(yield* Effect.mapError(loadMediabunny, fromReason(operation)), source)
})

const unread = (failure: MediaFailure): Effect.Effect<Checked> => {
  const isKnown = !failure.retryable && failure.field !== "media.stream"
  return Effect.succeed({
    facts: { _tag: "Unread" },
    broken: [{
      rule: "readable",
      source: "File",
      severity: isKnown ? "Refused" : "Doubtful",
      sentence: `must be readable: ${failure.message}`
    }]
  })
}
