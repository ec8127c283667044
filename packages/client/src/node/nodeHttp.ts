import * as FetchHttpClient from "effect/http/FetchHttpClient"
import type * as HttpClient from "effect/http/HttpClient"
import type * as Layer from "effect/Layer"
import * as NodeTransport from "./NodeTransport.ts"

/**
 * Node's own client, which streams files. Elsewhere `fetch` is the runtime's own.
 *
 * @internal
 */
export const layer = async (): Promise<Layer.Layer<HttpClient.HttpClient>> =>
  "Bun" in globalThis || "Deno" in globalThis ? FetchHttpClient.layer : NodeTransport.layer
