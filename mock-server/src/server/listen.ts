import { getRequestListener } from "@hono/node-server"
import type { Hono } from "hono"
import { createServer, type RequestListener, type Server } from "node:http"
import type { MockEnv } from "../wire/RequestContext.ts"
import type { Certificate } from "./certificate.ts"

/** Where to listen. */
export interface ListenOptions {
  /** Port, 0 (the default) for any free one. */
  readonly port?: number | undefined
  /** Host name or address, 127.0.0.1 by default. */
  readonly hostname?: string | undefined
  /**
   * Speaks https: with a certificate and its key in PEM, or, when `true`, with a throwaway certificate for this machine, the
   * host name, the public URL's host and the allowed hosts.
   */
  readonly https?: true | Certificate | undefined
}

/** A mock that listens on a port. */
export interface Listening {
  /** Origin of the server, without a slash at the end. */
  readonly url: string
  readonly port: number
  /** What an https server shows for itself: in PEM, and its SHA-256 as browsers write it. Clients trust a throwaway one by it. */
  readonly certificate: { readonly pem: string; readonly fingerprint: string } | undefined
  /** Ends the server and every connection to it. */
  readonly close: () => Promise<void>
}

/**
 * Serves the app over HTTP; `names` are what a throwaway certificate is for. Rejects when the port cannot be had, or when
 * certificate and key do not fit.
 */
export const listen = async (
  app: Hono<MockEnv>,
  { hostname = "127.0.0.1", https, port = 0 }: ListenOptions,
  names: () => ReadonlyArray<string>
): Promise<Listening> => {
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  const certificate = https === undefined ? undefined : await certificateOf(https, names)
  const server = certificate === undefined
    ? createServer(serverOptions, listener)
    : await createSecureServer(certificate, listener)
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
  })
  return promise
}

// Node ends a request after five minutes by default, which a slow upload may need.
const serverOptions = { requestTimeout: 0 }

// What https takes is loaded by those who want it.
const certificateOf = async (https: true | Certificate, names: () => ReadonlyArray<string>) => {
  const { fingerprintOf, throwawayCertificate } = await import("./certificate.ts")
  const certificate = https === true ? throwawayCertificate(names()) : https
  return { ...certificate, fingerprint: fingerprintOf(certificate.cert) }
}

const createSecureServer = async ({ cert, key }: Certificate, listener: RequestListener): Promise<Server> => {
  const { createServer } = await import("node:https")
  return createServer({ ...serverOptions, cert, key }, listener)
}

const close = (server: Server): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  // A server that is closed already says so with an error, which is what the caller wants.
  server.close(() => resolve())
  server.closeAllConnections()
  return promise
}
