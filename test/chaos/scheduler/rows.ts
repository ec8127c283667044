/** What the tables of the scheduler say during and after a run. */
import { Context, Effect, Layer, Schedule } from "effect"
import { Post } from "effect-tiktok"
import type { ScheduledPost } from "effect-tiktok-scheduler"
import { SqlClient, type SqlError } from "effect/sql"
import { layerPostgres } from "../../support/servers.ts"
import type { Result } from "../protocol.ts"

/** A row of `tiktok_posts`. */
export interface PostRow {
  readonly key: string
  readonly creator: string
  readonly state: ScheduledPost.State
  readonly publish_id: string | null
  /** In epoch milliseconds. */
  readonly created_at: number
  /** When its last attempt began, in epoch milliseconds. */
  readonly started_at: number | null
  /** JSON. */
  readonly detail: string
  /** JSON. */
  readonly post: string
}

/** Reads from the database, which may be down for a while. */
export const makeRows = Effect.fnUntraced(function*(url: string) {
  const sql = Context.get(yield* Layer.build(layerPostgres(url)), SqlClient.SqlClient)
  return {
    counts: Effect.map(
      again(
        sql<{ readonly state: string; readonly count: number }>`
          SELECT state, count(*)::int AS count FROM tiktok_posts GROUP BY state ORDER BY state`
      ),
      (found): Readonly<Record<string, number>> => Object.fromEntries(found.map(({ count, state }) => [state, count]))
    ),
    withoutLogin: again(
      sql<{ readonly creator: string }>`SELECT DISTINCT creator FROM tiktok_posts WHERE state = 'AwaitingLogin'`
    ),
    /** All posts, in the order of their times. */
    all: again(
      sql<
        PostRow
      >`SELECT key, creator, state, publish_id, created_at::float8, started_at::float8, detail, post FROM tiktok_posts ORDER BY start_at, id`
    )
  }
})

/** The database may be down for a while. */
const again = <A>(query: Effect.Effect<A, SqlError.SqlError>) =>
  Effect.orDie(Effect.retry(query, { schedule: Schedule.spaced("500 millis"), times: 120 }))

/** States that change by themselves. */
export const openStates: ReadonlySet<string> = new Set(["Scheduled", "AwaitingLogin", "Publishing", "Processing"])

/** The result that a row reports. */
export const resultOf = ({ detail, publish_id, state }: PostRow): Result | undefined => {
  const { outcome, problem } = JSON.parse(detail)
  switch (state) {
    case "Published":
      return { _tag: "Published", publishId: idOf(publish_id), postIds: outcome?.postIds ?? [] }
    case "SentToInbox":
      return { _tag: "SentToInbox", publishId: Post.PublishId.make(publish_id ?? "none") }
    case "Unknown":
      return { _tag: "OutcomeUnknown", detail: problem?.rule ?? "", remedy: "" }
    case "Failed":
    case "NeedsAttention":
    case "Canceled":
    case "Skipped":
      return { _tag: "Refused", reason: problem?.reason ?? state, detail: problem?.rule ?? "" }
    default:
      return undefined
  }
}

const idOf = (id: string | null) => id === null ? undefined : Post.PublishId.make(id)
