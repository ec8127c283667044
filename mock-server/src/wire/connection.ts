import { type MockContext, socketOf } from "./RequestContext.ts"
import { alreadySent, type Ended, type WireResponse } from "./WireResponse.ts"

/** Ends the connection without a response. In memory, the mock's `fetch` rejects with a network error. */
export const drop = (c: MockContext): Ended => {
  const socket = socketOf(c)
  if (socket === undefined) return { ended: Response.error() }
  // Only a plain TCP connection can be reset. A TLS connection ends without a closing message.
  if ("encrypted" in socket.incoming.socket) socket.incoming.socket.destroy()
  else socket.incoming.socket.resetAndDestroy()
  return { ended: alreadySent() }
}

/** Sends status and headers, and ends the connection before the body. */
export const cut = (c: MockContext, { body, headers, status }: WireResponse): Ended => {
  // At least one byte is announced, so that even an empty body is incomplete.
  const announced = { ...headers, "Content-Length": String(Math.max(1, Buffer.byteLength(body ?? ""))) }
  const socket = socketOf(c)
  if (socket === undefined) {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new TypeError("terminated")) })
    return { ended: new Response(broken, { status, headers: announced }) }
  }
  socket.outgoing.writeHead(status, announced).flushHeaders()
  socket.incoming.socket.destroySoon()
  return { ended: alreadySent() }
}

/** Resolves when the signal aborts: the client has disconnected, or the mock is disposed. */
export const waitForDisconnect = (c: MockContext, signal: AbortSignal): Promise<void> => {
  // A paused socket does not report that the client has disconnected.
  socketOf(c)?.incoming.resume()
  const { promise, resolve } = Promise.withResolvers<void>()
  if (signal.aborted) resolve()
  signal.addEventListener("abort", () => resolve(), { once: true })
  return promise
}
