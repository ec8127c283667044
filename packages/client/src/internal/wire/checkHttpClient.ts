import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import type * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { fromReason, InvalidInput, type TikTokError } from "../../TikTokError.ts"
import * as ClientContext from "./clientContext.ts"
import { isSizedFetch } from "./sizedFetch.ts"

/**
 * Refuses an HTTP client that cannot send the bodies of this library. Checks without the network, because a request
 * that fails later would look as if TikTok were unreachable.
 *
 * @internal
 */
export const checkHttpClient = Effect.fnUntraced(function*(
  operation: string,
  client: HttpClient.HttpClient,
  /** The kind of bodies: bytes, or a stream or async iterable with a known length. */
  bodies: "Bytes" | "Stream" | "Iterable"
): Effect.fn.Return<void, TikTokError<InvalidInput>> {
  // Only Bun has a client that cannot even send bytes: its own undici is incomplete.
  if (bodies === "Bytes" && !("Bun" in globalThis)) return
  const kind = yield* kindOf(client)
  const rule = kind === "Unusable"
    ? "must be one that this runtime has: not undici's on Bun, where FetchHttpClient.layer is"
    : (bodies !== "Bytes" && kind === "Fetch") ||
        (bodies === "Iterable" && (kind === "AnyFetch" || kind === "NodeHttp"))
    ? `must send ${
      bodies === "Stream" ? "a stream" : "an async iterable"
    } with a known length, as NodeTransport.layer does; with this one leave ${
      bodies === "Stream" ? "Uploader.Transfer at \"Buffered\"" : "NodeFileReader.layer out"
    }`
    : undefined
  if (rule !== undefined) {
    return yield* Effect.fail(fromReason(operation)(new InvalidInput({ field: "HttpClient", rule })))
  }
})

/** Marks a function that calls the runtime's own `fetch`. @internal */
export const isNative: unique symbol = Symbol.for("effect-tiktok/nativeFetch")

type Kind = "Fetch" | "AnyFetch" | "NodeHttp" | "Unusable" | "Other"

/** Recognizes a client by a request to a `data:` URL, which needs no network and which only `fetch` supports. */
const kindOf = Effect.fnUntraced(function*(client: HttpClient.HttpClient): Effect.fn.Return<Kind> {
  const own = Context.get(yield* ClientContext.get(client), FetchHttpClient.Fetch)
  let isFetch = false
  const fakeFetch = (): Promise<Response> => {
    isFetch = true
    return Promise.resolve(new Response())
  }
  const exit = yield* client.postprocess(Effect.succeed(HttpClientRequest.get("data:,"))).pipe(
    Effect.provideService(FetchHttpClient.Fetch, fakeFetch),
    Effect.exit
  )
  if (isFetch && isSizedFetch(own)) return "Other"
  if (isFetch) return own === globalThis.fetch || isNative in own ? "Fetch" : "AnyFetch"
  return Exit.isSuccess(exit) ? "Other" : kindOfFailure(Cause.squash(exit.cause))
})

const kindOfFailure = (error: unknown): Kind => {
  const thrown = typeof error === "object" && error !== null && "cause" in error ? error.cause : error
  if (!(thrown instanceof TypeError)) return "Other"
  if ("code" in thrown) return thrown.code === "ERR_INVALID_PROTOCOL" ? "NodeHttp" : "Other"
  return thrown.message.includes("is not a function") ? "Unusable" : "Other"
}
