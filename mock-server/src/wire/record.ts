import * as Result from "effect/Result"
import type { IncomingHttpHeaders } from "node:http"
import type { JournalMessage } from "../engine/Journal.ts"
import type { Answer } from "./Answer.ts"
import type { Backend } from "./Backend.ts"
import { textOf } from "./body.ts"
import type { MockContext } from "./Exchange.ts"
import { maskAnswer, maskHeaders, maskRequest, maskSecrets } from "./maskSecrets.ts"

/** Writes a request that has been answered, or dropped when there is no answer, into the journal. */
export const record = ({ journal, world }: Backend, c: MockContext, answer: Answer | undefined): void => {
  const exchange = c.get("exchange")
  const { method } = c.req
  const duration = world.clock.now() - exchange.at
  const asked = Result.getOrElse(textOf(c), () => "")
  const answered = answer?.isPage === true ? "" : answer?.body ?? ""
  const lengths = { asked: asked.length, answered: answered.length, bytes: Buffer.byteLength(answered) }
  const { headers: answerHeaders, status = 0 } = answer ?? {}
  // What stays in the journal holds no text but the beginnings that are kept.
  exchange.text = undefined
  journal.record({
    bodies: { request: beginningOf(asked), answer: beginningOf(answered) },
    describe: (bodies) => ({
      at: exchange.at,
      method,
      path: maskSecrets(exchange.path + exchange.search),
      operation: exchange.operation,
      status,
      logId: exchange.logId,
      creator: exchange.creator,
      publishId: exchange.publishId,
      code: exchange.code,
      fault: exchange.fault,
      hint: exchange.hint,
      notes: exchange.notes,
      duration,
      contentType: exchange.mediaType || undefined,
      userAgent: exchange.headers["user-agent"]?.slice(0, MAX_USER_AGENT),
      request: {
        ...messageOf(exchange.headers, lengths.asked, bodies.request, maskRequest),
        bytes: exchange.received
      },
      answer: answerHeaders && {
        ...messageOf(answerHeaders, lengths.answered, bodies.answer, maskAnswer),
        bytes: lengths.bytes
      }
    })
  })
}

const MAX_USER_AGENT = 256

/** Characters of a body that the journal keeps. */
const KEPT_BODY = 4_096

// A slice would keep the whole text in memory, so what is kept of a long one is copied.
const beginningOf = (text: string): string | undefined =>
  text.length > KEPT_BODY
    ? Buffer.from(text.slice(0, KEPT_BODY), "utf16le").toString("utf16le")
    : text || undefined

const messageOf = (
  headers: IncomingHttpHeaders,
  length: number,
  kept: string | undefined,
  mask: (text: string) => string
): Omit<JournalMessage, "bytes"> => ({
  headers: maskHeaders(inOrder(headers)),
  body: kept === undefined ? undefined : mask(kept),
  isCut: length > (kept?.length ?? 0)
})

const inOrder = (headers: IncomingHttpHeaders): ReadonlyArray<readonly [string, string]> =>
  Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
    .toSorted(([left], [right]) => left < right ? -1 : 1)
