import type * as Auth from "effect-tiktok/Auth"
import type * as Checkpoint from "effect-tiktok/Checkpoint"
import type * as Creator from "effect-tiktok/Creator"
import type * as Outcome from "effect-tiktok/Outcome"
import * as Post from "effect-tiktok/Post"
import type * as Publisher from "effect-tiktok/Publisher"
import {
  fromReason,
  type InvalidInput,
  isTikTokError,
  MediaUnreadable,
  type StoreFailed,
  type TikTokError
} from "effect-tiktok/TikTokError"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import * as Struct from "effect/Struct"
import type { Event, Waits } from "../ScheduledPost.ts"
import { backoff, judge, problemOf, type Verdict } from "./afterFailure.ts"
import * as EndStates from "./endStates.ts"
import * as Metrics from "./metrics.ts"
import { type Own, owned } from "./own.ts"
import type { Pauses } from "./pauses.ts"
import { day, plan } from "./plan.ts"
import type { Posts } from "./posts.ts"
import type { Row } from "./row.ts"
import * as Rules from "./rules.ts"
import type { Settings } from "./settings.ts"

/** @internal */
export interface Parts {
  readonly posts: Posts
  readonly pauses: Pauses
  readonly settings: Settings
  readonly publisher: Publisher.Publisher["Service"]
  readonly creators: Creator.Creator["Service"]
  readonly auth: Auth.Auth["Service"]
  readonly checkpoints: Checkpoint.CheckpointStore["Service"]
  /** Called after a post of this worker got another time. */
  readonly wake: (row: Row) => Effect.Effect<void>
}

/** Works on the posts of creators. @internal */
export interface Work {
  /**
   * Publishes the due posts of a creator, in order. Must run once at a time for each creator; two that do publish nothing
   * twice, because the library's claim of the key and the revision of the row let one of them through.
   */
  readonly turn: (creator: Post.CreatorId) => Effect.Effect<void, StoreFailed>
}

/** @internal */
export const make = Effect.fnUntraced(function*(parts: Parts): Effect.fn.Return<Work> {
  const { auth, checkpoints, creators, pauses, posts, publisher, settings } = parts
  const permits = yield* Semaphore.make(settings.concurrency)

  // ---------------------------------------------------------------------------
  // changes of a row
  // ---------------------------------------------------------------------------

  /** Changes the row and tells of its new state. Undefined if its revision is another by now. */
  const move = Effect.fnUntraced(function*(row: Row, changes: Partial<Row>, events: ReadonlyArray<Event> = []) {
    const next = yield* posts.change(row, changes, (next) => [...events, stateOf(next)])
    if (next === undefined) return undefined
    if (EndStates.isEnded(next.state)) yield* Metrics.onEnded(next.state)
    else if (next.wakeAt !== undefined && next.state !== "Publishing" || next.detail.waits !== undefined) {
      yield* parts.wake(next)
    }
    return next
  })

  const postpone = (row: Row, wakeAt: number, waits: Waits) =>
    move(row, {
      wakeAt,
      state: row.detail.begun === true ? "Publishing" : "Scheduled",
      startedAt: row.detail.begun === true ? row.startedAt : undefined,
      detail: { ...row.detail, waits }
    })

  // ---------------------------------------------------------------------------
  // before a post begins
  // ---------------------------------------------------------------------------

  /**
   * Whether TikTok may have a part of the post, which then continues. It may if the store fails. If another attempt could
   * still send the post, it may too; one that no longer renews its claim loses it here.
   */
  const isBegun = (row: Row) =>
    Effect.match(
      Effect.flatMap(checkpoints.get(keyOf(row)), (found) =>
        found?.phase === "Waiting"
          ? Effect.scoped(Effect.flatMap(checkpoints.tryClaim(keyOf(row)), (claim) => claim.found))
          : Effect.succeed(found)),
      { onFailure: () => true, onSuccess: mayBeSent }
    )

  /** What the post has to wait for, though its time has come. */
  const obstacle = Effect.fnUntraced(function*(row: Row, now: number) {
    const pause = yield* pauses.recent
    if (pause !== undefined && pause.until > now) {
      return { until: pause.until, waits: { for: "App", because: pause.because } as const }
    }
    const { at, moved } = plan(yield* posts.startedSince(row.creator, now - day - 60_000), now, settings.limits)
    if (moved === undefined) return undefined
    const waits: Waits = moved === "PerMinute"
      ? { for: "MinuteLimit", because: `${settings.limits.perMinute} posts of this creator have begun within a minute` }
      : { for: "DailyLimit", because: `${settings.limits.perDay} posts of this creator have begun within a day` }
    return { until: at, waits }
  })

  /** Whether the creator of a post that waits has logged in. If not, it waits on. */
  const hasLogin = Effect.fnUntraced(function*(row: Row, now: number) {
    const isOver = yield* Effect.match(auth.accessToken(row.creator), {
      onFailure: (error) => error.category === "login",
      onSuccess: () => false
    })
    if (!isOver) return true
    const waited = now - (row.detail.triedSince ?? now)
    const next = yield* posts.change(row, { wakeAt: now + clamp(waited, minute, 30 * minute) }, () => [])
    if (next !== undefined) yield* parts.wake(next)
    return false
  })

  const begin = Effect.fnUntraced(function*(row: Row, now: number) {
    if (row.post === undefined) {
      return void (yield* postpone(row, now + minute, {
        for: "Upgrade",
        because: "a newer version of this program wrote the post, and this runner cannot read it"
      }))
    }
    if (row.state === "AwaitingLogin" && !(yield* hasLogin(row, now))) return
    const begun = (row.state === "Publishing" || row.detail.begun === true) && (yield* isBegun(row))
    if (!begun) {
      if (now - row.startAt > settings.overdueAfter) {
        return void (yield* move(row, { state: "Skipped", wakeAt: undefined, endedAt: now }))
      }
      const block = yield* obstacle(row, now)
      if (block !== undefined) return void (yield* postpone(row, block.until, block.waits))
    }
    const detail = Struct.omit(row.detail, ["problem", "waits"])
    const claimed = yield* posts.change(row, {
      state: "Publishing",
      attempts: row.attempts + 1,
      startedAt: now,
      wakeAt: now + lease,
      endedAt: undefined,
      detail: { ...detail, begun }
    }, (next) => [stateOf(next)])
    if (claimed === undefined) return
    yield* Metrics.onBegun(row.attempts === 0 ? now - row.startAt : undefined)
    yield* attempt(claimed, row.post)
  })

  // ---------------------------------------------------------------------------
  // one attempt
  // ---------------------------------------------------------------------------

  const open = (post: Post.Data) =>
    Post.fromData(
      post,
      (name) => Effect.mapError(settings.media(name), (error) => isTikTokError(error) ? error : unopened(name, error))
    )

  const checkSettings = Effect.fnUntraced(function*(row: Row, post: Post.Data) {
    if (post._tag === "VideoDraft" || post._tag === "PhotosDraft") return
    const info = yield* creators.info(row.creator).pipe(
      Effect.catchReason("TikTokError", "Unsupported", () => Effect.undefined)
    )
    const [violation] = info === undefined ? [] : Rules.ofCreator(info, post)
    if (violation !== undefined) return yield* Effect.fail(fromReason("Creator.info")<InvalidInput>(violation))
  })

  const publish = Effect.fnUntraced(function*(own: Own, data: Post.Data) {
    const { row } = own
    if (row.detail.begun !== true) yield* checkSettings(row, data)
    const post = yield* open(data)
    // All this took time, in which another worker may have given the post back to people.
    yield* own.check
    let status: string | undefined
    let outcome: Outcome.Outcome | undefined
    yield* Stream.runForEach(
      publisher.publishStream(row.creator, post, { key: keyOf(row), deadline: settings.deadline }),
      (event) => {
        switch (event._tag) {
          case "Initialized":
            return own.change({ publishId: event.publishId, detail: { ...own.row.detail, begun: true } }, [event])
          case "StatusReceived": {
            if (event.report.status === status) return Effect.void
            status = event.report.status
            return posts.append(row.id, event)
          }
          case "Finished":
            return Effect.sync(() => {
              outcome = event.outcome
            })
          default:
            return Effect.void
        }
      }
    )
    return outcome ?? (yield* Effect.die(new Error("a publish ended without an outcome")))
  })

  const attempt = Effect.fn("Scheduler.publish")(function*(claimed: Row, post: Post.Data) {
    yield* Effect.annotateCurrentSpan({ id: claimed.id, creator: claimed.creator, attempt: claimed.attempts })
    const own = owned(posts, claimed)
    yield* publish(own, post).pipe(
      Effect.flatMap((outcome) => end(own, outcome)),
      Effect.catchTag("TikTokError", (error) => fail(own, judge(error, claimed.attempts), error)),
      Effect.catchDefect((defect) =>
        Effect.andThen(
          Effect.logError(`publishing ${claimed.id} failed`, defect),
          fail(own, again(claimed.attempts, `unexpected: ${String(defect)}`), undefined)
        )
      ),
      // Another worker or a person has the post now.
      Effect.catchTag("NotOwned", () => Effect.void),
      Effect.onInterrupt(() => handOver(own))
    )
  })

  /** The next runner need not wait for the lease. */
  const handOver = (own: Own) =>
    Effect.ignore(Effect.flatMap(Clock.currentTimeMillis, (now) => posts.change(own.row, { wakeAt: now }, () => [])))

  const end = Effect.fnUntraced(function*(own: Own, outcome: Outcome.Outcome) {
    const changes = EndStates.ofOutcome(own.row, outcome, yield* Clock.currentTimeMillis)
    yield* move(own.row, changes, [{ _tag: "Finished", outcome }])
  })

  const fail = Effect.fnUntraced(function*(own: Own, verdict: Verdict, error: TikTokError | undefined) {
    const now = yield* Clock.currentTimeMillis
    const begun = yield* isBegun(own.row)
    const triedSince = own.row.detail.triedSince ?? now
    const row: Row = {
      ...own.row,
      startedAt: begun ? own.row.startedAt : undefined,
      detail: { ...own.row.detail, begun, triedSince }
    }
    const state = begun ? "Publishing" : "Scheduled"
    switch (verdict._tag) {
      case "Login":
        return void (yield* move(own.row, {
          ...row,
          state: "AwaitingLogin",
          wakeAt: now + minute,
          detail: { ...row.detail, problem: verdict.problem }
        }))
      case "PauseApp": {
        const { because } = verdict
        const until = now + verdict.after
        yield* pauses.set({ until, because })
        yield* Effect.logWarning(`TikTok refuses every creator of the app: ${because}`)
        return void (yield* move(own.row, {
          ...row,
          state,
          wakeAt: until,
          detail: { ...row.detail, waits: { for: "App", because } }
        }))
      }
      case "Later": {
        const { after, waits } = verdict
        const isOver = waits.for === "Retry" && now - triedSince > settings.retryFor
        if (!isOver) {
          return void (yield* move(own.row, { ...row, state, wakeAt: now + after, detail: { ...row.detail, waits } }))
        }
        const problem = error === undefined
          ? { reason: "Defect", rule: waits.because, remedy: "Read the log of the runner." }
          : problemOf(error)
        return yield* giveUp(own.row, row, problem, begun, now)
      }
      case "Person":
        return yield* giveUp(own.row, row, verdict.problem, begun, now)
    }
  })

  const giveUp = Effect.fnUntraced(function*(
    own: Row,
    row: Row,
    problem: NonNullable<Row["detail"]["problem"]>,
    begun: boolean,
    now: number
  ) {
    const { triedSince: _, ...detail } = row.detail
    yield* move(own, {
      ...row,
      state: begun ? "Unknown" : "NeedsAttention",
      wakeAt: undefined,
      endedAt: now,
      detail: { ...detail, problem }
    })
  })

  // ---------------------------------------------------------------------------
  // after a post has begun
  // ---------------------------------------------------------------------------

  /** Asks once more for the outcome of a post that TikTok had not finished. */
  const ask = Effect.fn("Scheduler.ask")(function*(row: Row) {
    yield* Effect.annotateCurrentSpan({ id: row.id, creator: row.creator })
    const now = yield* Clock.currentTimeMillis
    const later = (because: string) =>
      move(row, { wakeAt: now + 10 * minute, detail: { ...row.detail, waits: { for: "Retry", because } } })
    yield* publisher.resume(keyOf(row)).pipe(
      Effect.flatMap((outcome) => move(row, EndStates.ofOutcome(row, outcome, now), [{ _tag: "Finished", outcome }])),
      Effect.catchTag(
        "TikTokError",
        (error) =>
          (error.retryable || error.category === "login") && now - (row.detail.triedSince ?? now) <= EndStates.longest
            ? later(error.message)
            : giveUp(row, row, { ...problemOf(error), remedy: EndStates.lookRemedy }, true, now)
      ),
      Effect.catchDefect((defect) =>
        Effect.andThen(Effect.logError(`asking for ${row.id} failed`, defect), later(`unexpected: ${String(defect)}`))
      )
    )
  })

  // ---------------------------------------------------------------------------
  // a turn
  // ---------------------------------------------------------------------------

  const turn: Work["turn"] = Effect.fnUntraced(function*(creator) {
    while (true) {
      const now = yield* Clock.currentTimeMillis
      const found = yield* posts.next(creator, now)
      const [processing, [next]] = [found.filter(isProcessing), found.filter((row) => !isProcessing(row))]
      if (processing.length > 0) yield* Effect.forEach(processing, (row) => permits.withPermits(1)(ask(row)))
      if (next === undefined) return
      // A runner that ended has left it.
      const isLeft = next.state === "Publishing" && next.detail.waits === undefined
      if (!isLeft && (next.wakeAt ?? Infinity) > now) return
      yield* permits.withPermits(1)(
        Effect.suspend(() => Effect.flatMap(Clock.currentTimeMillis, (now) => begin(next, now)))
      )
    }
  })

  return { turn }
})

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

/**
 * The key of a post's publish, apart from the keys of the application's own publishes. After a person has found no post, it
 * is another one: to free the first would also let a worker that was frozen meanwhile free what came after it.
 */
const keyOf = ({ detail: { round }, id }: Pick<Row, "detail" | "id">): string =>
  `effect-tiktok-scheduler/${id}${round === undefined ? "" : `/${round}`}`

/** @internal */
export const stateOf = ({ detail: { problem, waits }, revision, state }: Row): Event => {
  const because = waits?.because ?? problem?.rule
  return { _tag: "StateChanged", state, revision, ...because === undefined ? {} : { because } }
}

/** Whether TikTok may have a part of a publish. */
const mayBeSent = (found: Checkpoint.Checkpoint | undefined): boolean =>
  found !== undefined && found.phase !== "Waiting" && found.outcome?._tag !== "Failed"

const isProcessing = ({ state }: Row): boolean => state === "Processing"

const again = (attempts: number, because: string): Verdict => ({
  _tag: "Later",
  after: backoff(attempts),
  waits: { for: "Retry", because }
})

const unopened = (name: string, { message }: { readonly message: string }): TikTokError<MediaUnreadable> =>
  fromReason("Scheduler.media")(
    new MediaUnreadable({
      field: "media",
      rule: `named ${name} cannot be opened: ${message}`
    })
  )

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most)

const minute = Duration.toMillis("1 minute")

// Longer than nearly every attempt. If it ends early, nothing is posted twice.
const lease = 15 * minute
