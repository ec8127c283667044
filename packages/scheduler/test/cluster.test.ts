import { NodeHttpClient, NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Exit, Layer, Redacted, Schedule, Scope } from "effect"
import { Contract, Post, TikTok, TokenStore } from "effect-tiktok"
import { Scheduler } from "effect-tiktok-scheduler"
import { SqlClient } from "effect/sql"
import * as Mock from "tiktok-mock-server/effect"
import { freePort } from "../../../test/support/freePort.ts"
import { layerPostgres, postgresDatabase, postgresServer } from "../../../test/support/servers.ts"
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

const login = (mock: Mock.MockServer["Service"], openId: string) =>
  Effect.flatMap(TokenStore.TokenStore, ({ set }) => {
    mock.mock.control.createCreator({ openId, username: openId })
    return set(tokensOf(openId, mock.mock.control.issueToken({ contract: "live", openId })))
  })

const eventually = <A, E, R>(what: Effect.Effect<A, E, R>, holds: (value: A) => boolean) =>
  Effect.repeat(what, { until: holds, schedule: Schedule.spaced("200 millis") })

const layerMock = Mock.layerServer({ lifecycle: { mode: "polls", count: 1 } })

describe.skipIf(!postgresServer.isThere)("a cluster", () => {
  for (const transport of ["http", "socket"] as const) {
    it.live(`publishes over ${transport} what a web process schedules`, () =>
      Effect.gen(function*() {
        const mock = yield* Mock.MockServer
        const url = yield* postgresDatabase
        const { context } = yield* runner(url, mock, transport)
        yield* Effect.provide(login(mock, "mara"), context)
        const creator = Post.CreatorId.make("mara")
        yield* Effect.gen(function*() {
          const { get, schedule } = yield* Scheduler.Scheduler
          const { id } = yield* schedule(creator, pulled("a"), { key: "a", at: yield* after("2 seconds") })
          const post = yield* eventually(get(id), ({ state }) => state === "Published")
          assert.isBelow(
            (post.startedAt?.epochMilliseconds ?? 0) - post.startsAt.epochMilliseconds,
            60_000
          )
        }).pipe(
          Effect.provide(Scheduler.layerClusterClient({ transport }).pipe(Layer.provide(layerPostgres(url))))
        )
        const sql = yield* Effect.provide(SqlClient.SqlClient, layerPostgres(url))
        void sql
      }).pipe(Effect.provide(layerMock)))
  }
})
export const unused = DateTime
