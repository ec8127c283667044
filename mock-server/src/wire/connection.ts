import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response"
import { TLSSocket } from "node:tls"
import { type MockContext, socketOf } from "./Exchange.ts"

/** Ends the connection without an answer. In memory the answer is a network error, which the fetch of the mock throws. */
export const drop = (c: MockContext): Response => {
  c.var.exchange.dropped = true
  const socket = socketOf(c)
  if (socket === undefined) return Response.error()
  // Only a bare TCP connection can be reset; one that is encrypted ends, without the goodbye that TLS has.
  if (socket.incoming.socket instanceof TLSSocket) socket.incoming.socket.destroy()
  else socket.incoming.socket.resetAndDestroy()
  return RESPONSE_ALREADY_SENT
}

/** Sends status and headers of an answer, and ends the connection where its body should come. */
export const cut = (c: MockContext, response: Response): Response => {
  c.var.exchange.dropped = true
  const headers = new Headers(response.headers)
  // Even an empty body must be missed, so one byte is promised at least.
  headers.set("Content-Length", String(Math.max(1, Number(headers.get("Content-Length") ?? 1))))
  const socket = socketOf(c)
  if (socket === undefined) {
    const body = new ReadableStream({ pull: (controller) => controller.error(new TypeError("terminated")) })
    return new Response(body, { status: response.status, headers })
  }
  socket.outgoing.writeHead(response.status, Object.fromEntries(headers)).flushHeaders()
  socket.incoming.socket.destroySoon()
  return RESPONSE_ALREADY_SENT
}

/** Resolves when the client has gone away, or the mock is disposed of. */
export const gone = (c: MockContext, signal: AbortSignal): Promise<void> => {
  // A socket that nobody reads from does not tell that its other end has closed.
  socketOf(c)?.incoming.resume()
  const { promise, resolve } = Promise.withResolvers<void>()
  if (signal.aborted) resolve()
  signal.addEventListener("abort", () => resolve(), { once: true })
  return promise
}
