import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Effect, Layer, Redacted } from "effect"
import { McpServer } from "effect/ai"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { createHash, timingSafeEqual } from "node:crypto"
import { createServer } from "node:http"
import type { ServerOptions } from "./server.ts"

/** Path of the server. */
export const PATH = "/mcp"

/**
 * Serves MCP at a port of this machine. A request needs a Host of this machine, no Origin of a page, and the token if there
 * is one, so that neither a page in a browser nor a name that leads here reaches the server.
 */
export const layerHttp = (options: ServerOptions, port: number, token: Redacted.Redacted<string> | undefined) =>
  HttpRouter.serve(
    Layer.merge(
      McpServer.layerHttp({ ...options, path: PATH, allowSessionTermination: true }),
      guard(port, token)
    ),
    { disableLogger: true, disableListenLog: true }
  ).pipe(Layer.provide(NodeHttpServer.layer(createServer, { port, host: "127.0.0.1" })))

const guard = (port: number, token: Redacted.Redacted<string> | undefined) => {
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`])
  return HttpRouter.middleware((handle) =>
    Effect.gen(function*() {
      const { headers } = yield* HttpServerRequest.HttpServerRequest
      if (!hosts.has(headers["host"]?.toLowerCase() ?? "")) {
        return refusal(403, "This server answers to localhost only.")
      }
      if (headers["origin"] !== undefined) return refusal(403, "This server answers to no page.")
      if (token !== undefined && !isSame(headers["authorization"] ?? "", `Bearer ${Redacted.value(token)}`)) {
        return HttpServerResponse.setHeader(
          refusal(401, "The token is missing or wrong."),
          "www-authenticate",
          "Bearer"
        )
      }
      return yield* handle
    }), { global: true })
}

const refusal = (status: number, text: string) => HttpServerResponse.text(text, { status })

const isSame = (given: string, wanted: string): boolean => timingSafeEqual(digest(given), digest(wanted))

const digest = (text: string): Buffer => createHash("sha256").update(text).digest()
