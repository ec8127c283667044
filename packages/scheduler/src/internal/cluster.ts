import * as NodeClusterHttp from "@effect/platform-node/NodeClusterHttp"
import * as NodeClusterSocket from "@effect/platform-node/NodeClusterSocket"
import type * as Auth from "effect-tiktok/Auth"
import type * as Checkpoint from "effect-tiktok/Checkpoint"
import type * as Creator from "effect-tiktok/Creator"
import type * as Publisher from "effect-tiktok/Publisher"
import { InvalidInput, type StoreFailed } from "effect-tiktok/TikTokError"
import * as RunnerAddress from "effect/cluster/RunnerAddress"
import type * as Sharding from "effect/cluster/Sharding"
import * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as Singleton from "effect/cluster/Singleton"
import * as SqlMessageStorage from "effect/cluster/SqlMessageStorage"
import * as SqlRunnerStorage from "effect/cluster/SqlRunnerStorage"
import * as Digest from "effect/crypto/Digest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as References from "effect/References"
import type * as Scope from "effect/Scope"
import type * as SqlClient from "effect/sql/SqlClient"
import type { ClusterClientOptions, ClusterOptions } from "../model/options.ts"
import type { Service as Scheduler } from "../model/service.ts"
import { RunnerFailed, type SchemaTooNew } from "../SchedulerError.ts"
import * as CreatorEntity from "./creatorEntity.ts"
import type { Row } from "./row.ts"
import * as Service from "./service.ts"
import * as Settings from "./settings.ts"
import * as Sweep from "./sweep.ts"
import * as TablesOf from "./tablesOf.ts"
import * as Worker from "./worker.ts"

/**
 * A runner of the cluster.
 *
 * @internal
 */
export const make = Effect.fnUntraced(function*(
  options: ClusterOptions
): Effect.fn.Return<
  Scheduler,
  InvalidInput | StoreFailed | SchemaTooNew | RunnerFailed,
  | SqlClient.SqlClient
  | Scope.Scope
  | Auth.Auth
  | Creator.Creator
  | Publisher.Publisher
  | Checkpoint.CheckpointStore
> {
  const settings = yield* Settings.read(options)
  const address = yield* readAddress("address", options?.address)
  const listen = options.listen === undefined ? address : yield* readAddress("listen", options.listen)
  const takeOver = yield* Settings.millis("takeOver", options.takeOver ?? "35 seconds", 1000)
  yield* checkTransport(options.transport)
  const tables = yield* openTables

  const sharding = {
    ...shared,
    runnerAddress: Option.some(address),
    runnerListenAddress: Option.some(listen),
    shardLockExpiration: takeOver,
    shardLockRefreshInterval: Math.floor(takeOver / 3.5)
  }
  const runner = options.transport === "socket"
    ? Layer.provide(NodeClusterSocket.layer({ storage: "byo", shardingConfig: sharding }), storage(sharding))
    : Layer.provide(
      NodeClusterHttp.layer({ transport: "http", storage: "byo", shardingConfig: sharding }),
      storage(sharding)
    )
  const cluster = yield* Effect.mapError(
    Layer.build<SqlClient.SqlClient, RunnerFailure, Sharding.Sharding>(runner).pipe(quietly),
    unavailable(address)
  )

  const send = yield* Effect.provideContext(CreatorEntity.makeSend, cluster)
  const wake = wakeWith(send)
  const worker = yield* Worker.make(tables, settings, wake)
  yield* Layer.build(
    Layer.merge(
      CreatorEntity.layer(worker.turn),
      Singleton.make("effect-tiktok-scheduler/sweep", Sweep.run(tables, worker, send))
    )
  ).pipe(Effect.provideContext(cluster))
  return yield* Service.make({ ...tables, settings, wake })
})

/**
 * A process that stores wake-ups for the runners.
 *
 * @internal
 */
export const makeClient = Effect.fnUntraced(function*(
  options: ClusterClientOptions | undefined
): Effect.fn.Return<
  Scheduler,
  InvalidInput | StoreFailed | SchemaTooNew,
  SqlClient.SqlClient | Scope.Scope
> {
  const settings = yield* Settings.readClient(options)
  yield* checkTransport(options?.transport)
  const tables = yield* openTables
  const sharding = { ...shared, runnerAddress: Option.none() }
  const client = options?.transport === "socket"
    ? NodeClusterSocket.layer({ clientOnly: true, storage: "byo", shardingConfig: sharding })
    : NodeClusterHttp.layer({ transport: "http", clientOnly: true, storage: "byo", shardingConfig: sharding })
  const cluster = yield* Effect.orDie(Layer.build(Layer.provide(client, storage(sharding))))
  const send = yield* Effect.provideContext(CreatorEntity.makeSend, cluster)
  return yield* Service.make({ ...tables, settings, wake: wakeWith(send) })
})

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

// The server of a runner would log each message.
const quietly = Effect.provideService(References.MinimumLogLevel, "Warn")

type RunnerFailure = { readonly message: string }

/** The tables come first: a database that is down is a defect of the cluster's own. */
const openTables = Effect.tap(
  TablesOf.make,
  ({ database }) =>
    database.dialect === "pg"
      ? Effect.void
      : Effect.fail(new InvalidInput({ field: "SqlClient", rule: "must be of PostgreSQL" }))
)

const wakeWith =
  (send: (wakeUp: CreatorEntity.WakeUp) => Effect.Effect<void>) => ({ creator, id, revision, wakeAt }: Row) =>
    wakeAt === undefined ? Effect.void : send({ creator, id, revision, at: wakeAt })

/** Must be the same in all processes of a cluster, of all versions. */
const shared = {
  shardsPerGroup: 60,
  // The application may have a cluster of its own in these tables.
  availableShardGroups: ["default"],
  assignedShardGroups: ["default"],
  // A due post waits this long at most.
  entityMessagePollInterval: "500 millis",
  simulateRemoteSerialization: false
} satisfies Partial<ShardingConfig.ShardingConfig["Service"]>

const storage = (sharding: Partial<ShardingConfig.ShardingConfig["Service"]>) =>
  Layer.merge(SqlMessageStorage.layerWith({ prefix }), Layer.orDie(SqlRunnerStorage.layerWith({ prefix }))).pipe(
    Layer.provide([ShardingConfig.layerFromEnv(sharding), Digest.layerWebCrypto])
  )

const prefix = "tiktok_cluster"

const readAddress = (
  field: string,
  input: { readonly host: string; readonly port: number } | undefined
): Effect.Effect<RunnerAddress.RunnerAddress, InvalidInput> => {
  const { host, port } = input ?? {}
  if (typeof host !== "string" || host === "" || host.length > 200) {
    return Effect.fail(new InvalidInput({ field: `${field}.host`, rule: "must be the name or IP address of a host" }))
  }
  return Number.isInteger(port) && Number(port) > 0 && Number(port) < 65_536
    ? Effect.succeed(RunnerAddress.make(host, Number(port)))
    : Effect.fail(new InvalidInput({ field: `${field}.port`, rule: "must be a port from 1 to 65535" }))
}

const checkTransport = (transport: unknown): Effect.Effect<void, InvalidInput> =>
  transport === undefined || transport === "http" || transport === "socket"
    ? Effect.void
    : Effect.fail(new InvalidInput({ field: "transport", rule: "must be http or socket" }))

const unavailable = ({ host, port }: RunnerAddress.RunnerAddress) => (error: unknown): RunnerFailed => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return new RunnerFailed({
    address: `${host}:${port}`,
    detail: cause instanceof Error ? cause.message : String(cause)
  })
}
