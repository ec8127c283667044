import * as Result from "effect/Result"
import { followChunk } from "../../engine/arriving.ts"
import { openChunk } from "../../engine/Upload.ts"
import type { Backend } from "../Backend.ts"
import { readChunkHeaders } from "../chunkHeaders.ts"
import type { Handler } from "../ContractApi.ts"
import type { Problem } from "../Problem.ts"
import type { MockContext } from "../RequestContext.ts"
import { takeChunk } from "../takeChunk.ts"
import { type WireResponse, withHeaders } from "../WireResponse.ts"
import { refuse, writeRaw } from "./responses.ts"

/** Handles one chunk of a video. */
export const putChunk: Handler = async (c, backend) => {
  const opened = Result.gen(function*() {
    const uploadId = c.req.query("upload_id") ?? ""
    const token = c.req.query("upload_token") ?? ""
    return yield* openChunk(backend.engine, { uploadId, token, ...yield* readChunkHeaders(c) })
  })
  if (Result.isFailure(opened)) return refuseChunk(c, backend, opened.failure)
  const committed = await takeChunk(c, backend, followChunk(backend.engine, opened.success))
  if (Result.isFailure(committed)) return refuseChunk(c, backend, committed.failure)
  const { confirmed, plan } = committed.success
  const size = plan?.size ?? confirmed
  const status = confirmed < size ? 206 : backend.engine.rules.switches.lastChunkStatus
  return writeRaw(c, status, { "Content-Range": progress(backend, confirmed, size) })
}

const refuseChunk = (c: MockContext, backend: Backend, problem: Problem): WireResponse => {
  const response = refuse(c, backend, problem)
  if (problem._tag !== "ChunkOutOfOrder") return response
  return withHeaders(response, { "Content-Range": progress(backend, problem.confirmed, problem.size) })
}

/** The received bytes as a `Content-Range`. RFC 9110 has an asterisk for no bytes. */
const progress = ({ engine }: Backend, confirmed: number, total: number): string => {
  if (engine.rules.switches.uploadProgress === "count") return `bytes 0-${confirmed}/${total}`
  return confirmed === 0 ? `bytes */${total}` : `bytes 0-${confirmed - 1}/${total}`
}
