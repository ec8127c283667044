import { NodeHttpClient, NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Layer, Redacted, Schedule, Scope } from "effect"
import { Contract, Post, TikTok, TokenStore } from "effect-tiktok"
import { Scheduler } from "effect-tiktok-scheduler"
import { SqlClient } from "effect/sql"
import * as Mock from "tiktok-mock-server/effect"
import { freePort } from "../../../test/support/freePort.ts"
import { dumpPostgres, layerPostgres, postgresDatabase, postgresServer } from "../../../test/support/servers.ts"
import { tokensOf } from "../../../test/support/tokensOf.ts"
import { after, pulled } from "./support/world.ts"

/** A process of a cluster: with its own connections, and the mock of all of them. */
const library = (url: string, mock: Mock.MockServer["Service"]) =>
  TikTok.layerSql({
    contract: Contract.live,
    baseUrl: mock.url,
    clientKey: mock.mock.control.apps()[0]?.clientKeys[0] ?? "",
    clientSecret: Redacted.make(mock.mock.control.apps()[0]?.clientSecret ?? ""),
    encryptionKeys: [Redacted.make(new Uint8Array(32))]
  }).pipe(
    Layer.provideMerge(layerPostgres(url)),
    Layer.provide([NodeHttpClient.layerUndici, NodeServices.layer])
  )

const runner = Effect.fnUntraced(function*(
  url: string,
  mock: Mock.MockServer["Service"],
  transport: "http" | "socket" = "http"
) {
  const port = yield* Effect.promise(freePort)
  const scope = yield* Scope.fork(yield* Effect.scope)
  const context = yield* Layer.buildWithScope(
    Scheduler.layerCluster({ address: { host: "127.0.0.1", port }, transport }).pipe(
      Layer.provideMerge(library(url, mock))
    ),
    scope
  )
  return { context, stop: Scope.close(scope, Exit.void) }
})

const login = ({ mock }: Mock.MockServer["Service"], openId: string) =>
  Effect.flatMap(TokenStore.TokenStore, ({ set }) => {
    mock.control.createCreator({ openId, username: openId })
    const token = mock.control.issueToken({ contract: "live", openId })
    return Effect.as(set(tokensOf(openId, token)), token)
  })

const eventually = <A, E, R>(what: Effect.Effect<A, E, R>, holds: (value: A) => boolean) =>
  Effect.repeat(what, { until: holds, schedule: Schedule.spaced("200 millis") })

const layerMock = Mock.layerServer({ lifecycle: { mode: "polls", count: 1 } })

/** What a web process can do. */
const inWebProcess = <A, E>(
  url: string,
  program: (scheduler: Scheduler.Scheduler["Service"]) => Effect.Effect<A, E>,
  transport: "http" | "socket" = "http"
) =>
  Effect.provide(
    Scheduler.Scheduler.use(program),
    Layer.fresh(Scheduler.layerClusterClient({ transport }).pipe(Layer.provide(layerPostgres(url))))
  )

const inDatabase = <A, E>(url: string, program: (sql: SqlClient.SqlClient) => Effect.Effect<A, E>) =>
  Effect.provide(Effect.flatMap(SqlClient.SqlClient, program), Layer.fresh(layerPostgres(url)))

const creator = Post.CreatorId.make("mara")

describe.skipIf(!postgresServer.isThere)("a cluster", () => {
  for (const transport of ["http", "socket"] as const) {
    it.live(`publishes over ${transport} what a web process schedules`, () =>
      Effect.gen(function*() {
        const mock = yield* Mock.MockServer
        const url = yield* postgresDatabase
        const { context } = yield* runner(url, mock, transport)
        yield* Effect.provide(login(mock, creator), context)
        const post = yield* inWebProcess(url, ({ get, schedule }) =>
          Effect.gen(function*() {
            const { id } = yield* schedule(creator, pulled("a"), { key: "a", at: yield* after("2 seconds") })
            return yield* eventually(get(id), ({ state }) => state === "Published")
          }), transport)
        assert.isAtLeast(post.startedAt?.epochMilliseconds ?? 0, post.startsAt.epochMilliseconds)
        assert.strictEqual(mock.mock.control.posts().length, 1)
      }).pipe(Effect.provide(layerMock)))
  }

  it.live("stores an id and a revision in a message, and nothing secret anywhere", () =>
    Effect.gen(function*() {
      const mock = yield* Mock.MockServer
      const url = yield* postgresDatabase
      const { context } = yield* runner(url, mock)
      const { accessToken, refreshToken } = yield* Effect.provide(login(mock, creator), context)
      const id = yield* inWebProcess(url, ({ get, reschedule, schedule }) =>
        Effect.gen(function*() {
          const { id } = yield* schedule(creator, pulled("a"), { key: "a", at: yield* after("1 hour") })
          yield* reschedule(id, yield* after("1 second"))
          yield* eventually(get(id), ({ state }) => state === "Published")
          return id
        }))
      const messages = yield* inDatabase(url, (sql) =>
        sql<{ readonly payload: string }>`SELECT payload FROM tiktok_cluster_messages ORDER BY deliver_at`)
      assert.isAtLeast(messages.length, 2)
      for (const { payload } of messages) {
        const { revision, ...rest } = JSON.parse(payload)
        assert.isTrue(Number.isInteger(revision))
        assert.deepStrictEqual(rest, { id })
      }
      const dump = yield* dumpPostgres(url)
      assert.include(dump, id)
      for (const secret of [accessToken, refreshToken]) {
        assert.notInclude(dump, secret)
      }
    }).pipe(Effect.provide(layerMock)))

  it.live("goes on with posts and messages as the first release stored them", () =>
    Effect.gen(function*() {
      const mock = yield* Mock.MockServer
      const url = yield* postgresDatabase
      // The tables of the cluster.
      const first = yield* runner(url, mock)
      yield* Effect.provide(login(mock, creator), first.context)
      yield* first.stop
      yield* inDatabase(url, (sql) => Effect.forEach(firstRelease, (text) => sql.unsafe(text)))
      const second = yield* runner(url, mock)
      const { find } = yield* Effect.provide(Scheduler.Scheduler, second.context)
      for (const key of ["scheduled", "woken"]) {
        const post = yield* eventually(find(key), (post) => post?.state === "Published")
        assert.strictEqual(post?.post?._tag, "Video")
      }
      const [message] = yield* eventually(
        inDatabase(url, (sql) =>
          sql<{ readonly processed: boolean; readonly payload: string }>`SELECT message.processed, reply.payload
            FROM tiktok_cluster_messages AS message LEFT JOIN tiktok_cluster_replies AS reply ON reply.request_id = message.id
            WHERE message.id = 153238603473027072`),
        ([message]) =>
          message?.processed === true
      )
      assert.include(message?.payload, `"_tag":"Success"`)
      const { id } = (yield* find("unreadable")) ?? assert.fail("it is gone")
      const { get } = yield* Effect.provide(Scheduler.Scheduler, second.context)
      const waiting = yield* eventually(get(id), ({ waits }) =>
        waits !== undefined)
      assert.deepStrictEqual([waiting.state, waiting.waits?.for, waiting.post], ["Scheduled", "Upgrade", undefined])
      const [row] = yield* inDatabase(url, (sql) =>
        sql<{ readonly post: string; readonly detail: string }>`SELECT post, detail FROM tiktok_posts WHERE id = ${id}`)
      // What this version does not know stays as it is.
      assert.deepInclude(JSON.parse(row?.detail ?? ""), { mood: "new" })
      assert.include(row?.post, `"version":2`)
    }).pipe(Effect.provide(layerMock)))

  it.live("migrates the tables of the first version, and keeps its posts", () =>
    Effect.gen(function*() {
      const url = yield* postgresDatabase
      yield* inDatabase(url, (sql) =>
        Effect.forEach([...firstTables, ...firstRelease.slice(0, 2)], (text) => sql.unsafe(text)))
      const [post, health] = yield* inWebProcess(url, ({ find, health }) =>
        Effect.all([find("scheduled"), health]))
      assert.strictEqual(post?.state, "Scheduled")
      assert.isUndefined(health.paused)
    }))

  it.live("creates its tables once, although many processes start at the same time", () =>
    Effect.gen(function*() {
      const url = yield* postgresDatabase
      const versions = yield* Effect.forEach(
        Array.from({ length: 6 }),
        () => Effect.result(inWebProcess(url, ({ health }) => health)),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(versions.map(({ _tag }) => _tag), Array.from({ length: 6 }, () => "Success"))
    }))

  it.live("refuses tables that are newer than the program", () =>
    Effect.gen(function*() {
      const url = yield* postgresDatabase
      yield* inWebProcess(url, ({ health }) => health)
      yield* inDatabase(url, (sql) =>
        sql`INSERT INTO tiktok_scheduler_migrations (migration_id, name) VALUES (99, 'tables')`)
      const { reason } = yield* Effect.flip(inWebProcess(url, ({ health }) =>
        health))
      assert.deepInclude(reason, { _tag: "SchemaTooNew", found: 99, known: 2 })
    }))

  it.live("says so when the database is down, and when an address is none", () =>
    Effect.gen(function*() {
      const port = yield* Effect.promise(freePort)
      const down = yield* Effect.flip(
        inWebProcess(`postgres://postgres@127.0.0.1:${port}/postgres`, ({ health }) => health)
      )
      assert.deepInclude(down.reason, { _tag: "StoreFailed", action: "read" })
      assert.isTrue(down.retryable)
      const mock = yield* Mock.MockServer
      const url = yield* postgresDatabase
      const addresses = [["", 5], ["localhost", 0], ["localhost", 70_000], ["localhost", 1.5]] as const
      for (const [host, port] of addresses) {
        const layer = Layer.provide(Scheduler.layerCluster({ address: { host, port } }), library(url, mock))
        const { reason } = yield* Effect.flip(Effect.scoped(Layer.build(layer)))
        assert.deepInclude(reason, { _tag: "InvalidInput", field: host === "" ? "address.host" : "address.port" })
      }
      const taken = Number(new URL(mock.url).port)
      const busy = Layer.provide(
        Scheduler.layerCluster({ address: { host: "127.0.0.1", port: taken } }),
        library(url, mock)
      )
      const { reason } = yield* Effect.flip(Effect.scoped(Layer.build(busy)))
      assert.deepInclude(reason, { _tag: "RunnerFailed", address: `127.0.0.1:${taken}` })
    }).pipe(Effect.provide(layerMock)))
})

// -----------------------------------------------------------------------------
// as the first release stored it
// -----------------------------------------------------------------------------

const row = (number: number, key: string, creator: string, post: string, detail = "{}") =>
  `INSERT INTO tiktok_posts VALUES ('019a22de-24a0-73e9-9775-00000000000${number}', '${key}', '${creator}', 'Scheduled', 1,
    1790000000000, 1790000000000, 1790000000000, NULL, NULL, 1780000000000, 1780000000000, 0, NULL, '${post}', '${detail}')`

const media =
  `"_tag":"Video","media":{"_tag":"Url","url":"https://verified-domain.com/a.mp4"},"privacyLevel":"SELF_ONLY"`
const video = (title: string) => `{"version":1,"post":{${media},"title":"${title}"}}`

const firstRelease = [
  row(1, "scheduled", "mara", video("scheduled")),
  row(2, "unreadable", "noor", `{"version":2,"post":{"_tag":"Story"}}`, `{"mood":"new"}`),
  row(3, "woken", "mara", video("woken")),
  `INSERT INTO tiktok_cluster_messages (id, message_id, shard_id, entity_type, entity_id, kind, tag, payload, headers,
    trace_id, span_id, sampled, processed, request_id, deliver_at)
  VALUES (153238603473027072, 'TikTokCreator/mara/Wake/019a22de-24a0-73e9-9775-000000000003/1', 'default:35',
    'TikTokCreator', 'mara', 0, 'Wake', '{"id":"019a22de-24a0-73e9-9775-000000000003","revision":1}', '{}',
    'b94252ff60f86edb917f7c91583fd553', '7363b97433eb2031', true, false, 153238603473027072, 1790000000000)`
]

/** The tables of the first version. */
const firstTables = [
  `CREATE TABLE tiktok_scheduler_migrations (migration_id integer primary key,
    created_at timestamp with time zone not null default now(), name text not null)`,
  `INSERT INTO tiktok_scheduler_migrations (migration_id, name) VALUES (1, 'tables')`,
  `CREATE TABLE tiktok_posts (id text NOT NULL PRIMARY KEY, key text NOT NULL UNIQUE, creator text NOT NULL,
    state text NOT NULL, revision integer NOT NULL, due_at bigint NOT NULL, start_at bigint NOT NULL, wake_at bigint,
    started_at bigint, ended_at bigint, created_at bigint NOT NULL, changed_at bigint NOT NULL, attempts integer NOT NULL,
    publish_id text, post text NOT NULL, detail text NOT NULL)`,
  `CREATE TABLE tiktok_events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    post_id text NOT NULL REFERENCES tiktok_posts (id) ON DELETE CASCADE, at bigint NOT NULL, body text NOT NULL)`
]
