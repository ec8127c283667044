/**
 * All services in one layer.
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import type * as Redis from "effect/persistence/Redis"
import type * as Redacted from "effect/Redacted"
import type * as SqlClient from "effect/sql/SqlClient"
import * as Auth from "./Auth.ts"
import * as Checkpoint from "./Checkpoint.ts"
import type { Contract } from "./Contract.ts"
import * as Creator from "./Creator.ts"
import * as Validate from "./internal/common/validate.ts"
import * as Publisher from "./Publisher.ts"
import * as Quota from "./Quota.ts"
import * as RecordStore from "./RecordStore.ts"
import * as StatusPoller from "./StatusPoller.ts"
import * as TikTokApi from "./TikTokApi.ts"
import type { InvalidInput, StoreFailed, TikTokError } from "./TikTokError.ts"
import * as TokenLock from "./TokenLock.ts"
import * as TokenStore from "./TokenStore.ts"
import * as Uploader from "./Uploader.ts"
import * as Videos from "./Videos.ts"

/**
 * The services that a program needs to publish.
 *
 * @category models
 * @since 0.1.0
 */
export type Services =
  | Auth.Auth
  | Creator.Creator
  | Publisher.Publisher
  | StatusPoller.StatusPoller
  | TikTokApi.TikTokApi
  | Uploader.Uploader
  | Videos.Videos

/**
 * How TikTok is reached, and what the stores of this process begin with.
 *
 * @category options
 * @since 0.1.0
 */
export interface MemoryOptions extends TikTokApi.Options {
  /** The initial tokens of the token store. */
  readonly tokens?: ReadonlyArray<TokenStore.Tokens> | undefined
  /** How long calls wait for room under TikTok's limits. @default two minutes */
  readonly quota?: Quota.Options | undefined
}

/**
 * What a program needs whose processes share one store: how TikTok is reached,
 * and how what is kept is encrypted and claimed.
 *
 * @category options
 * @since 0.1.0
 */
export interface SharedOptions extends TikTokApi.Options, Checkpoint.Options {
  /** How long calls wait for room under TikTok's limits. @default two minutes */
  readonly quota?: Quota.Options | undefined
}

/**
 * What a program needs whose processes share one Redis.
 *
 * @category options
 * @since 0.1.0
 */
export interface RedisOptions extends SharedOptions, RecordStore.RedisOptions {}

/**
 * What a program needs whose processes share one database.
 *
 * @category options
 * @since 0.1.0
 */
export interface SqlOptions extends SharedOptions, RecordStore.SqlOptions {}

/**
 * How TikTok is reached, as far as the configuration says it. The other options
 * are given as they are.
 *
 * @category options
 * @since 0.1.0
 */
export interface ConfigOptions extends Omit<TikTokApi.Options, "contract" | "clientKey" | "clientSecret" | "baseUrl"> {
  /** A contract, or a `Config` that chooses one. There is no default. */
  readonly contract: Contract | Config.Config<Contract>
  /** Client key of the app, from TikTok's developer portal. */
  readonly clientKey: Config.Config<string>
  /** Client secret of the app. */
  readonly clientSecret: Config.Config<Redacted.Redacted<string>>
  /** One origin for the API and the authorize page, such as a mock server's. @default TikTok's own hosts */
  readonly baseUrl?: Config.Config<string | URL | undefined> | undefined
}

/**
 * Where a program keeps its state.
 *
 * @category models
 * @since 0.1.0
 */
export type Stores = TokenStore.TokenStore | TokenLock.TokenLock | Quota.Quota | Checkpoint.CheckpointStore

/**
 * Wires every service to one contract, app and host. Where tokens live, who
 * may refresh them and how limits are counted is for the caller to say.
 *
 * **Example** (Stores in this process)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { Checkpoint, Quota, TikTok, type TikTokApi, TokenLock, TokenStore } from "effect-tiktok"
 *
 * export const services = (options: TikTokApi.Options) =>
 *   Layer.provide(TikTok.layer(options), [
 *     TokenStore.layerMemory(),
 *     TokenLock.layerMemory,
 *     Quota.layerMemory(),
 *     Checkpoint.layerMemory
 *   ])
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (
  options: TikTokApi.Options
): Layer.Layer<
  Services,
  TikTokError<InvalidInput>,
  Stores | HttpClient.HttpClient | FileSystem.FileSystem
> =>
  Publisher.layer.pipe(
    Layer.provideMerge(Layer.mergeAll(Creator.layer, StatusPoller.layer, Uploader.layer, Videos.layer)),
    Layer.provideMerge(Auth.layer),
    Layer.provideMerge(TikTokApi.layer(options))
  )

/**
 * Like `layer`, with key, secret and address of the app from `Config`s. Another
 * layer of this module takes its place where it is given as `wire`.
 *
 * **Example** (Tokens and limits in this process)
 *
 * ```ts
 * import { NodeServices } from "@effect/platform-node"
 * import { Config, Layer } from "effect"
 * import { Contract, TikTok } from "effect-tiktok"
 * import * as NodeTransport from "effect-tiktok/NodeTransport"
 *
 * export const services = TikTok.layerConfig({
 *   contract: Contract.live,
 *   clientKey: Config.String("TIKTOK_CLIENT_KEY"),
 *   clientSecret: Config.Redacted("TIKTOK_CLIENT_SECRET")
 * }, TikTok.layerMemory).pipe(Layer.provide([NodeTransport.layer, NodeServices.layer]))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export function layerConfig(
  options: ConfigOptions
): Layer.Layer<
  Services,
  TikTokError<InvalidInput> | Config.ConfigError,
  Stores | HttpClient.HttpClient | FileSystem.FileSystem
>
export function layerConfig<A, E, R>(
  options: ConfigOptions,
  wire: (options: TikTokApi.Options) => Layer.Layer<A, E, R>
): Layer.Layer<A, E | Config.ConfigError, R>
export function layerConfig<A, E, R>(
  options: ConfigOptions,
  wire?: (options: TikTokApi.Options) => Layer.Layer<A, E, R>
) {
  return wire === undefined ? fromConfig(options, layer) : fromConfig(options, wire)
}

/**
 * Like `layer`, with tokens and limits kept in this process: for scripts,
 * tests and first steps.
 *
 * **Example** (Against a mock server)
 *
 * ```ts
 * import { Redacted } from "effect"
 * import { Contract, TikTok } from "effect-tiktok"
 *
 * export const services = TikTok.layerMemory({
 *   contract: Contract.live,
 *   baseUrl: "http://localhost:8787",
 *   clientKey: "mock-client-key",
 *   clientSecret: Redacted.make("mock-client-secret")
 * })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerMemory = (
  options: MemoryOptions
): Layer.Layer<
  Services | Stores,
  TikTokError<InvalidInput>,
  HttpClient.HttpClient | FileSystem.FileSystem
> => Layer.unwrap(Effect.map(Validate.orFail("TikTok.layerMemory", ofMemory(options)), () => memory(options)))

const ofMemory = (options: unknown): Validate.Violations =>
  Validate.isObject(options)
    ? Validate.check(
      options["tokens"] === undefined ||
        Array.isArray(options["tokens"]) && options["tokens"].every((tokens) => tokens instanceof TokenStore.Tokens),
      "tokens",
      "must be a list of TokenStore.Tokens"
    )
    : Validate.check(false, "options", "must be an object")

const memory = (options: MemoryOptions) =>
  Layer.provideMerge(layer(options), [
    TokenStore.layerMemory(options.tokens),
    TokenLock.layerMemory,
    Quota.layerMemory(options.quota),
    Checkpoint.layerMemory
  ])

/**
 * Like `layer`, with tokens, locks, limits and checkpoints in the current
 * `Redis`: a complete deployment for any number of processes. Redis has to keep
 * what it confirms, with `appendfsync always`, and must not evict.
 *
 * **Example** (Several processes that share one Redis)
 *
 * ```ts
 * import { NodeRedis, NodeServices } from "@effect/platform-node"
 * import { Layer, Redacted } from "effect"
 * import { Contract, TikTok } from "effect-tiktok"
 * import * as NodeTransport from "effect-tiktok/NodeTransport"
 *
 * declare const encryptionKey: Uint8Array
 *
 * export const services = TikTok.layerRedis({
 *   contract: Contract.live,
 *   clientKey: "aw0example",
 *   clientSecret: Redacted.make("example"),
 *   encryptionKeys: [Redacted.make(encryptionKey)]
 * }).pipe(
 *   Layer.provide(NodeRedis.layer({ url: "redis://localhost:6379" })),
 *   Layer.provide([NodeTransport.layer, NodeServices.layer])
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerRedis = (
  options: RedisOptions
): Layer.Layer<
  Services | Stores,
  TikTokError<InvalidInput | StoreFailed>,
  Redis.Redis | HttpClient.HttpClient | FileSystem.FileSystem
> => shared(options, RecordStore.layerRedis(options), Quota.layerRedis({ ...options.quota, prefix: options.prefix }))

/**
 * Like `layer`, with tokens, locks, limits and checkpoints in the current
 * `SqlClient`, in tables that it makes where they are missing: a complete
 * deployment, with PostgreSQL for any number of processes, and with SQLite for
 * those of one host.
 *
 * **Example** (Several processes that share one PostgreSQL)
 *
 * ```ts
 * import { NodeServices } from "@effect/platform-node"
 * import { PgClient } from "@effect/sql-pg"
 * import { Config, Layer, Redacted } from "effect"
 * import { Contract, TikTok } from "effect-tiktok"
 * import * as NodeTransport from "effect-tiktok/NodeTransport"
 *
 * declare const encryptionKey: Uint8Array
 *
 * export const services = TikTok.layerSql({
 *   contract: Contract.live,
 *   clientKey: "aw0example",
 *   clientSecret: Redacted.make("example"),
 *   encryptionKeys: [Redacted.make(encryptionKey)]
 * }).pipe(
 *   Layer.provide(PgClient.layerConfig({ url: Config.Redacted("DATABASE_URL") })),
 *   Layer.provide([NodeTransport.layer, NodeServices.layer])
 * )
 * ```
 *
 * **Example** (Several processes of one host that share one file)
 *
 * ```ts
 * import { NodeServices } from "@effect/platform-node"
 * import { Layer } from "effect"
 * import { TikTok } from "effect-tiktok"
 * import * as NodeTransport from "effect-tiktok/NodeTransport"
 * import * as NodeSqlite from "effect-tiktok/NodeSqlite"
 *
 * declare const options: TikTok.SqlOptions
 *
 * export const services = TikTok.layerSql(options).pipe(
 *   Layer.provide(NodeSqlite.layer({ filename: "tiktok.db" })),
 *   Layer.provide([NodeTransport.layer, NodeServices.layer])
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerSql = (
  options: SqlOptions
): Layer.Layer<
  Services | Stores,
  TikTokError<InvalidInput | StoreFailed>,
  SqlClient.SqlClient | HttpClient.HttpClient | FileSystem.FileSystem
> => shared(options, RecordStore.layerSql(options), Quota.layerSql({ ...options.quota, prefix: options.prefix }))

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

const fromConfig = <A, E, R>(
  { baseUrl, clientKey, clientSecret, contract, ...given }: ConfigOptions,
  wire: (options: TikTokApi.Options) => Layer.Layer<A, E, R>
) =>
  Config.all({
    contract: Config.isConfig(contract) ? contract : Config.succeed(contract),
    clientKey,
    clientSecret,
    baseUrl: baseUrl ?? Config.succeed(undefined)
  }).pipe(Config.map((configured) => wire({ ...given, ...configured })), Layer.unwrap)

const shared = <E, R, E2, R2>(
  options: SharedOptions,
  records: Layer.Layer<RecordStore.RecordStore, E, R>,
  quota: Layer.Layer<Quota.Quota, E2, R2>
) =>
  Layer.provideMerge(layer(options), [
    Layer.mergeAll(TokenStore.layer(options), TokenLock.layer(options), Checkpoint.layer(options)).pipe(
      Layer.provide(records)
    ),
    quota
  ])
