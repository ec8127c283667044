import type { JournalEntry, JournalMessage } from "../engine/JournalEntry.ts"
import { version } from "../version.ts"

/**
 * The requests as an HTTP archive, version 1.2, which browsers and proxies open. Secrets are masked, as in the journal.
 */
export const harOf = (origin: string, entries: ReadonlyArray<JournalEntry>) => ({
  log: {
    version: "1.2",
    creator: { name: "tiktok-mock", version },
    entries: entries.map((entry) => harEntry(origin, entry))
  }
})

const harEntry = (
  origin: string,
  { response, at, contentType, duration, hint, method, path, request, status }: JournalEntry
) => {
  const url = new URL(origin + path)
  const { headers = {}, bytes = 0, body = "" } = response ?? {}
  return {
    startedDateTime: new Date(at).toISOString(),
    time: duration,
    request: {
      ...messageOf(request),
      method,
      url: url.href,
      queryString: [...url.searchParams].map(([name, value]) => ({ name, value })),
      ...(request.body === undefined ? {} : { postData: { mimeType: contentType ?? "", text: request.body } })
    },
    response: {
      ...messageOf({ headers, bytes }),
      status,
      statusText: "",
      redirectURL: headers["location"] ?? "",
      content: { size: bytes, mimeType: headers["content-type"] ?? "", text: body }
    },
    cache: {},
    timings: { send: 0, wait: duration, receive: 0 },
    ...(hint === undefined ? {} : { comment: hint })
  }
}

const messageOf = ({ bytes, headers }: Pick<JournalMessage, "bytes" | "headers">) => ({
  httpVersion: "HTTP/1.1",
  cookies: [],
  headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
  headersSize: -1,
  bodySize: bytes
})
