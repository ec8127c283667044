import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer, Stream } from "effect"
import { TikTok } from "effect-tiktok"
import { HttpBody, HttpClient, HttpClientRequest } from "effect/http"
import type { Fixture } from "./fixture.ts"

/** One attempt to send part of a file. */
export interface Put {
  /** First byte. */
  readonly start: number
  /** First byte after the part. */
  readonly end: number
  /** Bytes given to the connection. */
  sent: number
}

/** The same fixture, and the PUTs of its library. */
export const recordPuts = (fixture: Fixture): { readonly fixture: Fixture; readonly puts: ReadonlyArray<Put> } => {
  const puts: Array<Put> = []
  const http = Layer.effect(
    HttpClient.HttpClient,
    Effect.map(
      HttpClient.HttpClient,
      HttpClient.mapRequest((request) => {
        const [, first, last] = /^bytes (\d+)-(\d+)\//.exec(request.headers["content-range"] ?? "") ?? []
        if (request.method !== "PUT" || first === undefined) return request
        const put: Put = { start: Number(first), end: Number(last) + 1, sent: 0 }
        puts.push(put)
        const { body } = request
        if (body._tag !== "Stream") {
          put.sent = body._tag === "Uint8Array" ? body.contentLength : 0
          return request
        }
        const counted = Stream.tap(body.stream, (piece) => Effect.sync(() => void (put.sent += piece.length)))
        return HttpClientRequest.setBody(request, HttpBody.stream(counted, body.contentType, body.contentLength))
      })
    )
  ).pipe(Layer.provide(fixture.http))
  const layer = TikTok.layerMemory(fixture.options).pipe(
    Layer.provideMerge(NodeServices.layer),
    Layer.provide(http),
    Layer.orDie
  )
  return { fixture: { ...fixture, http, layer }, puts }
}
