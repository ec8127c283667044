import * as Outcome from "effect-tiktok/Outcome"
import * as Post from "effect-tiktok/Post"
import { StoreFailed } from "effect-tiktok/TikTokError"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { Event, Moved, Problem, type ScheduledPost, ScheduledPostId, State, Waits } from "../ScheduledPost.ts"

/**
 * What a row has beside its columns. A new version only adds fields that may be absent, and an older one keeps those that
 * it does not know.
 */
const Detail = Schema.Struct({
  moved: Schema.optional(Moved),
  waits: Schema.optional(Waits),
  problem: Schema.optional(Problem),
  outcome: Schema.optional(Outcome.Outcome),
  /** TikTok may have parts of the post. */
  begun: Schema.optional(Schema.Boolean),
  /** How often a person found that an unknown outcome is no post. Each time the publish gets another key. */
  round: Schema.optional(Schema.Int),
  /** When the first of the attempts began that failed with errors that end by themselves. */
  triedSince: Schema.optional(Schema.Finite)
})

type Detail = typeof Detail.Type

/** A post as it is stored. Times are milliseconds since 1970. @internal */
export interface Row {
  readonly id: ScheduledPostId
  readonly key: string
  readonly creator: Post.CreatorId
  readonly state: State
  readonly revision: number
  readonly dueAt: number
  /** The order of the creator's posts. */
  readonly startAt: number
  /** When to look at it next. Absent if only a person can continue it. */
  readonly wakeAt: number | undefined
  readonly startedAt: number | undefined
  readonly endedAt: number | undefined
  readonly createdAt: number
  readonly changedAt: number
  readonly attempts: number
  readonly publishId: string | undefined
  /** Absent if a newer version wrote it. */
  readonly post: Post.Data | undefined
  /** The post as it is stored. */
  readonly text: string
  readonly detail: Detail
  /** What a newer version has in the same place. */
  readonly unknown: Readonly<Record<string, unknown>>
}

/** The columns of a row. */
const Columns = Schema.Struct({
  id: ScheduledPostId,
  key: Schema.NonEmptyString,
  creator: Post.CreatorId,
  state: State,
  detail: Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown))
})

const decodeColumns = Schema.decodeUnknownEffect(Columns)
const decodeDetail = Schema.decodeUnknownEffect(Schema.toCodecJson(Detail))
const encodeDetail = Schema.encodeSync(Schema.toCodecJson(Detail))

/** @internal */
export const decode = Effect.fnUntraced(function*(row: StoredRow): Effect.fn.Return<Row, StoreFailed> {
  const foreign = () =>
    new StoreFailed({ action: "decode", store: "scheduler", record: row.id, detail: "the row is of another version" })
  const { creator, detail: all, id, key, state } = yield* Effect.mapError(decodeColumns(row), foreign)
  const detail = yield* Effect.mapError(decodeDetail(all), foreign)
  return {
    id,
    key,
    creator,
    state,
    detail,
    unknown: Object.fromEntries(Object.entries(all).filter(([name]) => !(name in Detail.fields))),
    revision: row.revision,
    dueAt: Number(row.due_at),
    startAt: Number(row.start_at),
    wakeAt: timeOf(row.wake_at),
    startedAt: timeOf(row.started_at),
    endedAt: timeOf(row.ended_at),
    createdAt: Number(row.created_at),
    changedAt: Number(row.changed_at),
    attempts: row.attempts,
    publishId: row.publish_id ?? undefined,
    post: decodePost(row.post),
    text: row.post
  }
})

/** @internal */
export const encode = (row: Row): StoredRow => ({
  id: row.id,
  key: row.key,
  creator: row.creator,
  state: row.state,
  revision: row.revision,
  due_at: Math.ceil(row.dueAt),
  start_at: Math.ceil(row.startAt),
  wake_at: columnOf(row.wakeAt),
  started_at: columnOf(row.startedAt),
  ended_at: columnOf(row.endedAt),
  created_at: Math.ceil(row.createdAt),
  changed_at: Math.ceil(row.changedAt),
  attempts: row.attempts,
  publish_id: row.publishId ?? null,
  post: row.text,
  detail: JSON.stringify(Object.assign({ ...row.unknown }, encodeDetail(row.detail)))
})

/** A row as a driver reads and writes it. PostgreSQL's driver reads a bigint as such. @internal */
export type StoredRow = {
  readonly id: string
  readonly key: string
  readonly creator: string
  readonly state: string
  readonly revision: number
  readonly due_at: number | bigint
  readonly start_at: number | bigint
  readonly wake_at: number | bigint | null
  readonly started_at: number | bigint | null
  readonly ended_at: number | bigint | null
  readonly created_at: number | bigint
  readonly changed_at: number | bigint
  readonly attempts: number
  readonly publish_id: string | null
  readonly post: string
  readonly detail: string
}

/** The columns hold whole milliseconds. */
const columnOf = (time: number | undefined): number | null => time === undefined ? null : Math.ceil(time)

const timeOf = (value: number | bigint | null): number | undefined => value === null ? undefined : Number(value)

// A version that reads less than the stored one must not publish the rest.
const StoredPost = Schema.fromJsonString(Schema.toCodecJson(
  Schema.Struct({ version: Schema.Literal(1), post: Post.Schema })
))

const decodeStoredPost = Schema.decodeUnknownExit(StoredPost)
const encodeStoredPost = Schema.encodeSync(StoredPost)

const decodePost = (text: string): Post.Data | undefined => {
  const exit = decodeStoredPost(text)
  return Exit.isSuccess(exit) ? exit.value.post : undefined
}

/** @internal */
export const encodePost = (post: Post.Data): string => encodeStoredPost({ version: 1, post })

const EventText = Schema.fromJsonString(Schema.toCodecJson(Event))

/** @internal */
export const encodeEvent = Schema.encodeSync(EventText)

/** An event of a newer version is undefined. @internal */
export const decodeEvent = (text: string): Event | undefined => {
  const exit = decodeEventText(text)
  return Exit.isSuccess(exit) ? exit.value : undefined
}

const decodeEventText = Schema.decodeUnknownExit(EventText)

/** What the service tells of a row. @internal */
export const toScheduledPost = (row: Row): ScheduledPost => ({
  id: row.id,
  key: row.key,
  creator: row.creator,
  post: row.post,
  state: row.state,
  revision: row.revision,
  dueAt: DateTime.makeUnsafe(row.dueAt),
  startsAt: DateTime.makeUnsafe(row.startAt),
  moved: row.detail.moved,
  nextAt: dateOf(row.wakeAt),
  waits: row.detail.waits,
  problem: row.detail.problem,
  outcome: row.detail.outcome,
  publishId: row.publishId === undefined ? undefined : Post.PublishId.make(row.publishId),
  attempts: row.attempts,
  createdAt: DateTime.makeUnsafe(row.createdAt),
  changedAt: DateTime.makeUnsafe(row.changedAt),
  startedAt: dateOf(row.startedAt),
  endedAt: dateOf(row.endedAt)
})

const dateOf = (millis: number | undefined): DateTime.Utc | undefined =>
  millis === undefined ? undefined : DateTime.makeUnsafe(millis)
