import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Option from "effect/Option"
import * as ClientContext from "./clientContext.ts"

/**
 * Turns tracing and redirects off for a client, because its requests carry tokens. `fetch` follows redirects unless its
 * `RequestInit` says otherwise. undici and `node:http` never do.
 *
 * @internal
 */
export const make = (client: HttpClient.HttpClient): Effect.Effect<HttpClient.HttpClient> =>
  Effect.map(ClientContext.get(client), (found) => {
    // Keeps the `RequestInit` of the client's layer, which may have a proxy.
    const own = Context.getOrUndefined(found, FetchHttpClient.RequestInit)
    const untraced = Context.make(HttpClient.TracerDisabledWhen, always).pipe(
      Context.add(FetchHttpClient.RequestInit, { ...own, redirect: "manual" })
    )
    return HttpClient.transformResponse(
      client,
      Effect.updateContext((context: Context.Context<never>) => {
        const callers = Context.getOption(context, FetchHttpClient.RequestInit)
        return Option.isNone(callers) ? Context.merge(context, untraced) : Context.mergeAll(
          context,
          untraced,
          Context.make(FetchHttpClient.RequestInit, { ...own, ...callers.value, redirect: "manual" })
        )
      })
    )
  })

const always = () => true
