import { PgClient } from "@effect/sql-pg"
import { Config, Effect, Layer, Stream } from "effect"
import { Media, type Post, TikTok, Webhook } from "effect-tiktok"
import { Admin, type ScheduledPost, Scheduler } from "effect-tiktok-scheduler"
import * as NodeSqlite from "effect-tiktok/NodeSqlite"

// #region schedule
/** Plans a clip of your own for a time on the wall of a place. */
export const plan = Effect.fn("plan")(function*(order: string, creator: Post.CreatorId, clip: string) {
  const { schedule } = yield* Scheduler.Scheduler
  const post = { _tag: "Video", media: Media.named(clip), privacyLevel: "SELF_ONLY", title: "Good morning" } as const
  const planned = yield* schedule(creator, post, {
    key: order,
    at: { local: "2030-05-01T09:00", timeZone: "Europe/Berlin" }
  })
  return planned.moved === "PerDay" ? "The day is full. It goes out as soon as there is room." : "It goes out at nine."
})
// #endregion schedule

// #region media
/** What the names of clips mean. It runs in the process that publishes, at the time of the post. */
export const media = (clip: string) => Effect.succeed(Media.file(`/var/clips/${encodeURIComponent(clip)}.mp4`))
// #endregion media

// #region sqlite
/** One process, one host: posts in one file, and tokens, limits and checkpoints in another. */
export const layerOneProcess = (options: TikTok.SqlOptions) =>
  Scheduler.layerSqlite({ filename: "posts.db", media }).pipe(
    Layer.provideMerge(TikTok.layerSql(options)),
    Layer.provide(NodeSqlite.layer({ filename: "tiktok.db" }))
  )
// #endregion sqlite

// #region runner
const database = PgClient.layerConfig({ url: Config.Redacted("DATABASE_URL") })

/** A runner. Start as many as you like, each with an address that the others can reach. */
export const layerRunner = (options: TikTok.SqlOptions, host: string) =>
  Scheduler.layerCluster({ address: { host, port: 34431 }, media }).pipe(
    Layer.provideMerge(TikTok.layerSql(options)),
    Layer.provide(database)
  )
// #endregion runner

// #region web
/** A web process: it schedules, lists and changes, and publishes nothing itself. */
export const layerWeb = Scheduler.layerClusterClient().pipe(Layer.provide(database))
// #endregion web

// #region attention
/** The lines of a page for the people who look after the posts. */
export const attention = Effect.gen(function*() {
  const { list } = yield* Scheduler.Scheduler
  const posts = yield* Stream.runCollect(list({ states: ["NeedsAttention", "Unknown", "Failed", "AwaitingLogin"] }))
  return posts.map(({ creator, key, problem, state }) => `${key} by ${creator} is ${state}: ${problem?.remedy ?? ""}`)
})
// #endregion attention

// #region settle
/** For a person who has looked for the post in TikTok, and has found none. */
export const repeat = Effect.fn("repeat")(function*(id: ScheduledPost.ScheduledPostId) {
  const { retry, settle } = yield* Scheduler.Scheduler
  yield* settle(id, "NotPublished")
  return yield* retry(id)
})
// #endregion settle

// #region webhook
/** The route of the webhooks, in any process. */
export const receive = Effect.fn("receive")(function*(request: Request) {
  const scheduler = yield* Scheduler.Scheduler
  const event = yield* Webhook.receive({
    clientSecret: yield* Config.Redacted("TIKTOK_CLIENT_SECRET"),
    header: request.headers.get("TikTok-Signature"),
    body: new Uint8Array(yield* Effect.promise(() => request.arrayBuffer()))
  })
  yield* scheduler.receive(event)
  return { status: 200 }
})
// #endregion webhook

// #region login
/** At the end of a login: what has waited for it goes on at once. */
export const onLogin = (creator: Post.CreatorId) => Scheduler.Scheduler.use(({ resume }) => resume(creator))
// #endregion login

// #region admin
/** The page of the operators, for any server that speaks `Request` and `Response`. */
export const admin = (isOperator: (request: Request) => boolean) =>
  Admin.handler(
    "/admin/posts",
    (request, next) => isOperator(request) ? next() : new Response("Not for you", { status: 403 })
  )
// #endregion admin
