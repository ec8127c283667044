import { subscribe, unsubscribe } from "node:diagnostics_channel"
import { IncomingMessage } from "node:http"
import type { Socket } from "node:net"
import type { JournalEntry, Mock } from "tiktok-mock-server"

/** What a listening mock receives. */
export interface Watch {
  /** Every request of the run. The journal itself keeps only the latest. */
  readonly requests: () => ReadonlyArray<JournalEntry>
  /** Bytes of chunks that arrived, whole or not. */
  readonly uploadedBytes: () => number
  readonly close: () => void
}

/** Watches a mock on a port and reports the number of each request as it arrives. */
export const watch = (mock: Mock, port: number, onRequest: (count: number) => void): Watch => {
  const sockets = new Set<Socket>()
  const requests: Array<JournalEntry> = []
  let other = 0
  let count = 0
  let seen = 0

  // The journal does not say how much of a body arrived, so this subtracts everything else from what the sockets read.
  const onStart = (message: unknown) => {
    const request = requestOf(message)
    if (request?.socket.localPort !== port) return
    const { socket } = request
    sockets.add(socket)
    other += headLength(request) + (request.method === "PUT" ? 0 : Number(request.headers["content-length"] ?? 0))
    onRequest(++count)
  }

  const collect = () => {
    for (const entry of mock.journal.entries()) {
      const number = Number(entry.id.slice("req_".length))
      if (number <= seen) continue
      seen = number
      requests.push(entry)
    }
  }

  subscribe("http.server.request.start", onStart)
  const collecting = setInterval(collect, 1_000)
  return {
    requests: () => {
      collect()
      return requests
    },
    uploadedBytes: () => [...sockets].reduce((total, { bytesRead }) => total + bytesRead, 0) - other,
    close: () => {
      unsubscribe("http.server.request.start", onStart)
      clearInterval(collecting)
    }
  }
}

/** The message of the channel at the start of a request. */
const requestOf = (message: unknown): IncomingMessage | undefined =>
  typeof message === "object" && message !== null && "request" in message && message.request instanceof IncomingMessage
    ? message.request
    : undefined

const headLength = ({ httpVersion, method = "", rawHeaders, url = "" }: IncomingMessage): number =>
  `${method} ${url} HTTP/${httpVersion}\r\n\r\n`.length
  // A colon and a space follow each name, a line break each value.
  + rawHeaders.reduce((total, text) => total + text.length + 2, 0)
