import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"

/**
 * The context that a client's requests run with, such as the `RequestInit` that was provided to its layer. Sends no
 * request.
 *
 * @internal
 */
export const get = (client: HttpClient.HttpClient): Effect.Effect<Context.Context<never>> =>
  Effect.suspend(() => {
    let found = Context.empty()
    // Runs in the context of the client's requests, and stops before one is sent.
    const probe = Effect.contextWith((context: Context.Context<never>) => {
      found = context
      return Effect.interrupt
    })
    return Effect.map(Effect.exit(client.postprocess(probe)), () => found)
  })
