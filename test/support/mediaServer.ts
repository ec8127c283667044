import { Effect } from "effect"
import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"

/** What the media server is asked, the first request being number 1. */
export interface Ask {
  readonly number: number
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** First and last byte asked for. */
  readonly first: number
  readonly last: number
  /** Answers as a media server should, but for what is given. */
  readonly serve: (answer?: {
    readonly status?: number | undefined
    readonly headers?: Readonly<Record<string, string>> | undefined
    readonly body?: Uint8Array | undefined
  }) => void
}

/** A server with one video; how it answers is for the test to say. */
export const mediaServer = (video: Uint8Array, answer: (ask: Ask) => void = ({ serve }) => serve()) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const asked: Array<IncomingMessage["headers"]> = []
      const server = createServer((request, response) => {
        asked.push(request.headers)
        const [, first = 0, last = video.length - 1] =
          /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "")?.map(Number) ?? []
        const serve: Ask["serve"] = ({ body, headers, status = 206 } = {}) => {
          const bytes = body ?? video.subarray(first, last + 1)
          response.writeHead(status, {
            "content-range": `bytes ${first}-${last}/${video.length}`,
            "content-length": String(bytes.length),
            "etag": "\"v1\"",
            ...headers
          })
          response.end(bytes)
        }
        answer({ number: asked.length, request, response, first, last, serve })
      })
      server.listen(0, "127.0.0.1")
      await once(server, "listening")
      const address = server.address()
      return {
        url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
        asked,
        close: () => {
          server.closeAllConnections()
          server.close()
        }
      }
    }),
    ({ close }) => Effect.sync(close)
  )
