import * as NodeServices from "@effect/platform-node/NodeServices"
import { DateTime, Effect, Layer, Redacted } from "effect"
import { Contract, Post, TikTok, type TikTokError, TokenStore } from "effect-tiktok"
import { HttpClient, type HttpClientRequest, HttpClientResponse } from "effect/http"
import type { AnswerSample } from "../fixtures/catalog/index.ts"

/** A request as it would have left this machine. */
export interface SentRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** The parsed JSON of a request that has some. */
  readonly body: unknown
}

/** The creator of the catalog's samples. */
export const creator = Post.CreatorId.make("1234567890123456789")

/**
 * Runs an effect with the library in front of a transport that is not there: every request gets the answer that
 * `answerTo` finds for it. Gives what the effect came to, and what was sent.
 */
export const withStub = <A, E>(
  answerTo: (request: SentRequest) => Pick<AnswerSample, "status" | "headers" | "body">,
  effect: Effect.Effect<A, E, TikTok.Services | TokenStore.TokenStore>
): Effect.Effect<{ readonly value: A; readonly sent: ReadonlyArray<SentRequest> }, E | TikTokError.TikTokError> =>
  Effect.suspend(() => {
    const sent: Array<SentRequest> = []
    const http = HttpClient.make((request, url) =>
      Effect.sync(() => {
        const asked = { method: request.method, url: url.href, headers: request.headers, body: jsonOf(request) }
        sent.push(asked)
        const { body, headers, status } = answerTo(asked)
        const text = body === undefined ? null : JSON.stringify(body)
        return HttpClientResponse.fromWeb(request, new Response(text, { status, headers }))
      })
    )
    const library = TikTok.layerMemory({
      contract: Contract.catalog,
      clientKey: "YOUR_CLIENT_KEY",
      clientSecret: Redacted.make("YOUR_CLIENT_SECRET"),
      tokens: [
        new TokenStore.Tokens({
          creator,
          accessToken: Redacted.make("v.c0e1234567890abcdef"),
          refreshToken: Redacted.make("existing_refresh_token"),
          expiresAt: DateTime.makeUnsafe("2100-01-01T00:00:00Z"),
          scopes: ["user.info.basic", "video.publish"]
        })
      ]
    }).pipe(Layer.provide([Layer.succeed(HttpClient.HttpClient, http), NodeServices.layer]))
    return effect.pipe(Effect.map((value) => ({ value, sent })), Effect.provide(library))
  })

const jsonOf = ({ body }: HttpClientRequest.HttpClientRequest): unknown =>
  body._tag === "Uint8Array" && body.contentType.startsWith("application/json")
    ? JSON.parse(new TextDecoder().decode(body.body))
    : undefined
