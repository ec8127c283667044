import * as Result from "effect/Result"
import type { IncomingHttpHeaders } from "node:http"
import type { JournalEntry, JournalMessage } from "../engine/JournalEntry.ts"
import type { Bodies } from "../engine/requestLog.ts"
import type { Backend, RecordedRequest } from "./Backend.ts"
import { textOf } from "./body.ts"
import { maskHeaders, maskRequest, maskResponse, maskSecrets } from "./maskSecrets.ts"
import type { MockContext } from "./RequestContext.ts"
import type { WireResponse } from "./WireResponse.ts"

/** Adds a request to the journal. `response` is undefined when the connection was ended. */
export const record = ({ journal, engine }: Backend, c: MockContext, response: WireResponse | undefined): void => {
  const context = c.get("context")
  const requestText = Result.getOrElse(textOf(c), () => "")
  const responseText = response?.isPage === true ? "" : response?.body ?? ""
  const recorded: RecordedRequest = {
    at: context.at,
    logId: context.logId,
    path: context.path,
    search: context.search,
    headers: context.headers,
    mediaType: context.mediaType,
    operation: context.operation,
    creator: context.creator,
    publishId: context.publishId,
    code: context.code,
    fault: context.fault,
    hint: context.hint,
    notes: context.notes,
    received: context.received,
    method: c.req.method,
    status: response?.status ?? 0,
    duration: engine.clock.now() - context.at,
    responseHeaders: response?.headers,
    requestLength: requestText.length,
    responseLength: responseText.length,
    responseBytes: Buffer.byteLength(responseText)
  }
  journal.record(recorded, { request: startOf(requestText), response: startOf(responseText) })
}

/** Makes the journal entry of a request. */
export const describe = (recorded: RecordedRequest, bodies: Bodies): Omit<JournalEntry, "id"> => ({
  at: recorded.at,
  method: recorded.method,
  path: maskSecrets(recorded.path + recorded.search),
  operation: recorded.operation,
  status: recorded.status,
  logId: recorded.logId,
  creator: recorded.creator,
  publishId: recorded.publishId,
  code: recorded.code,
  fault: recorded.fault,
  hint: recorded.hint,
  notes: recorded.notes,
  duration: recorded.duration,
  contentType: recorded.mediaType || undefined,
  userAgent: recorded.headers["user-agent"]?.slice(0, MAX_USER_AGENT),
  request: {
    ...messageOf(recorded.headers, recorded.requestLength, bodies.request, maskRequest),
    bytes: recorded.received
  },
  response: recorded.responseHeaders && {
    ...messageOf(recorded.responseHeaders, recorded.responseLength, bodies.response, maskResponse),
    bytes: recorded.responseBytes
  }
})

const MAX_USER_AGENT = 256

/** Characters of a body that the journal keeps. */
const MAX_BODY = 4_096

const startOf = (text: string): string | undefined => text === "" ? undefined : text.slice(0, MAX_BODY)

const messageOf = (
  headers: IncomingHttpHeaders,
  length: number,
  kept: string | undefined,
  mask: (text: string) => string
): Omit<JournalMessage, "bytes"> => ({
  headers: maskHeaders(sortHeaders(headers)),
  body: kept === undefined ? undefined : mask(kept),
  isCut: length > (kept?.length ?? 0)
})

const sortHeaders = (headers: IncomingHttpHeaders): ReadonlyArray<readonly [string, string]> =>
  Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
    .toSorted(([left], [right]) => left < right ? -1 : 1)
