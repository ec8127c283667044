/** What a web process and the people behind it do with a scheduler. */
import { Clock, DateTime, Effect, Schedule } from "effect"
import { Post } from "effect-tiktok"
import { type ScheduledPost, Scheduler, type SchedulerError } from "effect-tiktok-scheduler"
import type { World } from "tiktok-mock-server/simulation"
import { mediaUrlOf } from "../../chaos/media.ts"
import { dataOf } from "../../chaos/work.ts"
import type { MadeScheduledJob, People } from "./facts.ts"

type Id = ScheduledPost.ScheduledPostId

/** Stores posts, moves and cancels some, and decides what the scheduler leaves to people. Never ends. */
export const web = (world: World, startedAt: number, jobs: ReadonlyArray<MadeScheduledJob>, people: People) =>
  Effect.gen(function*() {
    const scheduler = yield* Scheduler.Scheduler
    const store = Effect.fnUntraced(function*(job: MadeScheduledJob) {
      if (people.stored.has(job.key)) return
      yield* until(world, startedAt + job.storeAt)
      const call = Effect.flatMap(
        Clock.currentTimeMillis,
        (now) =>
          scheduler.schedule(Post.CreatorId.make(job.creator), dataOf(job), {
            key: job.key,
            at: DateTime.makeUnsafe(Math.max(startedAt + job.dueAt, now))
          })
      )
      const [{ id }] = yield* again(Effect.all([call, ...job.isTwice ? [call] : []], { concurrency: 2 }))
      people.stored.set(job.key, id)
    })

    const act = Effect.fnUntraced(function*({ intent, key }: MadeScheduledJob) {
      const id = people.stored.get(key)
      if (intent === undefined || id === undefined || people.acted.has(key)) return
      yield* until(world, startedAt + intent.at)
      if (intent.does === "cancel") yield* cancel(key, id)
      else {
        people.touched.add(key)
        const move = Effect.flatMap(
          Clock.currentTimeMillis,
          (now) => scheduler.reschedule(id, DateTime.makeUnsafe(Math.max(startedAt + intent.to, now)))
        )
        yield* unlessDone(move)
      }
      people.acted.add(key)
    })

    const cancel = (key: string, id: Id) =>
      Effect.andThen(
        Effect.sync(() => void people.touched.add(key)),
        unlessDone(Effect.tap(scheduler.cancel(id), () => Effect.sync(() => void people.canceled.add(key))))
      )

    const decide = Effect.fnUntraced(function*({ id, key, state }: ScheduledPost.ScheduledPost) {
      const job = jobs.find((job) => job.key === key)
      if (job === undefined) return
      if (state === "Unknown") {
        const isThere = world.mock.control.posts().some(({ sha256, stage, urls: [url] }) =>
          (stage === "published" || stage === "in-inbox") && (sha256 ?? url) === (job.sha256 ?? mediaUrlOf(key))
        )
        people.touched.add(key)
        if (isThere) people.found.add(key)
        return yield* unlessDone(scheduler.settle(id, isThere ? "Published" : "NotPublished"))
      }
      if (job.isGivenUp && state === "NeedsAttention") return yield* cancel(key, id)
      people.touched.add(key)
      yield* unlessDone(scheduler.retry(id))
    })

    const look = Effect.gen(function*() {
      for (const creator of people.loggedIn) {
        yield* again(scheduler.resume(Post.CreatorId.make(creator)))
        people.loggedIn.delete(creator)
      }
      const { posts } = yield* scheduler.page({ states: ["Unknown", "NeedsAttention", "Failed", "Skipped"] })
      const now = yield* Clock.currentTimeMillis
      for (const post of posts) {
        if (now - (post.endedAt?.epochMilliseconds ?? now) > longestWay) yield* decide(post)
      }
    })

    yield* Effect.all([
      Effect.forEach(jobs, (job) => Effect.andThen(store(job), act(job)), { concurrency: "unbounded" }),
      Effect.repeat(again(look), Schedule.spaced("2 minutes"))
    ], { concurrency: 2 })
    return yield* Effect.never
  })

const until = ({ clock }: World, at: number) => Effect.suspend(() => Effect.sleep(at - clock.currentTimeMillisUnsafe()))

/** Until the database answers. */
const again = <A, E extends SchedulerError.SchedulerError, R>(call: Effect.Effect<A, E, R>) =>
  Effect.retry(call, { while: ({ reason }) => reason._tag === "StoreFailed", schedule: Schedule.spaced("3 seconds") })

/** The post may have gone on, or a response was lost. */
const unlessDone = <A, E extends SchedulerError.SchedulerError, R>(call: Effect.Effect<A, E, R>) =>
  Effect.catchIf(
    again(Effect.asVoid(call)),
    ({ reason }) => reason._tag === "AlreadyPublishing" || reason._tag === "WrongState",
    () => Effect.void
  )

/** After this time, in milliseconds, nothing of an attempt is on its way to TikTok: not from a process that was frozen, either. */
const longestWay = 15 * 60_000
