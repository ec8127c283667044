/** The shortest code that each runtime has for the same bytes and the same call. */
import { once } from "node:events"
import { open } from "node:fs/promises"
import { Agent, request } from "node:http"
import { statusCall } from "../harness/statusCall.ts"
import type { Chunk } from "../harness/uploadTask.ts"
import { measureClient } from "./measure.ts"

declare const Bun: { readonly file: (path: string) => Blob }
declare const Deno: {
  readonly open: (path: string) => Promise<{
    readonly seek: (offset: number, whence: 0) => Promise<number>
    readonly read: (buffer: Uint8Array) => Promise<number | null>
    readonly close: () => void
  }>
}

const MiB = 1024 * 1024
const ring = Array.from({ length: 4 }, () => Buffer.alloc(MiB))

/**
 * The bytes of a chunk, with one piece read ahead into the next buffer of a ring.
 *
 * @yields a piece, valid until the next one is requested
 */
async function* piecesOf({ end, file, start }: Chunk): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const handle = await open(file)
  const read = (turn: number, offset: number) =>
    handle.read(ring[turn % ring.length]!, 0, Math.min(MiB, end - offset), offset)
  let offset = start
  let next = read(0, offset)
  for (let turn = 1; offset < end; turn++) {
    const { buffer, bytesRead } = await next
    offset += bytesRead
    if (offset < end) next = read(turn, offset)
    yield buffer.subarray(0, bytesRead)
  }
  await handle.close()
}

const agent = new Agent({ keepAlive: true })

const throughNodeHttp = async (chunk: Chunk): Promise<number | undefined> => {
  const outgoing = request(chunk.url, { method: "PUT", headers: chunk.headers, agent })
  const answered = once(outgoing, "response")
  for await (const piece of piecesOf(chunk)) await new Promise<void>((done) => outgoing.write(piece, () => done()))
  outgoing.end()
  const [response] = await answered
  response.resume()
  await once(response, "end")
  return response.statusCode
}

const put = async ({ headers, url }: Chunk, body: NonNullable<RequestInit["body"]>): Promise<number> => {
  const streams: RequestInit & { readonly duplex: "half" } = { method: "PUT", headers, body, duplex: "half" }
  const response = await fetch(url, streams)
  await response.arrayBuffer()
  return response.status
}

const streamOf = (pieces: AsyncIterator<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> =>
  new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await pieces.next()
      if (done === true) controller.close()
      else controller.enqueue(value)
    }
  }, { highWaterMark: 0 })

/** Deno's `fetch` sends the size of a `Blob`, and no other length of a stream. */
const sizedBlob = (chunk: Chunk): Blob =>
  Object.defineProperties(new Blob([]), {
    size: { value: chunk.length },
    stream: { value: () => streamOf(denoPieces(chunk)) }
  })

async function* denoPieces({ end, file, start }: Chunk): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const opened = await Deno.open(file)
  await opened.seek(start, 0)
  for (let offset = start; offset < end;) {
    const piece = new Uint8Array(Math.min(MiB, end - offset))
    const count = await opened.read(piece)
    offset += count ?? Infinity
    yield piece.subarray(0, count ?? 0)
  }
  opened.close()
}

const clients: Readonly<Record<string, (chunk: Chunk) => Promise<number | undefined>>> = {
  "node:http": throughNodeHttp,
  "fetch of Node": (chunk) => put(chunk, streamOf(piecesOf(chunk))),
  "fetch of Bun": (chunk) => put(chunk, Bun.file(chunk.file).slice(chunk.start, chunk.end)),
  "fetch of Deno": (chunk) => put(chunk, sizedBlob(chunk))
}

await measureClient(async ({ api, client }) => ({
  upload: async (chunks) => {
    for (const chunk of chunks) {
      const status = await clients[client]?.(chunk)
      if (status !== 201) throw new Error(`a chunk was answered with ${status}`)
    }
  },
  call: async () => {
    const { headers, path, payload } = statusCall
    const response = await fetch(api + path, { method: "POST", headers, body: JSON.stringify(payload) })
    const { data }: { readonly data: { readonly status: string } } = JSON.parse(await response.text())
    return data.status
  }
}))
