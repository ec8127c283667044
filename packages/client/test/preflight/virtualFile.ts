import { Effect, Layer } from "effect"
import { FetchHttpClient } from "effect/http"

/** A file that is only as large as what is read of it. */
export interface VirtualFile {
  readonly size: number
  readonly read: (start: number, end: number) => Uint8Array<ArrayBuffer>
}

/** A file with a box of so many bytes before its header, which a camera writes at the end. */
export const withGap = (file: Buffer, gap: number): VirtualFile => {
  const header = file.indexOf("moov", 0, "latin1") - 4
  const free = Buffer.from("0000000166726565", "hex")
  const length = Buffer.alloc(8)
  length.writeBigUInt64BE(BigInt(gap))
  const start = Buffer.concat([file.subarray(0, header), free, length])
  const end = file.subarray(header)
  const endsAt = header + gap
  const byteAt = (at: number) => (at < endsAt ? start[at] : end[at - endsAt]) ?? 0
  return {
    size: endsAt + end.length,
    read: (from, to) => Uint8Array.from({ length: to - from }, (_, index) => byteAt(from + index))
  }
}

export const inMemory = (file: Uint8Array): VirtualFile => ({
  size: file.length,
  read: (start, end) => new Uint8Array(file.subarray(start, end))
})

/** A server with files by URL, and the bytes that were asked of it. */
export const serverOf = (files: Readonly<Record<string, VirtualFile>>) => {
  const asked: Array<number> = []
  const respond = (input: string | URL | Request, init?: RequestInit): Response => {
    const { headers, url } = new Request(input, init)
    const file = files[url]
    if (file === undefined) return new Response("none", { status: 404 })
    const [, start = 0, last = 0] = /^bytes=(\d+)-(\d+)$/.exec(headers.get("range") ?? "")?.map(Number) ?? []
    const bytes = file.read(start, Math.min(file.size, last + 1))
    asked.push(bytes.length)
    return new Response(bytes, {
      status: 206,
      headers: { "content-range": `bytes ${start}-${start + bytes.length - 1}/${file.size}`, etag: "\"v1\"" }
    })
  }
  // Fresh, because another test has another server.
  const layer = Layer.fresh(FetchHttpClient.layer).pipe(
    Layer.provide(Layer.succeed(FetchHttpClient.Fetch, (input, init) => Promise.resolve(respond(input, init))))
  )
  return { layer, bytesAsked: Effect.sync(() => asked.reduce((sum, count) => sum + count, 0)) }
}
