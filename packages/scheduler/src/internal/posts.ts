import type { CreatorId } from "effect-tiktok/Post"
import type { StoreFailed } from "effect-tiktok/TikTokError"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type { Fragment } from "effect/sql/Statement"
import type { Event, ScheduledPostId, State } from "../ScheduledPost.ts"
import type { Database } from "./database.ts"
import { day } from "./plan.ts"
import * as Row from "./row.ts"

/** Which posts a list has. */
interface Query {
  readonly creator: CreatorId | undefined
  readonly states: ReadonlyArray<State>
  /** Milliseconds since 1970, of the time a post begins. */
  readonly from: number | undefined
  readonly to: number | undefined
  readonly after: Position | undefined
  readonly limit: number
}

/** The last post of a page. @internal */
export interface Position {
  readonly startAt: number
  readonly id: string
}

/** Rows of posts, and their events. @internal */
export interface Posts {
  readonly get: (id: ScheduledPostId) => Effect.Effect<Row.Row | undefined, StoreFailed>
  readonly byKey: (key: string) => Effect.Effect<Row.Row | undefined, StoreFailed>
  readonly byPublishId: (id: string) => Effect.Effect<Row.Row | undefined, StoreFailed>
  readonly page: (query: Query) => Effect.Effect<ReadonlyArray<Row.Row>, StoreFailed>
  /** Inserts a post that is made from the times of the creator's others. Returns the post of the key, if there is one. */
  readonly insert: (
    creator: CreatorId,
    key: string,
    at: number,
    make: (taken: ReadonlyArray<number>) => Row.Row,
    event: (row: Row.Row) => Event
  ) => Effect.Effect<{ readonly row: Row.Row; readonly isNew: boolean }, StoreFailed>
  /** When the creator's other posts begin, from a day before the given time on. */
  readonly taken: (
    creator: CreatorId,
    at: number,
    except?: ScheduledPostId
  ) => Effect.Effect<ReadonlyArray<number>, StoreFailed>
  /**
   * Changes a row, and appends its events in the same step. Returns undefined and changes nothing if the row has another
   * revision by now.
   */
  readonly change: (
    row: Row.Row,
    changes: Partial<Row.Row>,
    events: (next: Row.Row) => ReadonlyArray<Event>
  ) => Effect.Effect<Row.Row | undefined, StoreFailed>
  readonly append: (id: ScheduledPostId, event: Event) => Effect.Effect<void, StoreFailed>
  readonly events: (id: ScheduledPostId, after: number) => Effect.Effect<ReadonlyArray<NumberedEvent>, StoreFailed>
  /** The creator's posts that TikTok still processes and that are due, and then the next of the others. */
  readonly next: (creator: CreatorId, now: number) => Effect.Effect<ReadonlyArray<Row.Row>, StoreFailed>
  /** When the creator's posts of the last day began, in order. */
  readonly startedSince: (creator: CreatorId, since: number) => Effect.Effect<ReadonlyArray<number>, StoreFailed>
}

interface NumberedEvent {
  readonly number: number
  readonly at: DateTime.Utc
  /** Absent if a newer version wrote it. */
  readonly event: Event | undefined
}

const rows = (statement: Effect.Effect<ReadonlyArray<Row.StoredRow>, StoreFailed>) =>
  Effect.flatMap(statement, Effect.forEach(Row.decode))

/** @internal */
export const make = (database: Database): Posts => {
  const { dialect, read, sql, transaction, write } = database
  const isPg = dialect === "pg"

  const first = (where: Fragment) =>
    Effect.map(rows(read(sql<Row.StoredRow>`SELECT * FROM tiktok_posts WHERE ${where}`)), ([row]) => row)

  const taken: Posts["taken"] = (creator, at, except) =>
    Effect.map(
      read(sql<{ readonly at: number | bigint }>`
        SELECT coalesce(started_at, start_at) AS at FROM tiktok_posts
        WHERE creator = ${creator} AND start_at > ${at - 2 * day} AND id <> ${except ?? ""}
          AND state NOT IN ('Canceled', 'Skipped', 'NeedsAttention')
        ORDER BY at`),
      (found) => found.map(({ at }) => Number(at))
    )

  /** One statement, in which the events depend on the row. */
  const inPostgres = (row: Row.StoredRow, revision: number, events: ReadonlyArray<string>) =>
    sql`WITH changed AS (
        UPDATE tiktok_posts SET ${sql.update(row, ["id", "key", "creator", "created_at"])}
        WHERE id = ${row.id} AND revision = ${revision} RETURNING id
      ), appended AS (
        INSERT INTO tiktok_events (post_id, at, body)
        SELECT changed.id, ${row.changed_at}, body FROM changed, json_array_elements_text(${
      JSON.stringify(events)
    }::json) AS body
      )
      SELECT id FROM changed`

  const inSqlite = (row: Row.StoredRow, revision: number, events: ReadonlyArray<string>) =>
    transaction(Effect.gen(function*() {
      const changed = yield* sql`UPDATE tiktok_posts SET ${sql.update(row, ["id", "key", "creator", "created_at"])}
        WHERE id = ${row.id} AND revision = ${revision} RETURNING id`
      if (changed.length > 0) yield* Effect.forEach(events, (body) => insertEvent(row.id, Number(row.changed_at), body))
      return changed
    }))

  const update = isPg ? inPostgres : inSqlite

  const insertEvent = (id: string, at: number, body: string) =>
    sql`INSERT INTO tiktok_events (post_id, at, body) VALUES (${id}, ${at}, ${body})`

  const insert: Posts["insert"] = Effect.fnUntraced(function*(creator, key, at, makeRow, event) {
    const attempt = Effect.gen(function*() {
      // Two posts of one creator must not take the same room.
      if (isPg) yield* sql`SELECT pg_advisory_xact_lock(hashtextextended(${`tiktok_posts/${creator}`}, 0))`
      const row = makeRow(yield* taken(creator, at))
      const inserted = yield* sql`INSERT INTO tiktok_posts ${sql.insert(Row.encode(row))}
        ON CONFLICT (key) DO NOTHING RETURNING id`
      if (inserted.length === 0) return undefined
      yield* insertEvent(row.id, row.createdAt, Row.encodeEvent(event(row)))
      return row
    })
    const row = yield* write(transaction(attempt))
    if (row !== undefined) return { row, isNew: true }
    const found = yield* first(sql`key = ${key}`)
    // It was removed in between.
    return found === undefined ? yield* insert(creator, key, at, makeRow, event) : { row: found, isNew: false }
  })

  return {
    get: (id) => first(sql`id = ${id}`),
    byKey: (key) => first(sql`key = ${key}`),
    byPublishId: (id) => first(sql`publish_id = ${id}`),

    page: ({ after, creator, from, limit, states, to }) => {
      const conditions = [
        sql`start_at >= ${from ?? 0}`,
        ...to === undefined ? [] : [sql`start_at < ${to}`],
        ...creator === undefined ? [] : [sql`creator = ${creator}`],
        ...states.length === 0 ? [] : [sql.in("state", states)],
        ...after === undefined ? [] : [sql`(start_at, id) > (${after.startAt}, ${after.id})`]
      ]
      return rows(read(sql<Row.StoredRow>`SELECT * FROM tiktok_posts WHERE ${sql.and(conditions)}
        ORDER BY start_at, id LIMIT ${limit}`))
    },

    insert,
    taken,

    change: Effect.fnUntraced(function*(row, changes, events) {
      const next: Row.Row = {
        ...row,
        ...changes,
        revision: row.revision + 1,
        changedAt: yield* Clock.currentTimeMillis
      }
      const changed = yield* write(
        update(Row.encode(next), row.revision, events(next).map((event) => Row.encodeEvent(event)))
      )
      return changed.length > 0 ? next : undefined
    }),

    append: (id, event) =>
      Effect.flatMap(
        Clock.currentTimeMillis,
        (now) => Effect.asVoid(write(insertEvent(id, now, Row.encodeEvent(event))))
      ),

    events: (id, after) =>
      Effect.map(
        read(sql<{ readonly id: number | bigint; readonly at: number | bigint; readonly body: string }>`
          SELECT id, at, body FROM tiktok_events WHERE post_id = ${id} AND id > ${after} ORDER BY id`),
        (found) =>
          found.map(({ at, body, id }) => ({
            number: Number(id),
            at: DateTime.makeUnsafe(Number(at)),
            event: Row.decodeEvent(body)
          }))
      ),

    next: (creator, now) =>
      rows(read(sql<Row.StoredRow>`
        SELECT * FROM (
          SELECT * FROM tiktok_posts WHERE creator = ${creator} AND state = 'Processing' AND wake_at <= ${now}
          ORDER BY wake_at LIMIT 20
        ) AS processing
        UNION ALL
        SELECT * FROM (
          SELECT * FROM tiktok_posts WHERE creator = ${creator} AND wake_at IS NOT NULL AND state <> 'Processing'
          ORDER BY start_at, id LIMIT 1
        ) AS waiting`)),

    startedSince: (creator, since) =>
      Effect.map(
        read(sql<{ readonly at: number | bigint }>`
          SELECT started_at AS at FROM tiktok_posts WHERE creator = ${creator} AND started_at > ${since}
          ORDER BY started_at`),
        (found) => found.map(({ at }) => Number(at))
      )
  }
}
