/** The command behind `npm run scheduler:demo`. */
import { NodeServices } from "@effect/platform-node"
import { PgClient } from "@effect/sql-pg"
import { DateTime, Effect, Exit, Layer, Redacted, Schedule } from "effect"
import { Media, Post } from "effect-tiktok"
import { type ScheduledPost, Scheduler } from "effect-tiktok-scheduler"
import { SqlClient } from "effect/sql"
import { randomUUID } from "node:crypto"
import { fileURLToPath } from "node:url"
import * as Mock from "tiktok-mock-server/effect"
import { logIn, startRunner } from "../support/schedulerProcess.ts"
import { isFine, isOpen, progressOf, tableOf } from "./table.ts"

const program = fileURLToPath(new URL("../support/schedulerWorker.ts", import.meta.url))
const usual = "postgres://postgres@127.0.0.1:5432/postgres"
const server = process.env["DATABASE_URL"] ?? usual

const creators = Array.from({ length: 20 }, (_, index) => `creator-${String(index + 1).padStart(2, "0")}`)
const postsOfEach = 3

const elapsed = () => performance.now() / 1000
const say = (text: string) =>
  Effect.sync(() => void process.stdout.write(`${elapsed().toFixed(1).padStart(5)} s  ${text}\n`))

const client = (url: string) => PgClient.layer({ url: Redacted.make(url) })

/** A database that is dropped at the end. */
const database = Effect.acquireRelease(
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const name = `effect_tiktok_demo_${randomUUID().replaceAll("-", "")}`
    yield* sql`CREATE DATABASE ${sql(name)}`
    const url = new URL(server)
    url.pathname = `/${name}`
    return { name, url: url.href }
  }),
  ({ name }) =>
    SqlClient.SqlClient.use((sql) => sql`DROP DATABASE ${sql(name)} WITH (FORCE)`).pipe(
      Effect.provide(client(server)),
      Effect.ignore
    )
).pipe(Effect.provide(client(server)))

/** Plans the posts of each creator two seconds apart. */
const scheduleAll = Effect.gen(function*() {
  const { schedule } = yield* Scheduler.Scheduler
  const start = yield* DateTime.now
  for (let index = 0; index < postsOfEach; index++) {
    const at = DateTime.add(start, { seconds: 3 + 2 * index })
    yield* Effect.forEach(creators, (creator) => {
      const title = `${creator} post ${index + 1}`
      const media = Media.url("https://verified-domain.com/a.mp4")
      return schedule(
        Post.CreatorId.make(creator),
        { _tag: "Video", media, privacyLevel: "SELF_ONLY", title },
        { key: title, at }
      )
    }, { concurrency: 10, discard: true })
  }
})

type Posts = ReadonlyArray<ScheduledPost.ScheduledPost>

/** Shows the posts once a second until a condition holds, and returns them. */
const watch = (until: (posts: Posts) => boolean) =>
  Scheduler.Scheduler.use(({ page }) => page({}, { limit: 1000 })).pipe(
    Effect.map(({ posts }) => posts),
    Effect.tap((posts) => say(progressOf(posts))),
    Effect.repeat({ until, schedule: Schedule.spaced("1 second") })
  )

const isUnderWay = (posts: Posts) =>
  posts.filter(({ state }) => state === "Published").length >= 10 && posts.some(({ state }) => state === "Publishing")

// The demo ends within a minute, also on a busy machine.
const isOver = (posts: Posts) => !posts.some(isOpen) || elapsed() > 45

const demo = Effect.gen(function*() {
  const { mock, url } = yield* Mock.MockServer
  const place = yield* database
  const credentials = yield* logIn(mock, client(place.url), creators)
  yield* say(`${creators.length} creators have logged in at a mock of TikTok, ${url}`)

  const setup = { database: place.url, mock: url, ...credentials, takeOver: 8_000, lease: 8_000 }
  const [first, second] = yield* Effect.all([startRunner(program, setup), startRunner(program, setup)], {
    concurrency: 2
  })
  yield* say(`two runners are ready, the processes ${first.pid} and ${second.pid}`)
  const posts = yield* Effect.gen(function*() {
    yield* scheduleAll
    yield* say(
      `${creators.length * postsOfEach} posts are scheduled, ${postsOfEach} of each creator, for the next seconds`
    )
    yield* watch(isUnderWay)
    yield* first.signal("SIGKILL")
    yield* say(`runner ${first.pid} was killed (SIGKILL). The other one takes over after its lease of 8 seconds.`)
    return yield* watch(isOver)
  }).pipe(Effect.provide(Scheduler.layerClusterClient().pipe(Layer.provide(client(place.url)))))

  const captions = mock.control.posts().map(({ caption }) => caption)
  process.stdout.write(`\n${tableOf(posts, captions)}\n`)
  const unknown = posts.filter(({ state }) => state === "Unknown").length
  if (unknown > 0) {
    const what = unknown === 1 ? "post is" : "posts are"
    process.stdout.write(
      `\n${unknown} ${what} Unknown: the runner was killed between a request and its response. A person settles that.\n`
    )
  }
  return isFine(posts, captions)
}).pipe(Effect.scoped, Effect.provide(Mock.layerServer({ lifecycle: { mode: "polls", count: 1 } })))

const exit = await Effect.runPromiseExit(
  demo.pipe(
    Effect.catchTag("SqlError", ({ reason: { cause, message } }) =>
      Effect.sync(() => {
        const why = cause instanceof Error && cause.message !== "" ? cause.message : message
        process.stderr.write(
          `This demo needs a PostgreSQL where it may create a database: start one at ${usual}, or name another in ` +
            `DATABASE_URL (${server.replace(/:[^:@/]*@/, "@")}: ${why}).\n`
        )
        return false
      })),
    Effect.provide(NodeServices.layer)
  )
)
if (Exit.isFailure(exit)) process.stderr.write(`${String(exit.cause)}\n`)
process.exit(Exit.isSuccess(exit) && exit.value ? 0 : 1)
