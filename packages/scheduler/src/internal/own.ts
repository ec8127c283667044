import type { StoreFailed } from "effect-tiktok/TikTokError"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { Event } from "../ScheduledPost.ts"
import type { Posts } from "./posts.ts"
import type { Row } from "./row.ts"

/** Another worker, or a person, has changed the row. */
class NotOwned extends Data.TaggedError("NotOwned") {}

/** A row that this worker has, with what it has changed since. @internal */
export interface Own {
  row: Row
  /** Fails if it no longer has the row. */
  readonly check: Effect.Effect<void, StoreFailed | NotOwned>
  readonly change: (changes: Partial<Row>, events: ReadonlyArray<Event>) => Effect.Effect<void, StoreFailed | NotOwned>
}

/** @internal */
export const owned = (posts: Posts, claimed: Row): Own => {
  const own: Own = {
    row: claimed,
    check: Effect.suspend(() =>
      Effect.flatMap(
        posts.get(own.row.id),
        (found) => found?.revision === own.row.revision ? Effect.void : Effect.fail(new NotOwned())
      )
    ),
    change: (changes, events) =>
      Effect.flatMap(posts.change(own.row, changes, () => events), (next) => {
        if (next === undefined) return Effect.fail(new NotOwned())
        own.row = next
        return Effect.void
      })
  }
  return own
}
