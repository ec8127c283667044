import * as Schema from "effect/Schema"
import { existing } from "../../engine/ControlError.ts"
import { type Journal, matcherOf } from "../../engine/Journal.ts"
import type { JournalEntry, JournalFields } from "../../engine/JournalEntry.ts"
import { fileOperation, operation } from "../operation.ts"
import { ControlProblem } from "../Problem.ts"
import { Count } from "../schemas/accounts.ts"
import { JournalEntryShape } from "../schemas/views.ts"

// A query has only strings.
const Numeric = Schema.FiniteFromString.check(Schema.isGreaterThanOrEqualTo(0))

const filters = {
  operation: Schema.optionalKey(Schema.String),
  method: Schema.optionalKey(Schema.String),
  path: Schema.optionalKey(Schema.String),
  status: Schema.optionalKey(Numeric),
  code: Schema.optionalKey(Schema.String),
  creator: Schema.optionalKey(Schema.String),
  publishId: Schema.optionalKey(Schema.String),
  fault: Schema.optionalKey(Schema.String),
  logId: Schema.optionalKey(Schema.String),
  contentType: Schema.optionalKey(Schema.String),
  userAgent: Schema.optionalKey(Schema.String)
} satisfies Partial<Record<keyof JournalFields, unknown>>

const byNumber = { ...filters, status: Schema.optionalKey(Count) }

const Entries = Schema.Struct({ entries: Schema.Array(JournalEntryShape) })

// Proxies end longer requests.
const MAX_WAIT_MILLIS = 60_000

export const journalOperations = [
  operation({
    method: "GET",
    path: "/_mock/journal",
    summary: "Find requests by their fields, oldest first; a limit returns the latest",
    query: Schema.Struct({
      ...filters,
      limit: Schema.optionalKey(Numeric),
      after: Schema.optionalKey(Schema.String).annotate({
        description: "Id of a request: only later ones, or all if the journal does not have it"
      })
    }),
    response: Entries,
    handle: ({ journal }, { query: { after, limit, ...filter } }) => {
      const entries = journal.entries()
      const later = entries.slice(entries.findIndex(({ id }) => id === after) + 1)
      const found = later.filter(matcherOf(filter))
      return { entries: limit === undefined ? found : found.slice(Math.max(0, found.length - limit)) }
    }
  }),
  fileOperation({
    path: "/_mock/journal/stream",
    summary: "Stream the requests from now on, also after a reset, as lines of JSON; an empty line each 15 seconds",
    fileTypes: ["application/x-ndjson"],
    handle: ({ journal }, { method, signal }) =>
      new Response(method === "HEAD" ? null : streamOf(journal, signal), {
        headers: { "Content-Type": "application/x-ndjson", "Cache-Control": "no-cache", "X-Accel-Buffering": "no" }
      })
  }),
  operation({
    method: "GET",
    path: "/_mock/journal/unmatched",
    summary: "List requests to an unknown path, or with a method that the path does not have",
    response: Entries,
    handle: ({ journal }) => ({ entries: journal.unmatched() })
  }),
  operation({
    method: "GET",
    path: "/_mock/journal/unclaimed",
    summary: "List requests that no assertion has matched, in code or over HTTP",
    response: Entries,
    handle: ({ journal }) => ({ entries: journal.unclaimed() })
  }),
  operation({
    method: "GET",
    path: "/_mock/journal/wait",
    summary: "Wait for matching requests; 408 with the nearest ones after the timeout",
    query: Schema.Struct({
      ...filters,
      count: Schema.optionalKey(Numeric),
      timeout: Schema.optionalKey(Numeric.check(Schema.isLessThanOrEqualTo(MAX_WAIT_MILLIS))).annotate({
        description: "Milliseconds of real time; 5000 by default"
      })
    }),
    response: Entries,
    handle: async ({ journal }, { query: { count, timeout, ...filter }, signal }) => ({
      entries: await journal.waitFor(filter, { count, timeout, signal }).catch((error: unknown) => {
        throw new ControlProblem(408, error instanceof Error ? error.message : String(error))
      })
    })
  }),
  operation({
    method: "POST",
    path: "/_mock/journal/expect",
    summary: "Assert the number of matching requests, or their order; 409 with the nearest ones otherwise",
    body: Schema.Struct({
      ...byNumber,
      times: Schema.optionalKey(Count.annotate({ description: "Exactly this number" })),
      atLeast: Schema.optionalKey(Count.annotate({ description: "This number or more" })),
      never: Schema.optionalKey(Schema.Literal(true).annotate({ description: "No request" })),
      inOrder: Schema.optionalKey(
        Schema.Array(Schema.Struct(byNumber)).check(Schema.isMinLength(1)).annotate({
          description:
            "A request for each of these fields, one after the other; each has the fields beside this one too"
        })
      )
    }),
    response: Schema.Struct({ count: Count, ids: Schema.Array(Schema.String) }),
    handle: ({ journal }, { body: { atLeast, inOrder, never, times, ...filter } }) => {
      const ids = check(journal, filter, { times, atLeast, never, inOrder }).map(({ id }) => id)
      return { count: ids.length, ids }
    }
  }),
  operation({
    method: "GET",
    path: "/_mock/journal/{id}",
    summary: "Show a request",
    response: JournalEntryShape,
    handle: ({ journal }, { params: { id } }) => existing("request", id, journal.find({ id })[0])
  }),
  operation({
    method: "DELETE",
    path: "/_mock/journal",
    summary: "Delete every entry",
    response: Schema.Struct({ removed: Count }),
    handle: ({ journal }) => {
      const removed = journal.entries().length
      journal.clear()
      return { removed }
    }
  })
]

// Proxies and clients close idle connections.
const HEARTBEAT_MILLIS = 15_000

/** The most lines that a slow client leaves unread. */
const MAX_UNREAD = 10_000

/** Each new entry as a line of JSON, until the client leaves. */
const streamOf = (journal: Journal, ended: AbortSignal): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder()
  let stop: (() => void) | undefined
  return new ReadableStream<Uint8Array>({
    start: (controller) => {
      const write = (line: string) => {
        if ((controller.desiredSize ?? 0) > 0) return controller.enqueue(encoder.encode(`${line}\n`))
        stop?.()
        controller.error(new Error("the client reads too slowly"))
      }
      const off = journal.on((entry) => write(JSON.stringify(entry)))
      const heartbeat = setInterval(() => write(""), HEARTBEAT_MILLIS).unref()
      stop = () => {
        off()
        clearInterval(heartbeat)
      }
      ended.addEventListener("abort", stop, { once: true })
      if (ended.aborted) stop()
    },
    cancel: () => stop?.()
  }, { highWaterMark: MAX_UNREAD })
}

interface Expected {
  readonly times: number | undefined
  readonly atLeast: number | undefined
  readonly never: true | undefined
  readonly inOrder: ReadonlyArray<Partial<JournalFields>> | undefined
}

/** Returns the matching requests if their number or order is as expected. */
const check = (
  journal: Journal,
  filter: Partial<JournalFields>,
  expected: Expected
): ReadonlyArray<JournalEntry> => {
  const { atLeast, inOrder, times } = expected
  const given = Object.entries(expected).filter(([, value]) => value !== undefined).map(([name]) => name)
  if (given.length !== 1) {
    const rule = given.length === 0 ? "one of them must be given" : `only one can be given, not ${given.join(" and ")}`
    const fields = given.length === 0 ? Object.keys(expected) : given
    throw new ControlProblem(400, `times, atLeast, never or inOrder: ${rule}`, fields.map((field) => ({ field, rule })))
  }
  try {
    if (inOrder !== undefined) return journal.expectInOrder(inOrder.map((step) => Object.assign({}, filter, step)))
    const expectation = journal.expect(filter)
    // `never` has its own message.
    if (times !== undefined) return expectation.times(times)
    if (atLeast !== undefined) return expectation.atLeast(atLeast)
    expectation.never()
    return []
  } catch (error) {
    throw new ControlProblem(409, error instanceof Error ? error.message : String(error), [], {
      title: "The journal does not match the assertion"
    })
  }
}
