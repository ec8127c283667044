import type { JournalEntry } from "../engine/JournalEntry.ts"

// The client sets these itself, or they belong to the connection.
const omitted = new Set([
  "accept",
  "accept-encoding",
  "accept-language",
  "connection",
  "content-length",
  "host",
  "keep-alive",
  "transfer-encoding",
  "user-agent"
])

/** The headers of a request that a copy of it needs. */
export const ownHeaders = ({ request }: JournalEntry): ReadonlyArray<readonly [name: string, value: string]> =>
  Object.entries(request.headers).filter(([name]) => !omitted.has(name) && !name.startsWith("sec-"))

/** Whether a request sent a file, whose bytes the journal does not keep. */
export const sendsFile = ({ method, request }: JournalEntry): boolean =>
  method === "PUT" && request.body === undefined && request.bytes > 0

/** A request as a curl command. It sends zeros in the place of a file. */
export const curlOf = (origin: string, entry: JournalEntry): string => {
  const { method, path, request } = entry
  const isFile = sendsFile(entry)
  return [
    `${isFile ? `head -c ${request.bytes} /dev/zero | ` : ""}curl -i ${method === "GET" ? "" : `-X ${method} `}${
      quoted(origin + path)
    }`,
    ...ownHeaders(entry).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...request.body === undefined || request.body === "" ? [] : [`--data-raw ${quoted(request.body)}`],
    ...isFile ? ["--data-binary @-"] : []
  ].join(" \\\n  ")
}

/** Quotes a text for a shell. */
const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`

/** A request as a call of `fetch`. It sends zeros in the place of a file. */
export const fetchOf = (origin: string, entry: JournalEntry): string => {
  const { method, path, request } = entry
  const body = sendsFile(entry)
    ? `new Uint8Array(${request.bytes})`
    : request.body === undefined || request.body === ""
    ? undefined
    : JSON.stringify(request.body)
  const options = [
    `  method: ${JSON.stringify(method)}`,
    `  headers: ${JSON.stringify(Object.fromEntries(ownHeaders(entry)), null, 2).replaceAll("\n", "\n  ")}`,
    ...body === undefined ? [] : [`  body: ${body}`]
  ]
  return `const response = await fetch(${JSON.stringify(origin + path)}, {\n${
    options.join(",\n")
  }\n})\nconsole.log(response.status, await response.text())`
}

/** A request as an assertion of a test on the journal. `times` is the number of requests like it. */
export const assertionOf = ({ code, method, operation, path, status }: JournalEntry, times: number): string => {
  const filter = operation === "unknown" ? { method, path, status } : { operation, status, code }
  const fields = Object.entries(filter).filter(([, value]) => value !== undefined)
  return `mock.journal.expect({ ${
    fields.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(", ")
  } }).times(${times})`
}
