import * as Result from "effect/Result"
import { followChunk } from "../../engine/arriving.ts"
import { type ByteRange, chunkOf } from "../../engine/chunkPlan.ts"
import { type ChunkWriter, openChunk } from "../../engine/Upload.ts"
import type { Backend } from "../Backend.ts"
import { readChunkHeaders } from "../chunkHeaders.ts"
import type { Handler } from "../ContractApi.ts"
import { type Problem, WireProblem } from "../Problem.ts"
import type { MockContext } from "../RequestContext.ts"
import { takeRisk } from "../risk.ts"
import { takeChunk } from "../takeChunk.ts"
import { type WireResponse, withHeaders } from "../WireResponse.ts"
import { refuse } from "./envelope.ts"

/** Handles one chunk of a video. */
export const putChunk: Handler = async (c, backend) => {
  const { engine } = backend
  const opened = Result.gen(function*() {
    const { range, total } = yield* readChunkHeaders(c)
    const uploadId = yield* requiredQuery(c, "upload_id")
    const writer = yield* openChunk(engine, {
      uploadId,
      token: c.get("context").query.get("upload_token") ?? "",
      range,
      total
    })
    yield* checkPartNumber(c, backend, writer, range)
    return writer
  })
  if (Result.isFailure(opened)) return refuseChunk(c, backend, opened.failure)

  const committed = await takeChunk(c, backend, followChunk(engine, opened.success))
  if (Result.isFailure(committed)) return refuseChunk(c, backend, committed.failure)
  const { confirmed, plan } = committed.success
  return {
    status: 200,
    headers: { "Content-Length": "0", "Content-Range": progress(confirmed, plan?.size ?? confirmed) },
    body: null
  }
}

const requiredQuery = (c: MockContext, name: string): Result.Result<string, WireProblem> => {
  const value = c.get("context").query.get(name)
  return value === null
    ? Result.fail(WireProblem.Malformed({ field: name, rule: "is missing from the query" }))
    : Result.succeed(value)
}

/**
 * The range decides the position of a chunk, and a different part number may fail at TikTok. The last one counts, because
 * the reference appends it to the upload_url, which can have one.
 */
const checkPartNumber = (
  c: MockContext,
  backend: Backend,
  { upload }: ChunkWriter,
  { first }: ByteRange
): Result.Result<void, Problem> => {
  const chunk = upload.plan === undefined ? undefined : chunkOf(upload.plan, first)
  const given = c.get("context").query.getAll("part_number").at(-1)
  const part = String((chunk?.index ?? 0) + 1)
  const rule = `must be ${part}, the chunk of the Content-Range, is ${given}`
  const isWrong = chunk !== undefined && given !== undefined && given !== part
  return takeRisk(c, backend, isWrong ? WireProblem.Malformed({ field: "part_number", rule }) : undefined)
}

const refuseChunk = (c: MockContext, backend: Backend, problem: Problem): WireResponse => {
  const response = refuse(c, backend, problem)
  if (problem._tag !== "ChunkOutOfOrder") return response
  return withHeaders(response, { "Content-Range": progress(problem.confirmed, problem.size) })
}

/** The received bytes as a `Content-Range`. RFC 9110 has an asterisk for no bytes. */
const progress = (confirmed: number, total: number) =>
  confirmed === 0 ? `bytes */${total}` : `bytes 0-${confirmed - 1}/${total}`
