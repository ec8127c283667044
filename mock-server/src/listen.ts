import { getRequestListener } from "@hono/node-server"
import type { Hono } from "hono"
import { createServer, type Server } from "node:http"
import type { MockEnv } from "./wire/Exchange.ts"

/** Where to listen. */
export interface ListenOptions {
  /** Port, 0 (the default) for any free one. */
  readonly port?: number | undefined
  /** Host name or address, 127.0.0.1 by default. */
  readonly hostname?: string | undefined
}

/** A mock that listens on a port. */
export interface Listening {
  /** Origin of the server, without a slash at the end. */
  readonly url: string
  readonly port: number
  /** Ends the server and every connection to it. */
  readonly close: () => Promise<void>
}

/** Serves the app over HTTP; rejects when the port cannot be had. */
export const listen = (app: Hono<MockEnv>, options: ListenOptions = {}): Promise<Listening> => {
  const { promise, reject, resolve } = Promise.withResolvers<Listening>()
  const hostname = options.hostname ?? "127.0.0.1"
  // Node ends a request after five minutes by default, which a slow upload may need.
  const server = createServer({ requestTimeout: 0 }, getRequestListener(app.fetch, { overrideGlobalObjects: false }))
  server.once("error", reject)
  server.listen(options.port ?? 0, hostname, () => {
    const address = server.address()
    const port = typeof address === "object" ? address?.port ?? 0 : 0
    const host = hostname.includes(":") ? `[${hostname}]` : hostname
    resolve({ url: `http://${host}:${port}`, port, close: () => close(server) })
  })
  return promise
}

const close = (server: Server): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  // A server that is closed already says so with an error, which is what the caller wants.
  server.close(() => resolve())
  server.closeAllConnections()
  return promise
}
