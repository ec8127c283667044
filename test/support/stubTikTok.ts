import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer, Redacted } from "effect"
import { Contract, Post, TikTok, type TikTokError, type TokenStore } from "effect-tiktok"
import { HttpClient, type HttpClientRequest, HttpClientResponse } from "effect/http"
import { tokensOf } from "./tokensOf.ts"

/** A request before it leaves this machine. */
export interface SentRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** The parsed body of a JSON request. */
  readonly body: unknown
  /** The fields of a form request. */
  readonly form: Readonly<Record<string, string>> | undefined
}

export interface StubResponse {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Sent as JSON. */
  readonly body?: unknown
  /** Sent unchanged, in place of `body`. */
  readonly text?: string | undefined
}

/** The creator of the catalog's samples. */
export const creator = Post.CreatorId.make("1234567890123456789")

/**
 * Runs an effect with the library over a stubbed transport: every request gets the response that
 * `responseTo` returns for it. Returns the effect's value and the requests.
 */
export const withStub = <A, E>(
  responseTo: (request: SentRequest) => StubResponse,
  effect: Effect.Effect<A, E, TikTok.Services | TokenStore.TokenStore>,
  contract: Contract.Contract = Contract.catalog
): Effect.Effect<{ readonly value: A; readonly sent: ReadonlyArray<SentRequest> }, E | TikTokError.TikTokError> =>
  Effect.suspend(() => {
    const sent: Array<SentRequest> = []
    const http = HttpClient.make((request, url) =>
      Effect.sync(() => {
        const { headers: sentHeaders, method } = request
        const asked = { method, url: url.href, headers: sentHeaders, body: jsonOf(request), form: formOf(request) }
        sent.push(asked)
        const { body, headers = {}, status, text } = responseTo(asked)
        const content = body === undefined ? text ?? null : JSON.stringify(body)
        return HttpClientResponse.fromWeb(request, new Response(content, { status, headers }))
      })
    )
    const library = TikTok.layerMemory({
      contract,
      clientKey: "YOUR_CLIENT_KEY",
      clientSecret: Redacted.make("YOUR_CLIENT_SECRET"),
      tokens: [
        tokensOf(creator, {
          accessToken: "v.c0e1234567890abcdef",
          refreshToken: "existing_refresh_token",
          scopes: ["user.info.basic", "video.publish"]
        })
      ]
    }).pipe(Layer.provide([Layer.succeed(HttpClient.HttpClient, http), NodeServices.layer]))
    return effect.pipe(Effect.map((value) => ({ value, sent })), Effect.provide(library))
  })

const jsonOf = (request: HttpClientRequest.HttpClientRequest): unknown => {
  const text = textOf(request, "application/json")
  return text === undefined ? undefined : JSON.parse(text)
}

const formOf = (request: HttpClientRequest.HttpClientRequest) => {
  const text = textOf(request, "application/x-www-form-urlencoded")
  return text === undefined ? undefined : Object.fromEntries(new URLSearchParams(text))
}

const textOf = ({ body }: HttpClientRequest.HttpClientRequest, contentType: string): string | undefined =>
  body._tag === "Uint8Array" && body.contentType.startsWith(contentType)
    ? new TextDecoder().decode(body.body)
    : undefined
