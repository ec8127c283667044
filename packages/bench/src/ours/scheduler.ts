import { PgClient } from "@effect/sql-pg"
import { DateTime, Effect, Layer, ManagedRuntime, Redacted, Stream } from "effect"
import { Auth, Checkpoint, Creator, Media, Post, Publisher } from "effect-tiktok"
import { Scheduler } from "effect-tiktok-scheduler"
import { SqlClient } from "effect/sql"
import { answerDue, CREATORS } from "../harness/dueTask.ts"

const { port, url } = JSON.parse(process.argv[2] ?? "")

/** The time of a post is in the name of its media. The publish itself costs nothing. */
const free = (ran: (at: number) => void) =>
  Layer.mergeAll(
    Layer.mock(Publisher.Publisher, {
      publishStream: (_, post, options) => {
        if ("media" in post && post.media._tag === "Url") ran(Number(post.media.url.split("/").at(-1)))
        const publishId = Post.PublishId.make(`v_inbox_url~v2.${String(options?.key)}`)
        return Stream.make(
          { _tag: "Initialized" as const, publishId },
          { _tag: "Finished" as const, outcome: { _tag: "SentToInbox" as const, publishId } }
        )
      }
    }),
    Layer.mock(Auth.Auth, {}),
    Layer.mock(Creator.Creator, {}),
    Layer.mock(Checkpoint.CheckpointStore, { get: () => Effect.undefined })
  )

const postOf = (at: number) => ({ _tag: "VideoDraft", media: Media.url(`https://clips.example.com/${at}`) }) as const

answerDue(async (ran) => {
  const runtime = ManagedRuntime.make(
    Scheduler.layerCluster({ address: { host: "127.0.0.1", port }, limits: { perMinute: 10_000, perDay: 100_000 } })
      .pipe(
        Layer.provide(free(ran)),
        Layer.provideMerge(PgClient.layer({ url: Redacted.make(url) }))
      )
  )
  const { page, schedule } = await runtime.runPromise(Effect.service(Scheduler.Scheduler))
  const store = (times: ReadonlyArray<number>) =>
    runtime.runPromise(Effect.forEach(
      times,
      (at, index) =>
        schedule(Post.CreatorId.make(`creator ${index % CREATORS}`), postOf(at), {
          key: `${at} ${index}`,
          at: DateTime.makeUnsafe(at)
        }),
      { concurrency: 8, discard: true }
    ))
  const fill = async (times: ReadonlyArray<number>) => {
    await store(times.slice(0, 1))
    // The same row with other keys and times.
    await runtime.runPromise(Effect.flatMap(SqlClient.SqlClient, (sql) =>
      sql`
      INSERT INTO tiktok_posts
      SELECT p.id || n, p.key || n, 'creator ' || n % ${CREATORS}, p.state, p.revision, p.due_at + n * 1000,
        p.start_at + n * 1000, p.wake_at + n * 1000, NULL, NULL, p.created_at, p.changed_at, 0, NULL, p.post, p.detail
      FROM tiktok_posts p, generate_series(1, ${times.length - 1}::int) n WHERE p.start_at = ${times[0] ?? 0}`))
  }
  return { fill, store, page: () => runtime.runPromise(page({}, { limit: 50 })) }
})
