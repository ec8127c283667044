import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response"
import { TLSSocket } from "node:tls"
import type { Answer, Ended } from "./Answer.ts"
import { type MockContext, socketOf } from "./RequestContext.ts"

/** Ends the connection without an answer. In memory the answer is a network error, which the fetch of the mock throws. */
export const drop = (c: MockContext): Ended => {
  const socket = socketOf(c)
  if (socket === undefined) return { ended: Response.error() }
  // Only a bare TCP connection can be reset; one that is encrypted ends, without the goodbye that TLS has.
  if (socket.incoming.socket instanceof TLSSocket) socket.incoming.socket.destroy()
  else socket.incoming.socket.resetAndDestroy()
  return { ended: RESPONSE_ALREADY_SENT }
}

/** Sends status and headers of an answer, and ends the connection where its body should come. */
export const cut = (c: MockContext, { body, headers, status }: Answer): Ended => {
  // Even an empty body must be missed, so one byte is promised at least.
  const promised = { ...headers, "Content-Length": String(Math.max(1, Buffer.byteLength(body ?? ""))) }
  const socket = socketOf(c)
  if (socket === undefined) {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new TypeError("terminated")) })
    return { ended: new Response(broken, { status, headers: promised }) }
  }
  socket.outgoing.writeHead(status, promised).flushHeaders()
  socket.incoming.socket.destroySoon()
  return { ended: RESPONSE_ALREADY_SENT }
}

/** Resolves when the client has gone away, or the mock is disposed of. */
export const gone = (c: MockContext, signal: AbortSignal): Promise<void> => {
  // An unread socket does not report that its other end has closed.
  socketOf(c)?.incoming.resume()
  const { promise, resolve } = Promise.withResolvers<void>()
  if (signal.aborted) resolve()
  signal.addEventListener("abort", () => resolve(), { once: true })
  return promise
}
