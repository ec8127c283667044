import type { Hono } from "hono"
import type { RequestListener, Server } from "node:http"
import type { MockEnv } from "../wire/RequestContext.ts"
import type { Certificate } from "./certificate.ts"

/** Options for a server. */
export interface ListenOptions {
  /** Port; 0 (default) for any free port. */
  readonly port?: number | undefined
  /** Host name or IP address; 127.0.0.1 by default. */
  readonly hostname?: string | undefined
  /**
   * Uses https with a certificate and its key in PEM. `true` makes a throwaway certificate for this machine, the host name,
   * the host of the public URL and the allowed hosts.
   */
  readonly https?: true | Certificate | undefined
}

/** A mock that listens on a port. */
export interface Listening {
  /** Origin of the server, without a slash at the end. */
  readonly url: string
  readonly port: number
  /** The certificate of an https server in PEM, and its SHA-256 in the format of browsers. */
  readonly certificate: { readonly pem: string; readonly fingerprint: string } | undefined
  /** Closes the server and its connections. */
  readonly close: () => Promise<void>
}

/**
 * Serves the app over HTTP. `names` are the hosts of a throwaway certificate. Rejects when the port is not available, or
 * when certificate and key do not match.
 */
export const listen = async (
  app: Hono<MockEnv>,
  { hostname = "127.0.0.1", https, port = 0 }: ListenOptions,
  names: () => ReadonlyArray<string>,
  limits: ConnectionLimits = connectionLimits
): Promise<Listening> => {
  const { listener, load } = makeListener(app)
  const certificate = https === undefined ? undefined : await certificateOf(https, names)
  const server = certificate === undefined
    ? http.createServer(optionsOf(limits), listener)
    : await createSecureServer(certificate, limits, listener)
  server.timeout = limits.silenceMillis
  const { promise, reject, resolve } = Promise.withResolvers<Listening>()
  server.once("error", reject)
  server.listen(port, hostname, () => {
    const address = server.address()
    const port = typeof address === "object" ? address?.port ?? 0 : 0
    const host = hostname.includes(":") ? `[${hostname}]` : hostname
    resolve({
      url: `${certificate === undefined ? "http" : "https"}://${host}:${port}`,
      port,
      certificate: certificate && { pem: certificate.cert, fingerprint: certificate.fingerprint },
      close: () => close(server)
    })
    setImmediate(() => void load())
  })
  return promise
}

// `import` of this module also loads `fetch`, which takes longer than all else that `listen` needs.
const http = process.getBuiltinModule("node:http")

/** Makes a listener that loads its code once the server listens, or with the first request. */
const makeListener = (app: Hono<MockEnv>) => {
  let loaded: RequestListener | undefined
  const load = async (): Promise<RequestListener> => {
    const { getRequestListener } = await import("@hono/node-server")
    return loaded ??= getRequestListener(app.fetch, { overrideGlobalObjects: false })
  }
  const listener: RequestListener = async (incoming, outgoing) => (loaded ?? await load())(incoming, outgoing)
  return { listener, load }
}

/** Limits of a connection, in milliseconds. */
export interface ConnectionLimits {
  /** Time for the headers of a request. */
  readonly headersMillis: number
  /** Time without a byte in any direction. Longer than the pauses of every response that waits. */
  readonly silenceMillis: number
}

const connectionLimits: ConnectionLimits = { headersMillis: 60_000, silenceMillis: 10 * 60_000 }

const optionsOf = ({ headersMillis }: ConnectionLimits) => ({
  // Node ends a request after five minutes by default, but a slow upload can take longer.
  requestTimeout: 0,
  headersTimeout: headersMillis,
  connectionsCheckingInterval: Math.min(30_000, headersMillis)
})

// The https modules are loaded only when needed.
const certificateOf = async (https: true | Certificate, names: () => ReadonlyArray<string>) => {
  const { fingerprintOf, throwawayCertificate } = await import("./certificate.ts")
  const certificate = https === true ? throwawayCertificate(names()) : https
  return { ...certificate, fingerprint: fingerprintOf(certificate.cert) }
}

const createSecureServer = async (
  { cert, key }: Certificate,
  limits: ConnectionLimits,
  listener: RequestListener
): Promise<Server> => {
  const { createServer } = await import("node:https")
  return createServer({ ...optionsOf(limits), cert, key }, listener)
}

const close = (server: Server): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  // An error means that the server is closed already.
  server.close(() => resolve())
  server.closeAllConnections()
  return promise
}
