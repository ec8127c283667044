import { DateTime, Effect, Layer, Option, Path } from "effect"
import type { Post } from "effect-tiktok"
import { ScheduledPost, Scheduler, SchedulerError } from "effect-tiktok-scheduler"
import { Digest } from "effect/crypto"
import { present } from "../output/present.ts"
import { failureOf } from "../output/schedulerFailure.ts"
import { stateFolder } from "../settings/stateFolder.ts"
import { broken } from "../settings/variables.ts"
import { databaseUrl, layerDatabase } from "../stores/database.ts"
import type { Event } from "./account.ts"

/** The file of the posts in the state folder. */
export const scheduleFile = Effect.gen(function*() {
  return (yield* Path.Path).join(yield* stateFolder, "schedule.db")
})

/** Schedules and changes posts, and publishes nothing. */
const layerClient = Layer.unwrap(Effect.gen(function*() {
  return (yield* databaseUrl) === undefined
    ? Scheduler.layerSqliteClient({ filename: yield* scheduleFile })
    : Layer.provide(Scheduler.layerClusterClient(), layerDatabase)
}))

/** Runs a part of a command with the schedule. Failures of the scheduler are in the words of the command. */
const withSchedule = <A, E, R>(
  use: (scheduler: Scheduler.Scheduler["Service"]) => Effect.Effect<A, E, R>
) => plainly(Effect.provide(Scheduler.Scheduler.use(use), layerClient))

/** The same failures, of any part of a command. */
export const plainly = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.mapError(effect, (error) => SchedulerError.isSchedulerError(error) ? failureOf(error) : error)

/** The time that the flags name. */
export const timeOf = Effect.fnUntraced(function*(at: string, zone: Option.Option<string>) {
  const timeZone = Option.getOrElse(zone, () => new Intl.DateTimeFormat().resolvedOptions().timeZone)
  const isInstant = /^\d.*T.*(?:Z|[+-]\d\d:?\d\d)$/.test(at)
  if (Option.isSome(zone) && (isInstant || at === "now")) return yield* broken("--zone", `says nothing of --at ${at}`)
  if (at === "now") return yield* DateTime.now
  if (!isInstant) return { local: at, timeZone }
  const instant = DateTime.make(at)
  return Option.isSome(instant) && isOfCalendar(at.slice(0, 16))
    ? instant.value
    : yield* broken("--at", `must be a time such as 2030-05-01T07:00Z, was "${at}"`)
})

/** JavaScript reads February 30 as March 2. */
const isOfCalendar = (local: string): boolean =>
  Option.exists(DateTime.make(`${local}Z`), (time) => DateTime.formatIso(time).startsWith(local))

/** Schedules a post. Without a key it has the one of what it says, so that a repeated command is the same post. */
export const add = Effect.fnUntraced(function*(
  creator: Post.CreatorId,
  post: Post.Data,
  at: Scheduler.At,
  named: string | undefined
) {
  const when = DateTime.isDateTime(at) ? DateTime.formatIso(at) : at
  const key = named ?? `command ${yield* digestOf(JSON.stringify([creator, post, when]))}`
  const scheduled = yield* withSchedule(({ schedule }) => schedule(creator, post, { key, at }))
  return changed(scheduled)
})

const digestOf = Effect.fnUntraced(
  function*(text: string) {
    const digest = yield* Digest.Digest
    return yield* digest.digestHex(Digest.sha256, new TextEncoder().encode(text))
  },
  Effect.provide(Digest.layerWebCrypto)
)

const changed = (post: ScheduledPost.ScheduledPost): Event<"ScheduledPost"> => ({ _tag: "ScheduledPost", post })

/** A page of the schedule. */
export const list = Effect.fnUntraced(function*(
  filter: Scheduler.Filter,
  options: { readonly cursor: string | undefined; readonly limit: number }
) {
  const { cursor, posts } = yield* withSchedule(({ page }) => page(filter, options))
  const found: Event<"Schedule"> = { _tag: "Schedule", posts, ...present({ cursor }) }
  return found
})

const idOf = (id: string) =>
  id === ""
    ? broken("<id>", "must be the id of a scheduled post")
    : Effect.succeed(ScheduledPost.ScheduledPostId.make(id))

/** A post with its history. */
export const show = Effect.fnUntraced(function*(text: string) {
  const id = yield* idOf(text)
  return yield* withSchedule(({ get, history }) =>
    Effect.gen(function*() {
      const shown: Event<"ScheduledPostShown"> = {
        _tag: "ScheduledPostShown",
        post: yield* get(id),
        history: yield* history(id)
      }
      return shown
    })
  )
})

/** Gives a post another time. */
export const move = Effect.fnUntraced(function*(text: string, at: Scheduler.At) {
  const id = yield* idOf(text)
  return changed(yield* withSchedule(({ reschedule }) => reschedule(id, at)))
})

/** Cancels a post. */
export const cancel = Effect.fnUntraced(function*(text: string) {
  const id = yield* idOf(text)
  return changed(yield* withSchedule(({ cancel }) => cancel(id)))
})

/** Publishes a post again. */
export const retry = Effect.fnUntraced(function*(text: string) {
  const id = yield* idOf(text)
  return changed(yield* withSchedule(({ retry }) => retry(id)))
})

/** What a person found out about a post. */
export const settle = Effect.fnUntraced(function*(text: string, found: "published" | "not-published") {
  const id = yield* idOf(text)
  const as = found === "published" ? "Published" : "NotPublished"
  return changed(yield* withSchedule(({ settle }) => settle(id, as)))
})
