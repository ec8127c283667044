import type { HttpBindings } from "@hono/node-server"
import { SECOND } from "../engine/time.ts"
import { type MockContext, socketOf } from "./RequestContext.ts"

/** Receives a piece. False ends the reading. A promise delays the next piece. */
export type Take = (piece: Uint8Array) => boolean | Promise<true>

/** Options for reading a body. */
export interface ReadOptions {
  /** Bytes per second over a socket; no limit by default. */
  readonly bandwidth?: number | undefined
  /** Whether `take` keeps no piece, so that the memory can be released at once; false by default. */
  readonly releasesPieces?: boolean | undefined
  /** The most milliseconds of real time over a socket; no limit by default. */
  readonly limitMillis?: number | undefined
}

/** How the reading ended: the whole body, stopped by `take`, or a broken connection. */
export type ReadResult = "whole" | "stopped" | "broken"

/**
 * Passes the pieces of a body to `take` as they arrive, without a buffer for the whole body. A fault can break the body.
 */
export const readBytes = (c: MockContext, take: Take, options: ReadOptions = {}): Promise<ReadResult> => {
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
  options: ReadOptions,
  after: number
): Promise<ReadResult> => {
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
  options: ReadOptions
): Promise<ReadResult> => {
  // Node's own stream costs half as much as the web stream around it.
  const socket = socketOf(c)
  return socket === undefined ? readWebStream(c.req.raw.body, take) : readIncoming(socket, take, options)
}

const readIncoming = (
  { incoming, outgoing }: HttpBindings,
  take: Take,
  { bandwidth = Infinity, limitMillis, releasesPieces = false }: ReadOptions
): Promise<ReadResult> => {
  const { promise, resolve } = Promise.withResolvers<ReadResult>()
  const startedAt = bandwidth === Infinity ? 0 : performance.now()
  let received = 0
  let pause: NodeJS.Timeout | undefined
  let limit: NodeJS.Timeout | undefined
  let isOver = false
  let pending: Promise<true> | undefined
  const end = (reading: ReadResult) => {
    if (isOver) return
    isOver = true
    clearTimeout(pause)
    clearTimeout(limit)
    // The end can come before `take` has finished with the last piece.
    resolve(pending === undefined ? reading : pending.then(() => reading))
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
      if (releasesPieces) release(piece)
      if (bandwidth !== Infinity) slowDown()
      return
    }
    incoming.pause()
    pending = taken
    void taken.then(() => resumeAfter(piece))
  }
  const resumeAfter = (piece: Uint8Array) => {
    if (releasesPieces) release(piece)
    if (!isOver && !slowDown()) incoming.resume()
  }
  /** Pauses when the client is faster than the bandwidth. Returns whether it pauses. */
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
  if (limitMillis !== undefined) {
    limit = setTimeout(() => {
      // The rest of the body would keep the connection busy.
      outgoing.shouldKeepAlive = false
      incoming.pause()
      end("broken")
    }, limitMillis)
  }
  // Only the close event reports a broken body. Node emits no error without a listener.
  incoming.on("data", onData).on("end", onEnd).on("close", onClose)
  return promise
}

/**
 * Releases the memory of a piece. It is outside of V8's heap, so only full garbage collections would release it. One for
 * about each 64 MB would be most of the cost of an upload.
 */
const release = ({ buffer, byteLength }: Uint8Array): void => {
  // Small pieces can share a buffer.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0)
}

const readWebStream = async (
  body: ReadableStream<Uint8Array> | null,
  take: Take
): Promise<ReadResult> => {
  if (body === null) return "whole"
  const reader = body.getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const taken = take(next.value)
      // Without a promise there is no await, which would cost a turn of the event loop for each piece.
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
