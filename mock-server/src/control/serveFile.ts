import { open } from "node:fs/promises"
import { Readable } from "node:stream"
import { ControlProblem } from "./Problem.ts"

export interface ServedFile {
  readonly path: string
  readonly type: string
  readonly bytes: number
  /** Hash of the content, if it is known. */
  readonly sha256: string | undefined
}

/**
 * Serves a file or one range of it, as in RFC 9110, because video players seek by ranges. A request for more than one range
 * gets the whole file. Throws a `ControlProblem` when the range is outside the file, or the file is gone.
 */
export const serveFile = async (request: Pick<Request, "headers" | "method">, file: ServedFile): Promise<Response> => {
  const { bytes, path, sha256, type } = file
  const etag = sha256 === undefined ? undefined : `"${sha256}"`
  const range = readRange(request.headers, bytes, etag)
  const { first = 0, last = bytes - 1 } = range ?? {}
  const headers = {
    "Content-Type": type,
    "Content-Length": String(last - first + 1),
    "Accept-Ranges": "bytes",
    "Cache-Control": "no-cache",
    // The content of an upload is not trusted.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-site",
    "X-Content-Type-Options": "nosniff",
    ...(etag === undefined ? {} : { ETag: etag }),
    ...(range === undefined ? {} : { "Content-Range": `bytes ${first}-${last}/${bytes}` })
  }
  const status = range === undefined ? 200 : 206
  const handle = await open(path).catch(() => {
    throw new ControlProblem(404, `the file no longer exists: ${path}`)
  })
  if (request.method === "HEAD") {
    await handle.close()
    return new Response(null, { status, headers })
  }
  const stream = handle.createReadStream({ start: first, end: last })
  return new Response(Readable.toWeb(stream), { status, headers })
}

/** The range of a request; undefined for the whole file. */
const readRange = (headers: Headers, bytes: number, etag: string | undefined) => {
  const condition = headers.get("if-range")
  if (condition !== null && condition !== etag) return undefined
  const [, from = "", to = ""] = /^bytes=(?=\d|-\d)(\d{0,15})-(\d{0,15})$/.exec(headers.get("range")?.trim() ?? "") ??
    []
  if (from === "" && to === "") return undefined
  const first = from === "" ? Math.max(0, bytes - Number(to)) : Number(from)
  const last = from === "" || to === "" ? bytes - 1 : Math.min(Number(to), bytes - 1)
  if (from !== "" && to !== "" && Number(to) < Number(from)) return undefined
  if (first > last) {
    throw new ControlProblem(
      416,
      `header Range: must be within the file's ${bytes} bytes, is "${headers.get("range")}"`,
      [
        { field: "Range", rule: `must be within the file's ${bytes} bytes` }
      ],
      { headers: { "Content-Range": `bytes */${bytes}` } }
    )
  }
  return { first, last }
}
