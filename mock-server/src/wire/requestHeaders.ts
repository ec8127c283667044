import type { IncomingHttpHeaders } from "node:http"
import { bearerOf } from "../engine/access.ts"
import { mediaTypeIn } from "./body.ts"
import type { RequestHeaders } from "./RequestContext.ts"

/**
 * Makes what reads headers. For those of the request before it gives what it has given then: clients send the same again
 * and again, and the journal keeps them.
 */
export const makeHeaderReader = (): (headers: IncomingHttpHeaders) => RequestHeaders => {
  let latest = read({})
  return (headers) => {
    if (!isSame(headers, latest.headers)) latest = read(headers)
    return latest
  }
}

const read = (headers: IncomingHttpHeaders): RequestHeaders => ({
  headers,
  bearer: bearerOf(headers.authorization),
  mediaType: mediaTypeIn(headers["content-type"])
})

const isSame = (headers: IncomingHttpHeaders, others: IncomingHttpHeaders): boolean => {
  const names = Object.keys(headers)
  return names.length === Object.keys(others).length && names.every((name) => headers[name] === others[name])
}
