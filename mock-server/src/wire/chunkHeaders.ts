import * as Result from "effect/Result"
import type { ByteRange } from "../engine/chunkPlan.ts"
import { containers } from "../engine/container.ts"
import { WireProblem } from "./Problem.ts"
import { type MockContext, socketOf } from "./RequestContext.ts"

const contentTypes: ReadonlyArray<string> = containers.map(({ type }) => type)

/** Reads the headers of a chunk: media type, range and length. */
export const readChunkHeaders = (c: MockContext): Result.Result<
  { readonly range: ByteRange; readonly total: number },
  WireProblem
> => {
  if (!contentTypes.includes(c.get("context").mediaType)) {
    return badHeader("Content-Type", `must be ${contentTypes.join(", ")}`)
  }
  const [, first, last, total] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(c.req.header("content-range") ?? "")
    ?.map(Number) ?? []
  if (first === undefined || last === undefined || total === undefined) {
    return badHeader("Content-Range", "must be \"bytes {first}-{last}/{total}\"")
  }
  if (last < first || last >= total) return badHeader("Content-Range", "must have first <= last < total")
  const length = c.req.header("content-length")
  // An in-memory request has no Content-Length, so it is required over a socket only. The bytes are counted in both cases.
  if (length === undefined ? socketOf(c) !== undefined : Number(length) !== last - first + 1) {
    return badHeader("Content-Length", `must be the range's ${last - first + 1} bytes, is ${length ?? "missing"}`)
  }
  return Result.succeed({ range: { first, last }, total })
}

const badHeader = (header: string, rule: string) => Result.fail(WireProblem.BadHeader({ header, rule }))
