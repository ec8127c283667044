/**
 * `effect-tiktok/Platform` on Node, Bun and Deno.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as ChooseHttp from "./chooseHttp.ts"
import * as NodeFiles from "./nodeFiles.ts"

/**
 * Like `layer` of `effect-tiktok/Platform`, which is this layer here.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<HttpClient.HttpClient | FileSystem.FileSystem> = Layer.merge(
  Layer.unwrap(Effect.promise(ChooseHttp.layer)),
  NodeFiles.layer
)
