import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Option from "effect/Option"
import * as ClientContext from "./clientContext.ts"
import * as NodeFetch from "./nodeFetch.ts"

/**
 * Turns tracing, redirects and needless copies off for a client. Its requests carry tokens. `fetch` follows redirects unless its
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
    const sized = NodeFetch.sized(Context.get(found, FetchHttpClient.Fetch))
    return HttpClient.transformResponse(
      client,
      Effect.updateContext((given: Context.Context<never>) => {
        const isGiven = sized === undefined || Context.get(given, FetchHttpClient.Fetch) !== globalThis.fetch
        const context = isGiven ? given : Context.add(given, FetchHttpClient.Fetch, sized)
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
