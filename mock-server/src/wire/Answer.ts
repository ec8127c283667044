import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response"
import { type MockContext, socketOf } from "./RequestContext.ts"

/** What a request is answered with. It stays plain data to the end, since a web `Response` is slow to make and to take apart. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Null where there is none; of a page, the journal keeps nothing. */
  readonly body: string | null
  readonly isPage?: boolean | undefined
}

/** A request that ended without a complete answer; the response is for Hono. */
export interface Ended {
  readonly ended: Response
}

/** The result of a request. */
export type Reply = Answer | Ended

/** Adds headers to an answer. */
export const withHeaders = (answer: Answer, headers: Readonly<Record<string, string>>): Answer => ({
  ...answer,
  headers: { ...answer.headers, ...headers }
})

/** Sends an answer: to the socket where there is one, otherwise as the response of a `fetch`. */
export const send = (c: MockContext, { body, headers, status }: Answer): Response => {
  const socket = socketOf(c)
  if (socket === undefined) return new Response(body, { status, headers })
  const framed = body === null ? headers : { ...headers, "Content-Length": Buffer.byteLength(body) }
  socket.outgoing.writeHead(status, framed).end(body)
  return RESPONSE_ALREADY_SENT
}
