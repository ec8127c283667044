import type * as HttpClient from "effect/http/HttpClient"
import type * as Layer from "effect/Layer"
import * as NodeTransport from "./NodeTransport.ts"

/**
 * The fastest client of Node, Bun or Deno.
 *
 * @internal
 */
export const layer = async (): Promise<Layer.Layer<HttpClient.HttpClient>> =>
  "Bun" in globalThis
    ? (await import("./bunHttp.ts")).layer
    : "Deno" in globalThis
    ? (await import("./denoHttp.ts")).layer
    : NodeTransport.layer

/**
 * The client over a `fetch` that streams files.
 *
 * @internal
 */
export const over = (fetch: typeof globalThis.fetch): Layer.Layer<HttpClient.HttpClient> | undefined =>
  fetch === NodeTransport.fetch ? NodeTransport.layerFetch : undefined
