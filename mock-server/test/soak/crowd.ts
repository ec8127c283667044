import assert from "node:assert/strict"
import { once } from "node:events"
import { connect, type Socket } from "node:net"
import { chunkHeaders, paths, singleChunk } from "../support.ts"

/** Opens connections that are all there at once, sends a request over each, and closes them. */
export const crowd = async (url: string, connections: number): Promise<void> => {
  const { host, hostname, port } = new URL(url)
  const sockets = Array.from({ length: connections }, () => connect(Number(port), hostname))
  await Promise.all(sockets.map((socket) => once(socket, "connect")))
  const responses = await Promise.all(sockets.map((socket, index) => ask(socket, host, index)))
  assert.deepEqual([...new Set(responses)], ["HTTP/1.1 401"])
  await Promise.all(sockets.map((socket) => once(socket.destroy(), "close")))
}

const ask = async (socket: Socket, host: string, index: number): Promise<string> => {
  socket.write(`GET ${paths.creator}?connection=${index} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  const [piece] = await once(socket, "data")
  return String(piece).slice(0, "HTTP/1.1 401".length)
}

/** What goes wrong in a day: uploads that break off, requests that never end, and pages that are left open. */
export const mishaps = async (url: string, accessToken: string, video: Uint8Array<ArrayBuffer>): Promise<void> => {
  const init = await fetch(url + paths.video, {
    method: "POST",
    headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" },
    body: JSON.stringify(singleChunk(video.length))
  })
  const { data }: { readonly data: { readonly upload_url: string } } = JSON.parse(await init.text())
  const headers = chunkHeaders(0, video.length - 1, video.length)
  const half = new AbortController()
  await fetch(data.upload_url, {
    method: "PUT",
    headers: { ...headers, "content-length": String(video.length) },
    body: new ReadableStream<Uint8Array>({
      pull: (controller) => {
        controller.enqueue(video.slice(0, video.length / 2))
        setImmediate(() => half.abort())
      }
    }, { highWaterMark: 0 }),
    duplex: "half",
    signal: half.signal
  }).catch(() => {})
  const whole = await fetch(data.upload_url, { method: "PUT", headers, body: video })
  assert.equal(whole.status, 201)
  const { host, hostname, port } = new URL(url)
  const open = async (sent: string) => {
    const socket = connect(Number(port), hostname)
    socket.on("error", () => {})
    await once(socket, "connect")
    socket.write(sent)
    return socket
  }
  const left = await Promise.all([
    open("GET /never"),
    open(`POST ${paths.video} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1000000\r\n\r\n{`),
    open(`PUT /_mock/snapshot HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 60000000\r\n\r\n${" ".repeat(100_000)}`),
    open(`GET /_mock/ui/events?page= HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  ])
  await Promise.all(left.map((socket) => once(socket.destroy(), "close")))
}
