import type { HttpBody } from "effect/http/HttpBody"
import * as Stream from "effect/Stream"
import type { ClientRequest } from "node:http"

/**
 * Sends the body of a request. Destroys the request if the body fails or has another
 * length than announced, and stops when the request closes. A piece of an iterable
 * may be overwritten once the piece after the next one is requested.
 *
 * @internal
 */
export const sendBody = (outgoing: ClientRequest, body: HttpBody): void => {
  switch (body._tag) {
    case "Empty":
      return void outgoing.end()
    case "Uint8Array":
      // A small body goes out in one packet with the headers.
      if (body.contentLength <= pieceSize) return void outgoing.end(body.text ?? body.body)
      return sendPieces(outgoing, cut(body.body))
    case "Stream":
      return sendPieces(outgoing, Stream.toAsyncIterable(body.stream))
    case "FormData": {
      const encoded = new Response(body.formData)
      outgoing.setHeader("content-type", encoded.headers.get("content-type") ?? "multipart/form-data")
      return sendPieces(outgoing, encoded.body ?? cut(new Uint8Array()))
    }
    case "Raw":
      if (typeof body.body === "string" || body.body instanceof Uint8Array) return void outgoing.end(body.body)
      if (isPieces(body.body)) return sendPieces(outgoing, body.body)
      outgoing.destroy(new TypeError("the body must be bytes, text or an async iterable of bytes"))
  }
}

const isPieces = (body: unknown): body is AsyncIterable<Uint8Array> =>
  typeof body === "object" && body !== null && Symbol.asyncIterator in body

// Whole, TLS would encrypt all of it into memory.
const pieceSize = 1024 * 1024

async function* cut(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  for (let start = 0; start < bytes.length; start += pieceSize) yield bytes.subarray(start, start + pieceSize)
}

const sendPieces = (outgoing: ClientRequest, pieces: AsyncIterable<Uint8Array>): void => {
  const iterator = pieces[Symbol.asyncIterator]()
  send(outgoing, iterator).catch((error: unknown) =>
    outgoing.destroy(error instanceof Error ? error : new Error("the body failed", { cause: error }))
  ).finally(() => iterator.return?.()).catch(() => undefined)
}

/** Writes each piece while the one before it is on its way, so that the socket never waits. */
const send = async (outgoing: ClientRequest, iterator: AsyncIterator<Uint8Array>): Promise<void> => {
  // NaN without the header.
  const length = Number(outgoing.getHeader("content-length"))
  // Node calls back for no piece that was written before the connection failed to open.
  let release: (() => void) | undefined
  outgoing.once("close", () => release?.())
  const write = (piece: Uint8Array) =>
    new Promise<void>((resolve) => {
      release = resolve
      outgoing.write(piece, () => resolve())
    })
  let sent = 0
  let before: Promise<void> = Promise.resolve()
  for (let next = await iterator.next(); next.done !== true && !outgoing.destroyed; next = await iterator.next()) {
    sent += next.value.length
    if (sent > length) throw wrongLength
    const written = write(next.value)
    await before
    before = written
  }
  if (outgoing.destroyed) return
  if (sent < length) throw wrongLength
  outgoing.end()
}

const wrongLength = Object.assign(new Error("the body has another length than announced"), { code: "ERR_BODY_LENGTH" })
