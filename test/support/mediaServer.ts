import * as NodeServices from "@effect/platform-node/NodeServices"
import { Context, Effect, Layer } from "effect"
import { TikTok } from "effect-tiktok"
import { FetchHttpClient, HttpClient } from "effect/http"
import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { Fixture } from "./fixture.ts"

/** A request to the media server. The first has number 1. */
export interface Ask {
  readonly number: number
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** First and last byte of the range. */
  readonly first: number
  readonly last: number
  /** Responds as a media server should, except for the given parts. */
  readonly serve: (respond?: {
    readonly status?: number | undefined
    readonly headers?: Readonly<Record<string, string>> | undefined
    readonly body?: Uint8Array | undefined
  }) => void
}

/** A server with one video, whose responses a test chooses. */
export const mediaServer = (video: Uint8Array, respond: (ask: Ask) => void = ({ serve }) => serve()) =>
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
        respond({ number: asked.length, request, response, first, last, serve })
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

/** The URL of the video in memory. */
export const memoryUrl = "https://media.example/a.mp4"

/** The same fixture with a media server in memory, and the headers of its requests. */
export const withMediaInMemory = (
  fixture: Fixture,
  respond: (first: number, last: number) => Response
): { readonly fixture: Fixture; readonly asked: ReadonlyArray<Headers> } => {
  const asked: Array<Headers> = []
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const { headers } = new Request(input, init)
    asked.push(headers)
    const [, first = 0, last = 0] = /^bytes=(\d+)-(\d+)$/.exec(headers.get("range") ?? "")?.map(Number) ?? []
    return respond(first, last)
  }
  // Fresh, because the client of the mock uses the same layer.
  const media = Layer.fresh(FetchHttpClient.layer).pipe(Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch)))
  const http = Layer.effect(
    HttpClient.HttpClient,
    Effect.gen(function*() {
      const server = Context.get(yield* Layer.build(media), HttpClient.HttpClient)
      const tiktok = yield* HttpClient.HttpClient
      return HttpClient.make((request, url) => (url.href.startsWith(memoryUrl) ? server : tiktok).execute(request))
    })
  ).pipe(Layer.provide(fixture.http))
  const layer = TikTok.layerMemory(fixture.options).pipe(
    Layer.provideMerge(NodeServices.layer),
    Layer.provide(http),
    Layer.orDie
  )
  return { fixture: { ...fixture, http, layer }, asked }
}
