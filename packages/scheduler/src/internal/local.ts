import type * as Auth from "effect-tiktok/Auth"
import type * as Checkpoint from "effect-tiktok/Checkpoint"
import type * as Creator from "effect-tiktok/Creator"
import type { CreatorId } from "effect-tiktok/Post"
import type * as Publisher from "effect-tiktok/Publisher"
import type { InvalidInput, StoreFailed } from "effect-tiktok/TikTokError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import type * as SqlClient from "effect/sql/SqlClient"
import type { ClientOptions, Options } from "../model/options.ts"
import type { Service as Scheduler } from "../model/service.ts"
import type { SchemaTooNew } from "../SchedulerError.ts"
import type { Due } from "./dueQueries.ts"
import * as Service from "./service.ts"
import * as Settings from "./settings.ts"
import * as TablesOf from "./tablesOf.ts"
import * as Worker from "./worker.ts"

/**
 * Publishes in this process alone. `pollEvery` is how often it looks for posts that other processes scheduled, if there are
 * such processes.
 *
 * @internal
 */
export const make = Effect.fnUntraced(function*(
  options: Options | undefined,
  pollEvery: number | undefined
): Effect.fn.Return<
  Scheduler,
  InvalidInput | StoreFailed | SchemaTooNew,
  | SqlClient.SqlClient
  | Scope.Scope
  | Auth.Auth
  | Creator.Creator
  | Publisher.Publisher
  | Checkpoint.CheckpointStore
> {
  const settings = yield* Settings.read(options)
  const tables = yield* TablesOf.make
  const pokes = yield* Queue.sliding<void>(1)
  const poke = Effect.asVoid(Queue.offer(pokes, undefined))
  const wake = () => poke
  const worker = yield* Worker.make(tables, settings, wake)
  yield* Effect.forkScoped(loop(tables.due, worker, pokes, poke, pollEvery ?? houseEvery), { startImmediately: true })
  yield* worker.keepHouse.pipe(
    Effect.andThen(Effect.sleep(pollEvery === undefined ? houseEvery : 60_000)),
    Effect.forever,
    Effect.forkScoped
  )
  return yield* Service.make({ ...tables, settings, wake })
})

/** Schedules for another process. @internal */
export const makeClient = Effect.fnUntraced(function*(
  options: ClientOptions | undefined
): Effect.fn.Return<Scheduler, InvalidInput | StoreFailed | SchemaTooNew, SqlClient.SqlClient> {
  const settings = yield* Settings.readClient(options)
  const tables = yield* TablesOf.make
  return yield* Service.make({ ...tables, settings, wake: () => Effect.void })
})

/** Gives each creator with a due post a turn, one at a time. */
const loop = Effect.fnUntraced(function*(
  due: Due,
  { turn }: Worker.Worker,
  pokes: Queue.Dequeue<void>,
  poke: Effect.Effect<void>,
  pollEvery: number
) {
  const busy = new Set<CreatorId>()

  const start = (creator: CreatorId) =>
    Effect.suspend(() => {
      if (busy.has(creator)) return Effect.void
      busy.add(creator)
      const end = Effect.suspend(() => {
        busy.delete(creator)
        return poke
      })
      return Effect.forkScoped(Effect.ensuring(turn(creator), end))
    })

  const round = Effect.gen(function*() {
    const now = yield* Clock.currentTimeMillis
    for (const { creator } of yield* due.creators(now, now)) yield* start(creator)
    const next = yield* due.next(now)
    return Math.min(pollEvery, (next ?? Infinity) - now)
  }).pipe(
    Effect.catch((error) => Effect.as(Effect.logWarning(`cannot look for due posts: ${error.message}`), 1000))
  )

  const left = Effect.flatMap(due.left, Effect.forEach(start))
  yield* left.pipe(Effect.catch((error) => Effect.logWarning(error.message)))
  while (true) {
    const wait = yield* round
    yield* Effect.timeoutOption(Queue.take(pokes), wait)
  }
})

const houseEvery = 3_600_000
