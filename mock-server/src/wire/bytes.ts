import type { IncomingMessage } from "node:http"
import { SECOND } from "../engine/Rules.ts"
import { type MockContext, socketOf } from "./Exchange.ts"

/** Takes a piece: false when it has had enough, later when no other piece may come before it has done with this one. */
export type Take = (piece: Uint8Array) => boolean | Promise<true>

/** How the reading of a body ended: all of it, `take` had enough, or the sender went away. */
export type Reading = "whole" | "stopped" | "broken"

/**
 * Hands the body's pieces to `take` as they arrive, until it answers false. Nothing is gathered: a chunk of 64 MB passes
 * through in pieces. Over a socket, no more than `bandwidth` bytes a second are read. A fault may break the body off.
 */
export const readBytes = async (
  c: MockContext,
  take: Take,
  bandwidth = Infinity
): Promise<Reading> => {
  const exchange = c.get("exchange")
  const count = (piece: Uint8Array) => {
    exchange.received += piece.length
    return take(piece)
  }
  let left = exchange.breakAfter
  if (left === undefined) return readAll(c, count, bandwidth)
  const takeSome = (piece: Uint8Array) => {
    const some = piece.subarray(0, left)
    left = (left ?? 0) - some.length
    const taken = count(some)
    return left > 0 && taken
  }
  const reading = left === 0 ? "stopped" : await readAll(c, takeSome, bandwidth)
  exchange.broken = left === 0
  return left === 0 ? "broken" : reading
}

const readAll = (
  c: MockContext,
  take: Take,
  bandwidth: number
): Promise<Reading> => {
  // Node's own stream, where there is one, costs half of what the web stream around it does.
  const socket = socketOf(c)
  return socket === undefined ? readWebStream(c.req.raw.body, take) : readIncoming(socket.incoming, take, bandwidth)
}

const readIncoming = (
  incoming: IncomingMessage,
  take: Take,
  bandwidth: number
): Promise<Reading> => {
  const { promise, resolve } = Promise.withResolvers<Reading>()
  const startedAt = bandwidth === Infinity ? 0 : performance.now()
  let received = 0
  let pause: NodeJS.Timeout | undefined
  let isOver = false
  let busy: Promise<true> | undefined
  const end = (reading: Reading) => {
    isOver = true
    clearTimeout(pause)
    incoming.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose)
    // The end may come before the last piece is done with.
    resolve(busy === undefined ? reading : busy.then(() => reading))
  }
  const onData = (piece: Uint8Array) => {
    const taken = take(piece)
    if (taken === false) {
      incoming.pause()
      end("stopped")
      return
    }
    received += piece.length
    if (taken === true) {
      if (bandwidth !== Infinity) slowDown()
      return
    }
    incoming.pause()
    busy = taken
    void taken.then(() => isOver || slowDown() || incoming.resume())
  }
  /** Waits where the sender is ahead of the bandwidth, and says whether it does. */
  const slowDown = (): boolean => {
    const early = startedAt + (received / bandwidth) * SECOND - performance.now()
    if (early <= 0) return false
    incoming.pause()
    pause = setTimeout(() => incoming.resume(), early)
    return true
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
  take: Take
): Promise<Reading> => {
  if (body === null) return "whole"
  const reader = body.getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const taken = take(next.value)
      // Nothing is awaited that is there already: a turn of the loop for each piece would be felt.
      if (taken !== true && !(await taken)) {
        await reader.cancel()
        return "stopped"
      }
    }
    return "whole"
  } catch {
    return "broken"
  }
}
