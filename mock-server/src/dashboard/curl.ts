import type { JournalEntry } from "../engine/JournalEntry.ts"

// curl sets these itself, or they belong to the connection.
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

/** A request as a curl command. The user fills in masked secrets and the name of a file. */
export const curlOf = (origin: string, { method, path, request }: JournalEntry): string => {
  const headers = Object.entries(request.headers).filter(([name]) => !omitted.has(name) && !name.startsWith("sec-"))
  const isFile = method === "PUT" && request.body === undefined
  return [
    `curl -i ${method === "GET" ? "" : `-X ${method} `}${quoted(origin + path)}`,
    ...headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...request.body === undefined || request.body === "" ? [] : [`--data-raw ${quoted(request.body)}`],
    ...isFile ? ["--data-binary @chunk.mp4"] : []
  ].join(" \\\n  ")
}

/** Quotes a text for a shell. */
const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`
