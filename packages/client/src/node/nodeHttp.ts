import type * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as WebHttp from "../internal/runtimes/webHttp.ts"
import * as NodeFileReader from "./NodeFileReader.ts"
import { load } from "./nodePackages.ts"

/**
 * The fastest client of Node, Bun or Deno. On Node that is undici's, where it is installed.
 *
 * @internal
 */
export const layer = async (): Promise<Layer.Layer<HttpClient.HttpClient>> => {
  if ("Bun" in globalThis) return (await import("./bunHttp.ts")).layer
  if ("Deno" in globalThis) return (await import("./denoHttp.ts")).layer
  const undici = await load<typeof NodeHttpClient>("@effect/platform-node/NodeHttpClient")
  return undici === undefined
    ? Layer.merge(FetchHttpClient.layer, WebHttp.sendsBlobs)
    : Layer.merge(undici.layerUndici, NodeFileReader.layer)
}
