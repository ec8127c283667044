import { Effect } from "effect"
import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"

/** A request as it arrived. */
export interface Arrived {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage["headers"]
  readonly body: string
}

/** A server whose responses a test chooses, which records its requests. */
export const stubServer = (respond: (request: Arrived, response: ServerResponse) => void) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const arrived: Array<Arrived> = []
      const server = createServer((request, response) => {
        const pieces: Array<Buffer> = []
        request.on("data", (piece: Buffer) => pieces.push(piece))
        request.on("end", () => {
          const { headers, method = "", url = "" } = request
          const seen = { method, path: url, headers, body: Buffer.concat(pieces).toString("latin1") }
          arrived.push(seen)
          respond(seen, response)
        })
      })
      server.listen(0, "127.0.0.1")
      await once(server, "listening")
      const address = server.address()
      const host = `127.0.0.1:${typeof address === "object" ? address?.port : 0}`
      return { host, url: `http://${host}`, arrived, server }
    }),
    ({ server }) =>
      Effect.sync(() => {
        server.closeAllConnections()
        server.close()
      })
  )

/** The body of a successful response. */
export const success = (data: unknown): string =>
  JSON.stringify({ data, error: { code: "ok", message: "", log_id: "1" } })
