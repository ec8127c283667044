/**
 * Every service, wired.
 *
 * @since 0.1.0
 */
import type * as FileSystem from "effect/FileSystem"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Auth from "./Auth.ts"
import * as Checkpoint from "./Checkpoint.ts"
import * as Creator from "./Creator.ts"
import * as Publisher from "./Publisher.ts"
import * as Quota from "./Quota.ts"
import * as StatusPoller from "./StatusPoller.ts"
import * as TikTokApi from "./TikTokApi.ts"
import type { InvalidInput, TikTokError } from "./TikTokError.ts"
import * as TokenLock from "./TokenLock.ts"
import * as TokenStore from "./TokenStore.ts"
import * as Uploader from "./Uploader.ts"
import * as Videos from "./Videos.ts"

/**
 * Everything that a program which publishes asks for.
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
 * @category options
 * @since 0.1.0
 */
export interface MemoryOptions extends TikTokApi.Options {
  /** What the token store begins with. */
  readonly tokens?: ReadonlyArray<TokenStore.Tokens> | undefined
  /** How long calls wait for room under TikTok's limits. */
  readonly quota?: Quota.Options | undefined
}

/**
 * Wires every service to one contract, app and host. Where tokens live, who
 * may refresh them and how limits are counted is for the caller to say.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (
  options: TikTokApi.Options
): Layer.Layer<
  Services,
  TikTokError<InvalidInput>,
  | TokenStore.TokenStore
  | TokenLock.TokenLock
  | Quota.Quota
  | Checkpoint.CheckpointStore
  | HttpClient.HttpClient
  | FileSystem.FileSystem
> =>
  Publisher.layer.pipe(
    Layer.provideMerge(Layer.mergeAll(Creator.layer, StatusPoller.layer, Uploader.layer, Videos.layer)),
    Layer.provideMerge(Auth.layer),
    Layer.provideMerge(TikTokApi.layer(options))
  )

/**
 * Like `layer`, with tokens and limits kept in this process: for scripts,
 * tests and first steps.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerMemory = (
  options: MemoryOptions
): Layer.Layer<
  Services | TokenStore.TokenStore | TokenLock.TokenLock | Quota.Quota | Checkpoint.CheckpointStore,
  TikTokError<InvalidInput>,
  HttpClient.HttpClient | FileSystem.FileSystem
> =>
  Layer.provideMerge(layer(options), [
    TokenStore.layerMemory(options.tokens),
    TokenLock.layerMemory,
    Quota.layerMemory(options.quota),
    Checkpoint.layerMemory
  ])
