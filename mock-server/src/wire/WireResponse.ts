import { type MockContext, socketOf } from "./RequestContext.ts"

/** A response as plain data. A web `Response` is slower to make and to read. */
export interface WireResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Null when there is none. The journal does not keep the body of a page. */
  readonly body: string | null
  readonly isPage?: boolean | undefined
}

/** A request whose connection ended without a complete response. Hono still needs a `Response`. */
export interface Ended {
  readonly ended: Response
}

/** The result of a request. */
export type Reply = WireResponse | Ended

/** Adds headers to a response. */
export const withHeaders = (response: WireResponse, headers: Readonly<Record<string, string>>): WireResponse => ({
  ...response,
  headers: { ...response.headers, ...headers }
})

let sent: Response | undefined

/**
 * The response that tells `@hono/node-server` that the socket has one already, like its `RESPONSE_ALREADY_SENT`. Made on first
 * use, because the first `Response` of a process loads Node's `fetch`.
 */
export const alreadySent = (): Response => sent ??= new Response(null, { headers: { "x-hono-already-sent": "true" } })

/** Sends a response to the socket, or returns it as the response of an in-memory `fetch`. */
export const send = (c: MockContext, { body, headers, status }: WireResponse): Response => {
  const socket = socketOf(c)
  if (socket === undefined) return new Response(body, { status, headers })
  const framed = body === null ? headers : { ...headers, "Content-Length": Buffer.byteLength(body) }
  socket.outgoing.writeHead(status, framed).end(body)
  return alreadySent()
}
