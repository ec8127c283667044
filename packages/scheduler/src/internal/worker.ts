import * as Auth from "effect-tiktok/Auth"
import * as Checkpoint from "effect-tiktok/Checkpoint"
import * as Creator from "effect-tiktok/Creator"
import type { CreatorId } from "effect-tiktok/Post"
import * as Publisher from "effect-tiktok/Publisher"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Metrics from "./metrics.ts"
import type { Row } from "./row.ts"
import type { Settings } from "./settings.ts"
import type { TablesOf } from "./tablesOf.ts"
import * as Work from "./work.ts"

/** What a process that publishes does, on one machine or in a cluster. @internal */
export interface Worker {
  /** Publishes the due posts of a creator, also across outages of the database. */
  readonly turn: (creator: CreatorId) => Effect.Effect<void>
  /** Counts what is due, and removes what is kept long enough. */
  readonly keepHouse: Effect.Effect<void>
}

/** @internal */
export const make = Effect.fnUntraced(function*(
  { due, pauses, posts }: TablesOf,
  settings: Settings,
  wake: (row: Row) => Effect.Effect<void>
): Effect.fn.Return<Worker, never, Auth.Auth | Creator.Creator | Publisher.Publisher | Checkpoint.CheckpointStore> {
  const work = yield* Work.make({
    posts,
    pauses,
    settings,
    wake,
    publisher: yield* Publisher.Publisher,
    creators: yield* Creator.Creator,
    auth: yield* Auth.Auth,
    checkpoints: yield* Checkpoint.CheckpointStore
  })
  let prunedAt: number | undefined

  return {
    turn: (creator) =>
      work.turn(creator).pipe(
        Effect.tapError((error) =>
          Effect.logWarning(`the posts of ${creator} wait for the database: ${error.message}`)
        ),
        Effect.retry(Schedule.spaced("5 seconds")),
        Effect.catchCause((cause) => Effect.logError(`a turn of ${creator} failed`, cause))
      ),
    keepHouse: Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      yield* Metrics.onCounted(yield* due.counts(now, settings.lateAfter))
      if (settings.retention === Infinity || prunedAt !== undefined && now - prunedAt < hour) return
      prunedAt = now
      const removed = yield* due.prune(now - settings.retention)
      if (removed > 0) yield* Effect.logInfo(`removed ${removed} posts that ended long ago`)
    }).pipe(Effect.catch((error) => Effect.logWarning(error.message)))
  }
})

const hour = 3_600_000
