import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Effect, Layer } from "effect"
import * as NodeFileReader from "effect-tiktok/NodeFileReader"
import { Reporter } from "./output/Reporter.ts"
import { proxies } from "./settings/proxies.ts"

// A proxy cannot reach a mock on this machine.
const loopback = ["localhost", "127.0.0.1", "[::1]"]

// Uploads cost a third more over HTTP/2.
const options = { allowH2: false }

/** The client that Effect uses. A bundle that loads it late keeps only its default export. */
const undici = Effect.map(Effect.promise(() => import("@effect/platform-node/Undici")), (module) => module.default)

const dispatcher = Effect.gen(function*() {
  const { except, http, https } = yield* proxies
  if (https === undefined && http === undefined) return yield* NodeHttpClient.makeDispatcherOptions(options)
  const { EnvHttpProxyAgent } = yield* undici
  return yield* Effect.acquireRelease(
    Effect.sync(() =>
      new EnvHttpProxyAgent({
        ...options,
        httpProxy: http ?? "",
        httpsProxy: https ?? "",
        noProxy: [...(except === undefined ? [] : [except]), ...loopback].join(",")
      })
    ),
    (agent) => Effect.promise(() => agent.destroy())
  )
})

/** What every command may need: an HTTP client, a reader of files, and the reporter. */
export const platform = Layer.mergeAll(
  Layer.provideMerge(NodeHttpClient.layerUndiciNoDispatcher, Layer.effect(NodeHttpClient.Dispatcher, dispatcher)),
  NodeFileReader.layer,
  Reporter.layer
)

/** `fetch` by the same connections, for a program that wants one. */
export const proxiedFetch = Effect.gen(function*() {
  const dispatcher = yield* NodeHttpClient.Dispatcher
  const { fetch } = yield* undici
  return (url: string, { body, headers, method = "GET" }: RequestInit = {}): Promise<Response> =>
    fetch(url, {
      method,
      dispatcher,
      redirect: "manual",
      headers: [...new Headers(headers)],
      ...(typeof body === "string" || body instanceof Uint8Array || body instanceof URLSearchParams ? { body } : {})
    }).then((response) =>
      response.arrayBuffer().then((bytes) =>
        new Response(bytes.byteLength === 0 ? null : bytes, {
          status: response.status,
          headers: [...response.headers]
        })
      )
    )
})
