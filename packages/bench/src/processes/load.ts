/**
 * Sends requests to servers as fast as they respond, and chunks of a video. It writes and parses HTTP by itself, because a
 * client would be the slower half.
 */
import { connect, type Socket } from "node:net"
import { answer } from "../harness/answers.ts"
import { quantile } from "../harness/statistics.ts"
import type { Sample } from "../harness/Table.ts"

/** The same request, repeated. */
export interface RequestLoad {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly connections: number
  /** How long to send, unless a number of requests is given. */
  readonly seconds: number
  readonly requests?: number | undefined
}

/** PUTs, one after another over one connection. Their bytes start like a video. */
export interface ChunkLoad {
  readonly puts: ReadonlyArray<{
    readonly url: string
    readonly length: number
    readonly headers: Readonly<Record<string, string>>
  }>
}

const PIECE = 512 * 1024
const piece = Buffer.alloc(PIECE, "effect-tiktok ")
piece.set(Buffer.from([0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70, 0x69, 0x73, 0x6f, 0x6d]))

const headOf = (method: string, url: string, headers: Readonly<Record<string, string>>): string => {
  const { host, pathname, search } = new URL(url)
  const lines = Object.entries({ Host: host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${pathname}${search} HTTP/1.1\r\n${lines.join("")}\r\n`
}

const open = (url: string): Socket => {
  const { hostname, port } = new URL(url)
  return connect({ host: hostname, port: Number(port), noDelay: true })
}

/** Calls back with the status of each response on a socket. */
const readResponses = (socket: Socket, onResponse: (status: number) => void): void => {
  let text = ""
  socket.on("data", (bytes) => {
    text += bytes.toString("latin1")
    for (;;) {
      const length = lengthOf(text)
      if (length === undefined || text.length < length) return
      const status = Number(text.slice(9, 12))
      text = text.slice(length)
      onResponse(status)
    }
  })
}

/** The length of the response at the start of a text. Undefined while it is unknown. */
const lengthOf = (text: string): number | undefined => {
  const end = text.indexOf("\r\n\r\n")
  if (end < 0) return undefined
  const head = text.slice(0, end)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length !== undefined) return end + 4 + Number(length)
  const last = text.indexOf("\r\n0\r\n\r\n", end)
  return last < 0 ? undefined : last + 7
}

const requests = async (
  { body, connections, headers, method, seconds, url, ...load }: RequestLoad
): Promise<Sample> => {
  const request = Buffer.from(
    headOf(method, url, { "Content-Length": String(Buffer.byteLength(body)), ...headers }) + body
  )
  const latencies: Array<number> = []
  const startedAt = performance.now()
  const until = load.requests === undefined ? startedAt + seconds * 1000 : Infinity
  let left = load.requests ?? Infinity
  const worker = () => {
    const { promise, reject, resolve } = Promise.withResolvers<void>()
    const socket = open(url)
    let sentAt = 0
    const send = () => {
      sentAt = performance.now()
      if (sentAt >= until || left-- <= 0) {
        socket.destroy()
        return resolve()
      }
      socket.write(request)
    }
    readResponses(socket, (status) => {
      if (status >= 300) return reject(new Error(`${url} answered ${status}`))
      latencies.push(performance.now() - sentAt)
      send()
    })
    socket.once("connect", send).once("error", reject)
    socket.once("close", () => reject(new Error(`${url} has closed the connection`)))
    return promise
  }
  await Promise.all(Array.from({ length: connections }, worker))
  const wall = (performance.now() - startedAt) / 1000
  return { count: latencies.length, perSecond: latencies.length / wall, p99: quantile(latencies, 0.99) }
}

const chunks = async ({ puts }: ChunkLoad): Promise<Sample> => {
  const [first] = puts
  if (first === undefined) throw new Error("there is nothing to send")
  const socket = open(first.url)
  const failed = new Promise<never>((_, reject) => {
    socket.once("error", reject).once("close", () => reject(new Error("the server has closed the connection")))
  })
  failed.catch(() => undefined)
  const waiting: Array<(status: number) => void> = []
  readResponses(socket, (status) => waiting.shift()?.(status))
  const startedAt = performance.now()
  for (const { headers, length, url } of puts) {
    const answered = new Promise<number>((resolve) => waiting.push(resolve))
    socket.write(headOf("PUT", url, { "Content-Length": String(length), ...headers }))
    for (let left = length; left > 0; left -= PIECE) {
      if (!socket.write(left < PIECE ? piece.subarray(0, left) : piece)) {
        await Promise.race([new Promise((resolve) => socket.once("drain", resolve)), failed])
      }
    }
    const status = await Promise.race([answered, failed])
    if (status >= 300) throw new Error(`${url} answered ${status}`)
  }
  const wall = (performance.now() - startedAt) / 1000
  socket.destroy()
  return { wall }
}

answer((load: RequestLoad | ChunkLoad) => "puts" in load ? chunks(load) : requests(load))
