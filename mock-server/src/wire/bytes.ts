import type { IncomingMessage } from "node:http"
import { SECOND } from "../engine/Rules.ts"
import { type MockContext, socketOf } from "./RequestContext.ts"

/** Takes a piece: false when it has had enough, later when no other piece may come before it has done with this one. */
export type Take = (piece: Uint8Array) => boolean | Promise<true>

/** How a body is read. */
export interface ReadingOptions {
  /** Bytes that are read in a second over a socket; any number by default. */
  readonly bandwidth?: number | undefined
  /** Whether `take` keeps no piece that it is done with, so that its memory can be given back at once; false by default. */
  readonly spent?: boolean | undefined
}

/** How the reading of a body ended: all of it, `take` had enough, or the sender went away. */
export type Reading = "whole" | "stopped" | "broken"

/**
 * Hands the body's pieces to `take` as they arrive, until it answers false. Nothing is gathered: a chunk of 64 MB passes
 * through in pieces. A fault may break the body off.
 */
export const readBytes = (c: MockContext, take: Take, options: ReadingOptions = {}): Promise<Reading> => {
  const context = c.get("context")
  const count = (piece: Uint8Array) => {
    context.received += piece.length
    return take(piece)
  }
  return context.breakAfter === undefined
    ? readAll(c, count, options)
    : readUntilBroken(c, count, options, context.breakAfter)
}

const readUntilBroken = async (
  c: MockContext,
  take: Take,
  options: ReadingOptions,
  after: number
): Promise<Reading> => {
  let left = after
  const takeSome = (piece: Uint8Array) => {
    const some = piece.subarray(0, left)
    left -= some.length
    const taken = take(some)
    return left > 0 && taken
  }
  const reading = left === 0 ? "stopped" : await readAll(c, takeSome, options)
  c.get("context").broken = left === 0
  return left === 0 ? "broken" : reading
}

const readAll = (
  c: MockContext,
  take: Take,
  options: ReadingOptions
): Promise<Reading> => {
  // Node's own stream, where there is one, costs half of what the web stream around it does.
  const socket = socketOf(c)
  return socket === undefined ? readWebStream(c.req.raw.body, take) : readIncoming(socket.incoming, take, options)
}

const readIncoming = (
  incoming: IncomingMessage,
  take: Take,
  { bandwidth = Infinity, spent = false }: ReadingOptions
): Promise<Reading> => {
  const { promise, resolve } = Promise.withResolvers<Reading>()
  const startedAt = bandwidth === Infinity ? 0 : performance.now()
  let received = 0
  let pause: NodeJS.Timeout | undefined
  let isOver = false
  let busy: Promise<true> | undefined
  const end = (reading: Reading) => {
    if (isOver) return
    isOver = true
    clearTimeout(pause)
    // The end may come before the last piece is done with.
    resolve(busy === undefined ? reading : busy.then(() => reading))
  }
  const onData = (piece: Uint8Array) => {
    if (isOver) return
    const taken = take(piece)
    if (taken === false) {
      incoming.pause()
      end("stopped")
      return
    }
    received += piece.length
    if (taken === true) {
      if (spent) giveBack(piece)
      if (bandwidth !== Infinity) slowDown()
      return
    }
    incoming.pause()
    busy = taken
    void taken.then(() => goOn(piece))
  }
  const goOn = (piece: Uint8Array) => {
    if (spent) giveBack(piece)
    if (!isOver && !slowDown()) incoming.resume()
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
  // A broken body shows only in its close event; Node emits no error without a listener.
  incoming.on("data", onData).on("end", onEnd).on("close", onClose)
  return promise
}

/**
 * Gives the memory of a piece back. It lies outside of V8's heap, where only a collection of the whole heap would find it,
 * and for each 64 MB or so there would be one: most of what it costs to receive a file.
 */
const giveBack = ({ buffer, byteLength }: Uint8Array): void => {
  // Only what the piece has to itself; small ones may share a buffer.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0)
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
