/**
 * What a program needs of its runtime, under one name for all of them.
 *
 * On Node, Bun and Deno this module reads files and streams them. In Workers,
 * browsers and elsewhere it has `fetch`, and no files.
 *
 * @since 0.1.0
 */
import * as FileSystem from "effect/FileSystem"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as WebHttp from "./internal/runtimes/webHttp.ts"

/**
 * The fastest HTTP client of this runtime, and its files where it has any.
 *
 * **Example** (One line for every runtime)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { TikTok, type TikTokApi } from "effect-tiktok"
 * import * as Platform from "effect-tiktok/Platform"
 *
 * export const services = (options: TikTokApi.Options) => Layer.provide(TikTok.layerMemory(options), Platform.layer)
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<HttpClient.HttpClient | FileSystem.FileSystem> = Layer.merge(
  Layer.suspend(WebHttp.layer),
  FileSystem.layerNoop({})
)
