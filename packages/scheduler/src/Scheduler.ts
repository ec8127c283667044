/**
 * Publishes posts at their time.
 *
 * A post is a row of the scheduler's own tables. A worker for each creator publishes the
 * creator's due posts in order, under TikTok's limits, with `Publisher.publish` and a key. So
 * a process that ends in the middle loses nothing, and nothing is posted twice.
 *
 * @since 0.1.0
 */
import type * as Auth from "effect-tiktok/Auth"
import type * as Checkpoint from "effect-tiktok/Checkpoint"
import type * as Creator from "effect-tiktok/Creator"
import * as NodeSqlite from "effect-tiktok/NodeSqlite"
import type * as Publisher from "effect-tiktok/Publisher"
import { type InvalidInput, isTikTokError } from "effect-tiktok/TikTokError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as SqlClient from "effect/sql/SqlClient"
import * as Cluster from "./internal/cluster.ts"
import { failed } from "./internal/database.ts"
import * as Local from "./internal/local.ts"
import type { ClientOptions, ClusterClientOptions, ClusterOptions, Options, SqliteOptions } from "./model/options.ts"
import type { Service } from "./model/service.ts"
import {
  fromReason,
  type Reason,
  type RunnerFailed,
  type SchedulerError,
  type SchemaTooNew,
  type StoreFailed
} from "./SchedulerError.ts"

export * from "./model/options.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * What a process needs that publishes. `TikTok.layerSql` has all of it.
 *
 * @category models
 * @since 0.1.0
 */
export type Library = Auth.Auth | Creator.Creator | Publisher.Publisher | Checkpoint.CheckpointStore

/**
 * Why a scheduler cannot start.
 *
 * @category models
 * @since 0.1.0
 */
export type StartFailure = SchedulerError<InvalidInput | StoreFailed | SchemaTooNew>

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * Schedules posts, and tells and changes what becomes of them, from any process.
 *
 * **Example** (A video for Christmas Eve)
 *
 * ```ts
 * import { Media, type Post } from "effect-tiktok"
 * import { Scheduler } from "effect-tiktok-scheduler"
 *
 * export const greet = (creator: Post.CreatorId) =>
 *   Scheduler.Scheduler.use(({ schedule }) =>
 *     schedule(
 *       creator,
 *       { _tag: "Video", media: Media.named("greeting"), privacyLevel: "PUBLIC_TO_EVERYONE", title: "Happy holidays" },
 *       { key: "greeting 2026", at: { local: "2026-12-24T18:00", timeZone: "Europe/Berlin" } }
 *     ))
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class Scheduler extends Context.Service<Scheduler, Service>()("effect-tiktok-scheduler/Scheduler") {}

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Keeps posts in this process, for tests. With `TestClock`, a post of next month begins when
 * the test says.
 *
 * **Example** (Over a mock)
 *
 * ```ts
 * import { NodeServices } from "@effect/platform-node"
 * import { Layer, Redacted } from "effect"
 * import { Contract, TikTok } from "effect-tiktok"
 * import { Scheduler } from "effect-tiktok-scheduler"
 * import * as Mock from "tiktok-mock-server/effect"
 *
 * export const layer = Scheduler.layerMemory().pipe(
 *   Layer.provideMerge(TikTok.layerMemory({
 *     contract: Contract.live,
 *     clientKey: "mock-client-key",
 *     clientSecret: Redacted.make("mock-client-secret")
 *   })),
 *   Layer.provideMerge(Mock.layer()),
 *   Layer.provide(NodeServices.layer)
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerMemory = (options?: Options): Layer.Layer<Scheduler, StartFailure, Library> =>
  inSqlite("layerMemory", ":memory:", Local.make(options, undefined))

/**
 * Keeps posts in one SQLite file and publishes them, for one process. Others on the same
 * host may schedule with `layerSqliteClient`.
 *
 * **Example** (A program of one process)
 *
 * ```ts
 * import { Effect, Layer } from "effect"
 * import { Media, TikTok } from "effect-tiktok"
 * import * as NodeSqlite from "effect-tiktok/NodeSqlite"
 * import { Scheduler } from "effect-tiktok-scheduler"
 *
 * export const layer = (options: TikTok.SqlOptions) =>
 *   Scheduler.layerSqlite({
 *     filename: "posts.db",
 *     media: (name) => Effect.succeed(Media.file(`/var/clips/${encodeURIComponent(name)}.mp4`))
 *   }).pipe(
 *     Layer.provideMerge(TikTok.layerSql(options)),
 *     Layer.provide(NodeSqlite.layer({ filename: "tiktok.db" }))
 *   )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerSqlite = (options: SqliteOptions): Layer.Layer<Scheduler, StartFailure, Library> =>
  inSqlite("layerSqlite", options?.filename, Local.make(options, otherProcesses))

/**
 * Schedules in the file of a `layerSqlite` of another process of this host, and publishes
 * nothing itself.
 *
 * **Example** (A script beside the program)
 *
 * ```ts
 * import { Scheduler } from "effect-tiktok-scheduler"
 *
 * export const layer = Scheduler.layerSqliteClient({ filename: "posts.db" })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerSqliteClient = (
  options: ClientOptions & Pick<SqliteOptions, "filename">
): Layer.Layer<Scheduler, StartFailure> => inSqlite("layerSqliteClient", options?.filename, Local.makeClient(options))

/**
 * Keeps posts in the current PostgreSQL, and publishes them in any number of processes that
 * share it. Each creator's posts are published by one of them. If that one ends, another
 * takes over.
 *
 * **Example** (One of several runners)
 *
 * ```ts
 * import { PgClient } from "@effect/sql-pg"
 * import { Config, Effect, Layer } from "effect"
 * import { Media, TikTok } from "effect-tiktok"
 * import { Scheduler } from "effect-tiktok-scheduler"
 *
 * export const layer = (options: TikTok.SqlOptions, host: string) =>
 *   Scheduler.layerCluster({
 *     address: { host, port: 34431 },
 *     media: (name) => Effect.succeed(Media.http(`https://clips.example.com/${encodeURIComponent(name)}`))
 *   }).pipe(
 *     Layer.provideMerge(TikTok.layerSql(options)),
 *     Layer.provide(PgClient.layerConfig({ url: Config.Redacted("DATABASE_URL") }))
 *   )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerCluster = (
  options: ClusterOptions
): Layer.Layer<
  Scheduler,
  SchedulerError<InvalidInput | StoreFailed | SchemaTooNew | RunnerFailed>,
  Library | SqlClient.SqlClient
> => layerOf("layerCluster", Cluster.make(options))

/**
 * Schedules in the PostgreSQL of a cluster and publishes nothing itself, for web processes.
 *
 * **Example** (A web process)
 *
 * ```ts
 * import { PgClient } from "@effect/sql-pg"
 * import { Config, Layer } from "effect"
 * import { Scheduler } from "effect-tiktok-scheduler"
 *
 * export const layer = Scheduler.layerClusterClient().pipe(
 *   Layer.provide(PgClient.layerConfig({ url: Config.Redacted("DATABASE_URL") }))
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerClusterClient = (
  options?: ClusterClientOptions
): Layer.Layer<Scheduler, StartFailure, SqlClient.SqlClient> =>
  layerOf("layerClusterClient", Cluster.makeClient(options))

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

const layerOf = <E extends Reason, R>(name: string, make: Effect.Effect<Service, E, R>) =>
  Layer.effect(Scheduler, Effect.mapError(make, fromReason(`Scheduler.${name}`)))

/** The file is a service of its own, so that it closes after the last publish. */
const inSqlite = <E extends Reason, R>(
  name: string,
  filename: string,
  make: Effect.Effect<Service, E, R | SqlClient.SqlClient>
) =>
  Layer.provide(
    layerOf(name, make),
    Layer.effectContext(
      Effect.mapError(
        Layer.build(NodeSqlite.layer({ filename })),
        (error) =>
          fromReason(`Scheduler.${name}`)<InvalidInput | StoreFailed>(
            isTikTokError(error) ? error.reason : failed("read")(error)
          )
      )
    )
  )

/** How often to look for what other processes of the host have scheduled, in milliseconds. */
const otherProcesses = 1000
