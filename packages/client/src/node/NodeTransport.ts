/**
 * Sends requests through `node:http` and `node:https`, and files straight from the
 * disk to the socket. The cheapest way from Node to TikTok. This module is only for
 * Node.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import { HttpClientError, TransportError } from "effect/http/HttpClientError"
import type { HttpClientRequest } from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as http from "node:http"
import * as https from "node:https"
import * as SizedFetch from "../internal/wire/sizedFetch.ts"
import { sendBody } from "./nodeBody.ts"
import * as NodeFetch from "./nodeFetch.ts"
import * as NodeFileReader from "./NodeFileReader.ts"
import { NodeResponse } from "./nodeResponse.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * How to connect. Node documents the fields under `tls.connect` and `http.Agent`.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options extends
  Pick<
    https.AgentOptions,
    "ca" | "cert" | "ciphers" | "crl" | "key" | "maxVersion" | "minVersion" | "passphrase" | "pfx" | "servername"
  >
{
  /** Whether the server's certificate must be valid. @default true */
  readonly rejectUnauthorized?: boolean | undefined
  /** The address of this machine from which to connect. */
  readonly localAddress?: string | undefined
  /** The version of IP. @default whichever connects first */
  readonly family?: 4 | 6 | undefined
  /** How hosts are resolved. @default `dns.lookup` */
  readonly lookup?: https.AgentOptions["lookup"]
  /**
   * Environment variables that name proxies: `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`, also in lower case. Needs Node
   * 22.21 or 24.5.
   *
   * @default `process.env` if `NODE_USE_ENV_PROXY` is 1, as for Node's own `fetch`; no proxy otherwise
   */
  readonly proxyEnv?: NodeJS.ProcessEnv | undefined
}

// -----------------------------------------------------------------------------
// constructors
// -----------------------------------------------------------------------------

/**
 * Creates a client over HTTP/1.1 that follows no redirects, has no time limits of its
 * own and decompresses nothing. It keeps connections open for 4 seconds, or a second
 * less than the server says, and closes them with the scope.
 *
 * **Example** (A client that trusts a private certificate)
 *
 * ```ts
 * import * as NodeTransport from "effect-tiktok/NodeTransport"
 *
 * export const client = (ca: string) => NodeTransport.make({ ca })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options?: Options): Effect.Effect<HttpClient.HttpClient, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(Effect.sync(() => agentsOf(options)), (agents) =>
      Effect.sync(() => {
        agents.plain.destroy()
        agents.secure.destroy()
      })),
    (agents) => HttpClient.make((request, url, signal) => sent(agents, request, url, signal))
  )

/**
 * Node's `fetch`, which sends a chunk without copying it. For programs that need
 * `fetch`; `layerFetch` streams files as well, and the client of this module is cheaper.
 *
 * **Example** (Uploads through `fetch`)
 *
 * ```ts
 * import * as NodeTransport from "effect-tiktok/NodeTransport"
 * import { Layer } from "effect"
 * import { FetchHttpClient } from "effect/http"
 *
 * export const http = Layer.provide(
 *   FetchHttpClient.layer,
 *   Layer.succeed(FetchHttpClient.Fetch, NodeTransport.fetch)
 * )
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const fetch: typeof globalThis.fetch = NodeFetch.withoutCopies

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Provides the client, and reads and streams files through `NodeFileReader`.
 *
 * **Example** (Through a company's proxy)
 *
 * ```ts
 * import * as NodeTransport from "effect-tiktok/NodeTransport"
 *
 * export const platform = NodeTransport.layerOptions({ proxyEnv: { HTTPS_PROXY: "http://proxy.example:3128" } })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerOptions = (options?: Options): Layer.Layer<HttpClient.HttpClient> =>
  Layer.merge(Layer.effect(HttpClient.HttpClient, make(options)), NodeFileReader.layer)

/**
 * Like `layerOptions`, with its defaults.
 *
 * **Example** (The library on Node)
 *
 * ```ts
 * import { NodeServices } from "@effect/platform-node"
 * import { Layer } from "effect"
 * import { TikTok, type TikTokApi } from "effect-tiktok"
 * import * as NodeTransport from "effect-tiktok/NodeTransport"
 *
 * export const services = (options: TikTokApi.Options) =>
 *   Layer.provide(TikTok.layerMemory(options), [NodeTransport.layer, NodeServices.layer])
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<HttpClient.HttpClient> = layerOptions()

/**
 * Provides a client over Node's `fetch`, and streams files through `NodeFileReader`.
 * For programs that change how `fetch` works; `layer` is cheaper.
 *
 * **Example** (The library on Node, over `fetch`)
 *
 * ```ts
 * import { NodeServices } from "@effect/platform-node"
 * import { Layer } from "effect"
 * import { TikTok, type TikTokApi } from "effect-tiktok"
 * import * as NodeTransport from "effect-tiktok/NodeTransport"
 *
 * export const services = (options: TikTokApi.Options) =>
 *   Layer.provide(TikTok.layerMemory(options), [NodeTransport.layerFetch, NodeServices.layer])
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerFetch: Layer.Layer<HttpClient.HttpClient> = Layer.merge(
  SizedFetch.layer(
    (body, contentLength) => ({ body, headers: { "content-length": String(contentLength) }, duplex: "half" }),
    { others: fetch, copies: true }
  ),
  NodeFileReader.layer
)

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

interface Agents {
  readonly plain: http.Agent
  readonly secure: https.Agent
}

const agentsOf = (options: Options | undefined): Agents => {
  const usesProxies = process.env["NODE_USE_ENV_PROXY"] === "1" || process.execArgv.includes("--use-env-proxy")
  const all = {
    keepAlive: true,
    // Servers close idle connections, some after five seconds, and a request on a connection that closes is lost.
    timeout: 4000,
    ...(usesProxies ? { proxyEnv: process.env } : {}),
    ...options
  }
  return { plain: new http.Agent(all), secure: new https.Agent(all) }
}

const sent = (agents: Agents, request: HttpClientRequest, url: URL, signal: AbortSignal) =>
  Effect.callback<NodeResponse, HttpClientError>((resume) => {
    const fail = (cause: unknown) =>
      resume(Effect.fail(new HttpClientError({ reason: new TransportError({ request, cause }) })))
    let outgoing: http.ClientRequest
    try {
      outgoing = open(agents, request, url)
    } catch (cause) {
      return fail(cause)
    }
    const abort = () => outgoing.destroy()
    signal.addEventListener("abort", abort)
    outgoing.on("error", fail)
    outgoing.on("response", (incoming) => {
      // After an early response the rest of the body is not read.
      incoming.on("end", () => setImmediate(() => outgoing.writableFinished || outgoing.destroy()))
      resume(Effect.succeed(new NodeResponse(request, outgoing, incoming, url)))
    })
    sendBody(outgoing, request.body)
    return Effect.sync(abort)
  })

const open = ({ plain, secure }: Agents, { headers, method }: HttpClientRequest, url: URL): http.ClientRequest => {
  // Given the URL itself, Node copies all its parts for each request.
  const { hostname, pathname, port, protocol, search } = url
  const options = {
    protocol,
    hostname: hostname.replace(/^\[|\]$/g, ""),
    port,
    path: pathname + search,
    method,
    headers
  }
  switch (protocol) {
    case "https:":
      return https.request({ ...options, agent: secure })
    case "http:":
      return http.request({ ...options, agent: plain })
    default:
      throw Object.assign(new Error("only http and https URLs"), { code: "ERR_INVALID_PROTOCOL" })
  }
}
