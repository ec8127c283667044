import type { IncomingMessage } from "node:http"
import { type MockContext, socketOf } from "./Exchange.ts"

/** How the reading of a body ended: all of it, `take` had enough, or the sender went away. */
export type Reading = "whole" | "stopped" | "broken"

/**
 * Hands the body's pieces to `take` as they arrive, until it returns false. Nothing is gathered: a chunk of 64 MB passes
 * through in pieces.
 */
export const readBytes = (c: MockContext, take: (piece: Uint8Array) => boolean): Promise<Reading> => {
  // Node's own stream, where there is one, costs half of what the web stream around it does.
  const socket = socketOf(c)
  return socket === undefined ? readWebStream(c.req.raw.body, take) : readIncoming(socket.incoming, take)
}

const readIncoming = (incoming: IncomingMessage, take: (piece: Uint8Array) => boolean): Promise<Reading> => {
  const { promise, resolve } = Promise.withResolvers<Reading>()
  const end = (reading: Reading) => {
    incoming.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose)
    resolve(reading)
  }
  const onData = (piece: Uint8Array) => {
    if (!take(piece)) {
      incoming.pause()
      end("stopped")
    }
  }
  const onEnd = () => end("whole")
  const onClose = () => end("broken")
  if (incoming.readableEnded) return Promise.resolve("whole")
  if (incoming.destroyed) return Promise.resolve("broken")
  incoming.on("data", onData).on("end", onEnd).on("close", onClose).on("error", onClose)
  return promise
}

const readWebStream = async (
  body: ReadableStream<Uint8Array> | null,
  take: (piece: Uint8Array) => boolean
): Promise<Reading> => {
  if (body === null) return "whole"
  const reader = body.getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (!take(next.value)) {
        await reader.cancel()
        return "stopped"
      }
    }
    return "whole"
  } catch {
    return "broken"
  }
}
