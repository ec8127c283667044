/** A runner of a chaos run. It also does what a web process and a person want. */
import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { PgClient } from "@effect/sql-pg"
import { DateTime, Effect, Layer, Logger, Redacted } from "effect"
import { Contract, Media, Post, TikTok } from "effect-tiktok"
import { Scheduler, SchedulerError } from "effect-tiktok-scheduler"
import * as NodeTransport from "effect-tiktok/NodeTransport"
import { leaseMillis } from "../plan.ts"
import { sealed } from "../protocol.ts"
import { dataOf } from "../work.ts"
import type { Answer, Question, Setup, Task } from "./tasks.ts"

const setup: Setup = JSON.parse(process.argv[2] ?? "")

const layer = Scheduler.layerCluster({
  address: { host: "127.0.0.1", port: setup.port },
  takeOver: setup.takeOver,
  deadline: "20 seconds",
  // A run has the posts of many days in some minutes.
  limits: { perMinute: 10_000, perDay: 10_000 },
  media: (file) => Effect.succeed(Media.file(file))
}).pipe(
  Layer.provideMerge(TikTok.layerSql({
    contract: { ...Contract.live, limits: () => [] },
    baseUrl: setup.baseUrl,
    clientKey: setup.clientKey,
    clientSecret: Redacted.make(setup.clientSecret),
    timeout: "3 seconds",
    lease: leaseMillis,
    ...sealed(setup)
  })),
  Layer.provideMerge(PgClient.layer({ url: Redacted.make(setup.database) })),
  Layer.provide([NodeTransport.layer, NodeServices.layer])
)

const perform = Effect.fnUntraced(function*(scheduler: Scheduler.Scheduler["Service"], task: Task) {
  const { find, resume, retry, schedule, settle } = scheduler
  const idOf = (key: string) => Effect.map(find(key), (post) => post?.id ?? missing(key))
  switch (task._tag) {
    case "Schedule":
      return yield* Effect.forEach(
        task.posts,
        ({ at, job }) =>
          schedule(Post.CreatorId.make(job.creator), dataOf(job), { key: job.key, at: DateTime.makeUnsafe(at) }),
        { concurrency: 4, discard: true }
      )
    case "Settle": {
      const id = yield* idOf(task.key)
      yield* unlessDone(settle(id, task.as))
      if (task.as === "NotPublished") yield* unlessDone(retry(id))
      return
    }
    case "Retry":
      return yield* unlessDone(Effect.flatMap(idOf(task.key), (id) => retry(id)))
    case "Resume":
      return void (yield* resume(Post.CreatorId.make(task.creator)))
  }
})

const missing = (key: string): never => {
  throw new Error(`there is no post ${key}`)
}

/** A task that came twice finds that it is done. */
const unlessDone = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<void, E> =>
  effect.pipe(
    Effect.asVoid,
    Effect.catchIf(
      (error) =>
        SchedulerError.isSchedulerError(error) && ["AlreadyPublishing", "WrongState"].includes(error.reason._tag),
      () => Effect.void
    )
  )

const send = (answer: Answer) => void process.send?.(answer)

const program = Effect.gen(function*() {
  const scheduler = yield* Scheduler.Scheduler
  process.on("message", ({ id, task }: Question) => {
    Effect.runPromise(perform(scheduler, task)).then(
      () => send({ _tag: "Done", id }),
      (error) => send({ _tag: "Done", id, failure: String(error) })
    )
  })
  process.once("disconnect", () => process.exit())
  send({ _tag: "Ready" })
  return yield* Effect.never
})

NodeRuntime.runMain(Effect.provide(program, [layer, Logger.layer([Logger.consoleLogFmt])]))
