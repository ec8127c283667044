/**
 * The receiver of the bench's uploads: takes PUTs over plain HTTP and over TLS and discards the bytes. It parses requests
 * by itself, because Node's HTTP server would cost more than some of the clients that it measures.
 *
 * The start of a path says what happens to the bytes: `/discard` counts them, `/hash` hashes them, and `/stall`
 * hashes them and pauses after every MiB.
 */
import { createHash, type Hash } from "node:crypto"
import { createServer, type Server, type Socket } from "node:net"
import { createServer as createTlsServer } from "node:tls"
import { answer } from "../harness/answers.ts"

export type SinkQuestion =
  | { readonly listen: { readonly key: string; readonly cert: string } }
  | { readonly take: string }

/** What arrived under one path. Reading it removes it. */
export interface Received {
  readonly bytes: number
  readonly sha256: string | undefined
  /** When a connection closed in the middle of a body, by the clock that all processes share. */
  readonly brokenAt: number | undefined
}

interface Upload {
  bytes: number
  readonly hash: Hash | undefined
  readonly stalls: boolean
  brokenAt: number | undefined
}

const uploads = new Map<string, Upload>()

const uploadAt = (path: string): Upload => {
  const known = uploads.get(path)
  if (known !== undefined) return known
  const stalls = path.startsWith("/stall/")
  const hash = stalls || path.startsWith("/hash/") ? createHash("sha256") : undefined
  const upload: Upload = { bytes: 0, hash, stalls, brokenAt: undefined }
  uploads.set(path, upload)
  return upload
}

const STALL_EVERY = 1024 * 1024
const STALL_MILLIS = 4
const TAKEN = "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"

const receive = (socket: Socket): void => {
  let head = ""
  let left = 0
  let upload: Upload | undefined

  const takeHead = (piece: Buffer): Buffer => {
    const seen = head.length
    head += piece.toString("latin1")
    const end = head.indexOf("\r\n\r\n")
    if (end < 0) return piece.subarray(piece.length)
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
    if (length === undefined) {
      socket.end("HTTP/1.1 411 Length Required\r\nContent-Length: 0\r\n\r\n")
      return piece.subarray(piece.length)
    }
    upload = uploadAt(head.slice(head.indexOf(" ") + 1, head.indexOf(" HTTP/1.1")))
    left = Number(length)
    head = ""
    return piece.subarray(end + 4 - seen)
  }

  const takeBody = (upload: Upload, piece: Buffer): Buffer => {
    const part = piece.length > left ? piece.subarray(0, left) : piece
    const before = upload.bytes
    left -= part.length
    upload.bytes += part.length
    upload.hash?.update(part)
    if (upload.stalls && Math.floor(upload.bytes / STALL_EVERY) > Math.floor(before / STALL_EVERY)) {
      socket.pause()
      setTimeout(() => socket.resume(), STALL_MILLIS)
    }
    return piece.subarray(part.length)
  }

  socket.on("data", (piece: Buffer) => {
    let rest = piece
    do {
      rest = upload === undefined ? takeHead(rest) : takeBody(upload, rest)
      if (upload !== undefined && left === 0) {
        upload = undefined
        socket.write(TAKEN)
      }
    } while (rest.length > 0)
  })
  socket.on("error", () => undefined)
  socket.on("close", () => {
    if (upload !== undefined) upload.brokenAt = performance.timeOrigin + performance.now()
  })
}

const port = (server: Server): Promise<number> => {
  const { promise, resolve } = Promise.withResolvers<number>()
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    resolve(typeof address === "object" ? address?.port ?? 0 : 0)
  })
  return promise
}

answer(async (question: SinkQuestion) => {
  if ("listen" in question) {
    return {
      http: `http://127.0.0.1:${await port(createServer(receive))}`,
      // TikTok's hosts and most others would offer HTTP/2, which makes uploads slower.
      https: `https://127.0.0.1:${await port(
        createTlsServer({ ...question.listen, ALPNProtocols: ["http/1.1"] }, receive)
      )}`
    }
  }
  const { brokenAt, bytes = 0, hash } = uploads.get(question.take) ?? {}
  uploads.delete(question.take)
  return { bytes, sha256: hash?.digest("hex"), brokenAt } satisfies Received
})
