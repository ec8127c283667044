import * as Result from "effect/Result"
import type { IncomingHttpHeaders } from "node:http"
import type { JournalEntry, JournalMessage } from "../engine/JournalEntry.ts"
import type { Bodies } from "../engine/shelf.ts"
import type { Answer } from "./Answer.ts"
import type { Backend, Seen } from "./Backend.ts"
import { textOf } from "./body.ts"
import type { MockContext } from "./Exchange.ts"
import { maskAnswer, maskHeaders, maskRequest, maskSecrets } from "./maskSecrets.ts"

/** Writes a request that has been answered, or dropped when there is no answer, into the journal. */
export const record = ({ journal, world }: Backend, c: MockContext, answer: Answer | undefined): void => {
  const exchange = c.get("exchange")
  const asked = Result.getOrElse(textOf(c), () => "")
  const answered = answer?.isPage === true ? "" : answer?.body ?? ""
  const seen: Seen = {
    at: exchange.at,
    logId: exchange.logId,
    path: exchange.path,
    search: exchange.search,
    headers: exchange.headers,
    mediaType: exchange.mediaType,
    operation: exchange.operation,
    creator: exchange.creator,
    publishId: exchange.publishId,
    code: exchange.code,
    fault: exchange.fault,
    hint: exchange.hint,
    notes: exchange.notes.length === 0 ? NONE : exchange.notes,
    received: exchange.received,
    method: c.req.method,
    status: answer?.status ?? 0,
    duration: world.clock.now() - exchange.at,
    answerHeaders: answer?.headers,
    asked: asked.length,
    answered: answered.length,
    sent: Buffer.byteLength(answered)
  }
  journal.record(seen, { request: beginningOf(asked), answer: beginningOf(answered) })
}

// Nothing changes it, so one is enough for all.
const NONE: ReadonlyArray<never> = []

/** Writes the entry of a request. */
export const describe = (seen: Seen, bodies: Bodies): Omit<JournalEntry, "id"> => ({
  at: seen.at,
  method: seen.method,
  path: maskSecrets(seen.path + seen.search),
  operation: seen.operation,
  status: seen.status,
  logId: seen.logId,
  creator: seen.creator,
  publishId: seen.publishId,
  code: seen.code,
  fault: seen.fault,
  hint: seen.hint,
  notes: seen.notes,
  duration: seen.duration,
  contentType: seen.mediaType || undefined,
  userAgent: seen.headers["user-agent"]?.slice(0, MAX_USER_AGENT),
  request: {
    ...messageOf(seen.headers, seen.asked, bodies.request, maskRequest),
    bytes: seen.received
  },
  answer: seen.answerHeaders && {
    ...messageOf(seen.answerHeaders, seen.answered, bodies.answer, maskAnswer),
    bytes: seen.sent
  }
})

const MAX_USER_AGENT = 256

/** Characters of a body that the journal keeps. */
const KEPT_BODY = 4_096

const beginningOf = (text: string): string => text.length > KEPT_BODY ? text.slice(0, KEPT_BODY) : text

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
