import type * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as NodeFileReader from "./NodeFileReader.ts"
import { load } from "./nodePackages.ts"

/**
 * undici's client, which streams files, where it is installed. Bun's own undici sends no bodies.
 *
 * @internal
 */
export const layer = async (): Promise<Layer.Layer<HttpClient.HttpClient>> => {
  const isNode = !("Bun" in globalThis) && !("Deno" in globalThis)
  const undici = isNode
    ? await load<typeof NodeHttpClient>("@effect/platform-node/NodeHttpClient")
    : undefined
  return undici === undefined ? FetchHttpClient.layer : Layer.merge(undici.layerUndici, NodeFileReader.layer)
}
