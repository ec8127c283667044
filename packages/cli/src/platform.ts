import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Effect, Layer } from "effect"
import * as NodeFileReader from "effect-tiktok/NodeFileReader"
import { Reporter } from "./Reporter.ts"
import { variable } from "./variables.ts"

// A proxy cannot reach a mock on this machine.
const loopback = ["localhost", "127.0.0.1", "[::1]"]

/** The first of these variables that is set. */
const first = (...names: ReadonlyArray<string>) =>
  Effect.map(Effect.forEach(names, variable), (values) => values.find((value) => value !== undefined))

/** Proxies, as other commands read them: the lower-case names win. */
export const proxies = Effect.gen(function*() {
  return {
    https: yield* first("https_proxy", "HTTPS_PROXY"),
    http: yield* first("http_proxy", "HTTP_PROXY"),
    except: yield* first("no_proxy", "NO_PROXY")
  }
})

// Uploads cost a third more over HTTP/2.
const options = { allowH2: false }

const dispatcher = Effect.gen(function*() {
  const { except, http, https } = yield* proxies
  if (https === undefined && http === undefined) return yield* NodeHttpClient.makeDispatcherOptions(options)
  const { EnvHttpProxyAgent } = yield* Effect.promise(() => import("@effect/platform-node/Undici"))
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
  const undici = yield* Effect.promise(() => import("@effect/platform-node/Undici"))
  const fetch: unknown = (url: string, init: object) => undici.fetch(url, { ...init, dispatcher })
  // Its types repeat those of the global one.
  return fetch as (url: string, init?: RequestInit) => Promise<Response>
})
