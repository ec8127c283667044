import * as Result from "effect/Result"
import type { JournalMessage } from "../engine/Journal.ts"
import type { Backend } from "./Backend.ts"
import { mediaTypeOf } from "./body.ts"
import type { MockContext } from "./Exchange.ts"
import { maskAnswer, maskHeaders, maskRequest, maskSecrets } from "./maskSecrets.ts"

/** Characters of a body that the journal keeps. */
const KEPT_BODY = 4_096

/** Writes a request that has been answered, or dropped, into the journal. */
export const record = async ({ journal, world }: Backend, c: MockContext): Promise<void> => {
  const { at, code, creator, dropped, fault, hint, logId, notes, operation, publishId } = c.var.exchange
  const { search } = new URL(c.req.url)
  journal.record({
    at,
    method: c.req.method,
    path: maskSecrets(c.var.exchange.path + search),
    operation,
    status: dropped === true ? 0 : c.res.status,
    logId,
    creator,
    publishId,
    code,
    fault,
    hint,
    notes,
    duration: world.clock.now() - at,
    contentType: mediaTypeOf(c) || undefined,
    userAgent: c.req.header("user-agent")?.slice(0, MAX_USER_AGENT),
    request: await requestOf(c),
    answer: dropped === true ? undefined : answerOf(c)
  })
}

const MAX_USER_AGENT = 256

const requestOf = async (c: MockContext): Promise<JournalMessage> => {
  const { received, text } = c.var.exchange
  const read = text === undefined ? "" : Result.getOrElse(await text, () => "")
  return {
    headers: maskHeaders(Object.entries(c.req.header())),
    body: read === "" ? undefined : maskRequest(read.slice(0, KEPT_BODY)),
    bytes: received,
    isCut: read.length > KEPT_BODY
  }
}

const answerOf = (c: MockContext): JournalMessage => {
  const { answer } = c.var.exchange
  return {
    headers: maskHeaders(c.res.headers),
    body: answer === undefined ? undefined : maskAnswer(answer.slice(0, KEPT_BODY)),
    bytes: answer === undefined ? 0 : Buffer.byteLength(answer),
    isCut: answer !== undefined && answer.length > KEPT_BODY
  }
}
