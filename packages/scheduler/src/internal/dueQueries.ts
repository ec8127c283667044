import type { CreatorId } from "effect-tiktok/Post"
import * as Post from "effect-tiktok/Post"
import type { StoreFailed } from "effect-tiktok/TikTokError"
import * as Effect from "effect/Effect"
import type { Database } from "./database.ts"

/** A creator whose next post is due. */
interface DueCreator {
  readonly creator: CreatorId
  readonly id: string
  readonly revision: number
}

/** What is due, over all creators. Times are milliseconds since 1970. @internal */
export interface Due {
  /** Creators with a post whose time was before `before`, and that waits for no earlier post of theirs. */
  readonly creators: (before: number, now: number) => Effect.Effect<ReadonlyArray<DueCreator>, StoreFailed>
  /** Creators of posts that a runner which ended may have left. */
  readonly left: Effect.Effect<ReadonlyArray<CreatorId>, StoreFailed>
  /** The next time after `now` at which something is due. */
  readonly next: (now: number) => Effect.Effect<number | undefined, StoreFailed>
  readonly counts: (now: number, lateAfter: number) => Effect.Effect<Counts, StoreFailed>
  /** Removes posts that ended before this time. Returns their number. */
  readonly prune: (before: number) => Effect.Effect<number, StoreFailed>
}

interface Counts {
  readonly due: number
  readonly late: number
  /** When the time of the oldest due post was. */
  readonly oldest: number | undefined
}

/** @internal */
export const make = ({ read, sql, write }: Database): Due => {
  const pruneSome = (before: number) =>
    write(sql`DELETE FROM tiktok_posts WHERE id IN (
      SELECT id FROM tiktok_posts WHERE ended_at < ${before} AND wake_at IS NULL LIMIT 1000
    ) RETURNING id`)

  const prune = (before: number): Effect.Effect<number, StoreFailed> =>
    Effect.flatMap(pruneSome(before), (removed) =>
      removed.length < 1000
        ? Effect.succeed(removed.length)
        : Effect.map(prune(before), (more) => removed.length + more))

  return {
    creators: (before, now) =>
      Effect.map(
        read(sql<{ readonly creator: string; readonly id: string; readonly revision: number }>`
          SELECT creator, id, revision FROM tiktok_posts AS post
          WHERE wake_at <= ${before} AND (state = 'Processing' OR NOT EXISTS (
            SELECT 1 FROM tiktok_posts AS earlier
            WHERE earlier.creator = post.creator AND earlier.wake_at > ${now} AND earlier.state <> 'Processing'
              AND (earlier.start_at, earlier.id) < (post.start_at, post.id)
          ))
          ORDER BY wake_at LIMIT 2000`),
        (found) => {
          const creators = new Map<string, DueCreator>()
          for (const { creator, id, revision } of found) {
            if (!creators.has(creator)) creators.set(creator, { creator: Post.CreatorId.make(creator), id, revision })
          }
          return [...creators.values()]
        }
      ),

    left: Effect.map(
      read(sql<{ readonly creator: string }>`
        SELECT DISTINCT creator FROM tiktok_posts WHERE state = 'Publishing' AND wake_at IS NOT NULL`),
      (found) => found.map(({ creator }) => Post.CreatorId.make(creator))
    ),

    next: (now) =>
      Effect.map(
        read(
          sql<
            { readonly at: number | bigint | null }
          >`SELECT min(wake_at) AS at FROM tiktok_posts WHERE wake_at > ${now}`
        ),
        ([row]) => row === undefined || row.at === null ? undefined : Number(row.at)
      ),

    counts: (now, lateAfter) =>
      Effect.map(
        read(
          sql<
            {
              readonly due: number | bigint
              readonly late: number | bigint | null
              readonly oldest: number | bigint | null
            }
          >`
          SELECT count(*) AS due, sum(CASE WHEN start_at <= ${
            now - lateAfter
          } THEN 1 ELSE 0 END) AS late, min(start_at) AS oldest
          FROM tiktok_posts WHERE wake_at IS NOT NULL AND start_at <= ${now} AND state IN ('Scheduled', 'AwaitingLogin')`
        ),
        ([row]) => ({
          due: Number(row?.due ?? 0),
          late: Number(row?.late ?? 0),
          oldest: row?.oldest === null || row?.oldest === undefined ? undefined : Number(row.oldest)
        })
      ),

    prune
  }
}
