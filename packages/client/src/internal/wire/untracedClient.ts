import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Option from "effect/Option"
import * as ClientContext from "./clientContext.ts"

/**
 * A client whose requests no tracer hears of, since they carry tokens, and which follows no redirect by itself.
 * `fetch` follows them unless its `RequestInit` says otherwise; undici and `node:http` never do.
 *
 * @internal
 */
export const make = (client: HttpClient.HttpClient): Effect.Effect<HttpClient.HttpClient> =>
  Effect.map(ClientContext.of(client), (found) => {
    // Ours replaces what the client's layer was given, such as a proxy.
    const own = Context.getOrUndefined(found, FetchHttpClient.RequestInit)
    const quiet = Context.make(HttpClient.TracerDisabledWhen, always).pipe(
      Context.add(FetchHttpClient.RequestInit, { ...own, redirect: "manual" })
    )
    return HttpClient.transformResponse(
      client,
      Effect.updateContext((context: Context.Context<never>) => {
        const callers = Context.getOption(context, FetchHttpClient.RequestInit)
        return Option.isNone(callers) ? Context.merge(context, quiet) : Context.mergeAll(
          context,
          quiet,
          Context.make(FetchHttpClient.RequestInit, { ...own, ...callers.value, redirect: "manual" })
        )
      })
    )
  })

const always = () => true
