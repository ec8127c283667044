/** The least that the mock does, on Node's own HTTP server with hand-written checks. */
import { createHash } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { initResponse } from "../harness/initRequest.ts"
import { listen } from "./listen.ts"

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) > 0

const isInit = (body: unknown): boolean => {
  if (!isRecord(body) || !isRecord(body["post_info"]) || !isRecord(body["source_info"])) return false
  const { chunk_size, source, total_chunk_count, video_size } = body["source_info"]
  const { disable_comment, disable_duet, disable_stitch, privacy_level, title } = body["post_info"]
  return source === "FILE_UPLOAD" && [video_size, chunk_size, total_chunk_count].every(isCount)
    && typeof title === "string" && title.length <= 2_200 && typeof privacy_level === "string"
    && [disable_comment, disable_duet, disable_stitch].every((flag) => typeof flag === "boolean")
}

const reply = (response: ServerResponse, status: number, body: unknown) => {
  const text = JSON.stringify(body)
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) }).end(
    text
  )
}

const init = (request: IncomingMessage, response: ServerResponse) => {
  const pieces: Array<Buffer> = []
  request.on("data", (piece: Buffer) => pieces.push(piece)).on("end", () => {
    const isValid = isInit(JSON.parse(Buffer.concat(pieces).toString("utf8")))
    reply(response, isValid ? 200 : 400, isValid ? initResponse : { error: { code: "invalid_params" } })
  })
}

const put = (request: IncomingMessage, response: ServerResponse) => {
  const hash = request.url?.startsWith("/hash") === true ? createHash("sha256") : undefined
  let received = 0
  request.on("data", (piece: Buffer) => {
    received += piece.length
    hash?.update(piece)
  }).on("end", () => {
    const isWhole = received === Number(request.headers["content-length"])
    reply(response, isWhole ? 201 : 400, { received, sha256: hash?.digest("hex") })
  })
}

listen(createServer((request, response) => request.method === "PUT" ? put(request, response) : init(request, response)))
