import type * as Post from "effect-tiktok/Post"
import { InvalidInput, KeyConflict, type StoreFailed } from "effect-tiktok/TikTokError"
import type * as Webhook from "effect-tiktok/Webhook"
import * as Clock from "effect/Clock"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Struct from "effect/Struct"
import type { At, Filter, Page } from "../model/options.ts"
import type { Service } from "../model/service.ts"
import { type Event, ScheduledPostId, State } from "../ScheduledPost.ts"
import {
  AlreadyPublishing,
  fromReason,
  NotFound,
  OutcomeUnsettled,
  type Reason,
  type SchedulerError,
  WrongState
} from "../SchedulerError.ts"
import type { Due } from "./dueQueries.ts"
import * as EndStates from "./endStates.ts"
import type { Pauses } from "./pauses.ts"
import { plan } from "./plan.ts"
import type { Position, Posts } from "./posts.ts"
import * as Row from "./row.ts"
import * as Rules from "./rules.ts"
import type { ClientSettings } from "./settings.ts"
import { ofWebhook } from "./webhook.ts"
import * as When from "./when.ts"
import { stateOf } from "./work.ts"

/** @internal */
export interface Parts {
  readonly posts: Posts
  readonly pauses: Pauses
  readonly due: Due
  readonly settings: ClientSettings
  /** Asks for a turn of the creator at the time of the row. */
  readonly wake: (row: Row.Row) => Effect.Effect<void>
}

/**
 * The operations over the tables, of runners and of processes that only schedule.
 *
 * @internal
 */
export const make = Effect.fnUntraced(function*(
  { due, pauses, posts, settings, wake }: Parts
): Effect.fn.Return<Service> {
  const { uuidV7 } = yield* Effect.provide(SecureRandom.SecureRandom, SecureRandom.layerWebCrypto)

  const found = Effect.fnUntraced(function*(id: ScheduledPostId) {
    // A database may refuse what is no name.
    const row = Rules.name("id", id).length > 0 ? undefined : yield* posts.get(id)
    return row ?? (yield* new NotFound({ id: String(id) }))
  })

  /** Changes a row that a decision allows. If a worker was faster, decides again. */
  const decide = <E>(
    id: ScheduledPostId,
    decision: (row: Row.Row, now: number) => Effect.Effect<Partial<Row.Row>, E>
  ): Effect.Effect<Row.Row, E | NotFound | StoreFailed> =>
    Effect.gen(function*() {
      const row = yield* found(id)
      const changes = yield* decision(row, yield* Clock.currentTimeMillis)
      const next = yield* posts.change(row, changes, (next) => [stateOf(next)])
      if (next === undefined) return yield* decide(id, decision)
      if (next.wakeAt !== undefined) yield* wake(next)
      return next
    })

  /** Puts a post back into the plan of its creator. */
  const replan = Effect.fnUntraced(function*(row: Row.Row, at: number) {
    const { at: startAt, moved } = plan(yield* posts.taken(row.creator, at, row.id), at, settings.limits)
    const detail = Struct.omit(row.detail, ["moved", "outcome", "problem", "triedSince", "waits"])
    return {
      state: "Scheduled",
      dueAt: at,
      startAt,
      wakeAt: startAt,
      startedAt: undefined,
      endedAt: undefined,
      publishId: undefined,
      detail: { ...detail, ...moved === undefined ? {} : { moved } }
    } satisfies Partial<Row.Row>
  })

  // ---------------------------------------------------------------------------
  // operations
  // ---------------------------------------------------------------------------

  const schedule: Service["schedule"] = Effect.fn("Scheduler.schedule")(function*(creator, post, options) {
    yield* orFail([
      ...Rules.name("creator", creator, 200),
      ...yield* Rules.ofPost(post),
      ...Rules.name("key", options?.key)
    ])
    const { key } = options
    const text = Row.encodePost(post)
    // Another version may have written the same post in other words.
    const isSame = (row: Row.Row) =>
      row.creator === creator && (row.post === undefined ? row.text : Row.encodePost(row.post)) === text
    const resultOf = (row: Row.Row) =>
      isSame(row)
        ? Effect.succeed(Row.toScheduledPost(row))
        : Effect.fail(
          new KeyConflict({ key, rule: "belongs to another scheduled post, of another creator or with other settings" })
        )

    // A repeated call may come after the time of the post.
    const known = yield* posts.byKey(key)
    if (known !== undefined) return yield* resultOf(known)
    const now = yield* Clock.currentTimeMillis
    const dueAt = yield* Effect.fromResult(When.read(options.at, now))
    const id = ScheduledPostId.make(yield* uuidV7())
    const { isNew, row } = yield* posts.insert(creator, key, dueAt, (taken) => {
      const { at: startAt, moved } = plan(taken, dueAt, settings.limits)
      return {
        id,
        key,
        creator,
        state: "Scheduled",
        revision: 1,
        dueAt,
        startAt,
        wakeAt: startAt,
        startedAt: undefined,
        endedAt: undefined,
        createdAt: now,
        changedAt: now,
        attempts: 0,
        publishId: undefined,
        post,
        text,
        detail: moved === undefined ? {} : { moved },
        unknown: {}
      }
    }, stateOf)
    if (!isNew) return yield* resultOf(row)
    yield* wake(row)
    return Row.toScheduledPost(row)
  }, failure("schedule"))

  const reschedule: Service["reschedule"] = Effect.fn("Scheduler.reschedule")(function*(id, at: At) {
    const row = yield* decide(
      id,
      Effect.fnUntraced(function*(row, now) {
        yield* orFail(allowed(row, movable))
        return yield* replan(row, yield* Effect.fromResult(When.read(at, now)))
      })
    )
    return Row.toScheduledPost(row)
  }, failure("reschedule"))

  const cancel: Service["cancel"] = Effect.fn("Scheduler.cancel")(function*(id) {
    const row = yield* decide(
      id,
      Effect.fnUntraced(function*(row, now) {
        if (row.state === "Canceled") return {}
        yield* orFail(allowed(row, movable))
        return { state: "Canceled", wakeAt: undefined, endedAt: now } as const
      })
    )
    return Row.toScheduledPost(row)
  }, failure("cancel"))

  const retry: Service["retry"] = Effect.fn("Scheduler.retry")(function*(id, options) {
    const post = options?.post
    if (post !== undefined) yield* orFail(yield* Rules.ofPost(post))
    const row = yield* decide(
      id,
      Effect.fnUntraced(function*(row, now) {
        if (row.state === "Unknown") return yield* new OutcomeUnsettled({ id, state: row.state })
        yield* orFail(allowed(row, repeatable))
        return {
          ...yield* replan(row, now),
          ...post === undefined ? {} : { post, text: Row.encodePost(post) }
        }
      })
    )
    return Row.toScheduledPost(row)
  }, failure("retry"))

  const settle: Service["settle"] = Effect.fn("Scheduler.settle")(function*(id, as) {
    yield* orFail(
      as === "Published" || as === "NotPublished"
        ? []
        : [new InvalidInput({ field: "as", rule: "must be Published or NotPublished" })]
    )
    const row = yield* decide(
      id,
      Effect.fnUntraced(function*(row, now) {
        yield* orFail(
          unsettled.has(row.state) ? [] : [new WrongState({ id, state: row.state, expected: [...unsettled] })]
        )
        if (as === "Published") {
          const { publishId } = Row.toScheduledPost(row)
          return EndStates.ofOutcome(row, { _tag: "Published", publishId, postIds: [] }, now)
        }
        const detail = Struct.omit(row.detail, ["begun", "outcome", "triedSince", "waits"])
        return {
          state: "Failed",
          wakeAt: undefined,
          endedAt: now,
          detail: { ...detail, round: (detail.round ?? 0) + 1, problem: notPublished }
        } as const
      })
    )
    return Row.toScheduledPost(row)
  }, failure("settle"))

  const page: Service["page"] = Effect.fn("Scheduler.page")(function*(filter, options) {
    const limit = options?.limit ?? 50
    yield* orFail([
      ...ofFilter(filter),
      ...Number.isSafeInteger(limit) && limit >= 1 && limit <= 1000
        ? []
        : [new InvalidInput({ field: "limit", rule: "must be a whole number from 1 to 1000" })]
    ])
    const after = options?.cursor === undefined ? undefined : yield* positionOf(options.cursor)
    const rows = yield* posts.page({
      creator: filter?.creator,
      states: filter?.states ?? [],
      from: filter?.from?.epochMilliseconds,
      to: filter?.to?.epochMilliseconds,
      after,
      limit: limit + 1
    })
    const shown = rows.slice(0, limit)
    const last = shown.at(-1)
    return {
      posts: shown.map(Row.toScheduledPost),
      ...rows.length > limit && last !== undefined ? { cursor: `${last.startAt}/${last.id}` } : {}
    } satisfies Page
  }, failure("page"))

  const list: Service["list"] = (filter) =>
    Stream.paginate(
      undefined as string | undefined,
      (cursor) =>
        Effect.map(page(filter, { cursor, limit: 200 }), ({ cursor, posts }) =>
          [posts, Option.fromUndefinedOr(cursor)] as const)
    )

  const watch: Service["watch"] = (id) => {
    const next = Effect.fnUntraced(function*(after: number | undefined) {
      if (after !== undefined) yield* Effect.sleep(settings.watchEvery)
      // The row first: then all events of its state are there.
      const row = yield* found(id)
      const events = yield* posts.events(id, after ?? 0)
      return [
        events.flatMap(({ event }) => event ?? []),
        EndStates.isEnded(row.state) ? Option.none() : Option.some(events.at(-1)?.number ?? after ?? 0)
      ] as const
    }, failure("watch"))
    return Stream.paginate(undefined as number | undefined, next)
  }

  return {
    schedule,
    reschedule,
    cancel,
    retry,
    settle,
    page,
    list,
    watch,
    get: Effect.fn("Scheduler.get")(function*(id) {
      return Row.toScheduledPost(yield* found(id))
    }, failure("get")),
    find: Effect.fn("Scheduler.find")(function*(key) {
      const row = Rules.name("key", key).length > 0 ? undefined : yield* posts.byKey(key)
      return row && Row.toScheduledPost(row)
    }, failure("find")),
    history: Effect.fn("Scheduler.history")(function*(id) {
      yield* found(id)
      const events = yield* posts.events(id, 0)
      return events.flatMap(({ at, event }) => event === undefined ? [] : [{ at, event }])
    }, failure("history")),
    receive: Effect.fn("Scheduler.receive")(function*(event: Webhook.Event) {
      if (!("publishId" in event) || event.publishId === undefined) return false
      const row = yield* posts.byPublishId(event.publishId)
      if (row === undefined || event.creator !== undefined && event.creator !== row.creator) return false
      const outcome = ofWebhook(row, event)
      if (outcome === undefined) return true
      const changes = EndStates.ofOutcome(row, outcome, yield* Clock.currentTimeMillis)
      const events = (next: Row.Row): ReadonlyArray<Event> => [{ _tag: "Finished", outcome }, stateOf(next)]
      const next = yield* posts.change(row, changes, events)
      if (next === undefined) {
        // TikTok sends it again if the caller does not respond with 200, but the worker knows the outcome by now.
        yield* Effect.logDebug(`the outcome of ${row.id} changed while its webhook arrived`)
      }
      return true
    }, failure("receive")),
    resume: Effect.fn("Scheduler.resume")(function*(creator: Post.CreatorId) {
      yield* orFail(Rules.name("creator", creator, 200))
      let [resumed, cursor]: [number, Position | undefined] = [0, undefined]
      while (true) {
        const rows: ReadonlyArray<Row.Row> = yield* posts.page({
          creator,
          states: ["AwaitingLogin"],
          from: undefined,
          to: undefined,
          after: cursor,
          limit: 200
        })
        const now = yield* Clock.currentTimeMillis
        for (const row of rows) {
          const next = yield* posts.change(row, { wakeAt: now, detail: { ...row.detail, triedSince: now } }, () => [])
          if (next === undefined) continue
          resumed++
          yield* wake(next)
        }
        cursor = rows.at(-1)
        if (rows.length < 200) return resumed
      }
    }, failure("resume")),
    health: Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const counts = yield* due.counts(now, settings.lateAfter)
      const paused = yield* pauses.current
      return {
        isHealthy: counts.late === 0 && paused === undefined,
        due: counts.due,
        late: counts.late,
        ...counts.oldest === undefined ? {} : { oldest: DateTime.makeUnsafe(counts.oldest) },
        ...paused === undefined
          ? {}
          : { paused: { until: DateTime.makeUnsafe(paused.until), because: paused.because } }
      }
    }).pipe(failure("health"), Effect.withSpan("Scheduler.health"))
  }
})

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

/** The failure of an operation from its reason. */
const failure =
  (name: string) => <A, R extends Reason>(effect: Effect.Effect<A, R>): Effect.Effect<A, SchedulerError<R>> =>
    Effect.mapError(effect, fromReason(`Scheduler.${name}`))

const orFail = <R>([first]: ReadonlyArray<R>): Effect.Effect<void, R> =>
  first === undefined ? Effect.void : Effect.fail(first)

/** Nothing of these is at TikTok. */
const movable: ReadonlyArray<State> = ["Scheduled", "AwaitingLogin", "NeedsAttention", "Skipped"]
const repeatable: ReadonlyArray<State> = ["Failed", "NeedsAttention", "Skipped"]
const unsettled: ReadonlySet<State> = new Set<State>(["Unknown", "Processing"])

const allowed = (
  { detail, id, state }: Row.Row,
  expected: ReadonlyArray<State>
): ReadonlyArray<AlreadyPublishing | WrongState> => {
  if (state === "Publishing" || state === "Processing" || expected.includes(state) && detail.begun === true) {
    return [new AlreadyPublishing({ id, state })]
  }
  return expected.includes(state) ? [] : [new WrongState({ id, state, expected })]
}

const notPublished = {
  reason: "NotPublished",
  rule: "a person found no post",
  remedy: "Retry it."
}

const ofFilter = (filter: Filter | undefined): ReadonlyArray<InvalidInput> => {
  const { creator, from, states, to } = filter ?? {}
  return [
    ...creator === undefined ? [] : Rules.name("filter.creator", creator, 200),
    ...states === undefined || Array.isArray(states) && states.every((state) => State.literals.includes(state))
      ? []
      : [new InvalidInput({ field: "filter.states", rule: `must be a list of ${State.literals.join(", ")}` })],
    ...Object.entries({ from, to }).flatMap(([field, time]) =>
      time === undefined || DateTime.isDateTime(time)
        ? []
        : [new InvalidInput({ field: `filter.${field}`, rule: "must be a DateTime" })]
    )
  ]
}

const positionOf = (cursor: string): Effect.Effect<Position, InvalidInput> => {
  const [, time, id] = typeof cursor === "string" ? /^(\d{1,16})\/([\w-]+)$/.exec(cursor) ?? [] : []
  return time === undefined || id === undefined
    ? Effect.fail(new InvalidInput({ field: "cursor", rule: "must be the cursor of a page" }))
    : Effect.succeed({ startAt: Number(time), id })
}
