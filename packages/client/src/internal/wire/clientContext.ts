import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"

/**
 * What the requests of a client run with, such as the `RequestInit` that was provided to its layer. No request is made.
 *
 * @internal
 */
export const of = (client: HttpClient.HttpClient): Effect.Effect<Context.Context<never>> =>
  Effect.suspend(() => {
    let found = Context.empty()
    // Runs where the client's requests run, and ends before there is one.
    const probe = Effect.contextWith((context: Context.Context<never>) => {
      found = context
      return Effect.interrupt
    })
    return Effect.map(Effect.exit(client.postprocess(probe)), () => found)
  })
