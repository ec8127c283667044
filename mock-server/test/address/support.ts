import { Effect } from "effect"
import { type IncomingMessage, request } from "node:http"
import { request as secureRequest, type RequestOptions } from "node:https"

/** What a server answers to a request whose headers are the test's to say, `Host` included. */
export interface Told {
  readonly status: number
  readonly headers: IncomingMessage["headers"]
  readonly text: string
}

/** Asks a server over a socket; dies when the connection fails. */
export const tell = (
  url: string,
  options: RequestOptions & { readonly headers?: Readonly<Record<string, string>>; readonly body?: string } = {}
): Effect.Effect<Told> => Effect.promise(() => tellOrThrow(url, options))

/** Asks a server over a socket; rejects when the connection fails. */
export const tellOrThrow = (
  url: string,
  { body = "", ...options }: RequestOptions & { readonly body?: string } = {}
) => {
  const { promise, reject, resolve } = Promise.withResolvers<Told>()
  const send = url.startsWith("https:") ? secureRequest : request
  send(url, { agent: false, ...options }, (response) => resolve(read(response))).on("error", reject).end(body)
  return promise
}

const read = async (response: IncomingMessage): Promise<Told> => {
  response.setEncoding("utf8")
  let text = ""
  for await (const piece of response) text += String(piece)
  return { status: response.statusCode ?? 0, headers: response.headers, text }
}
