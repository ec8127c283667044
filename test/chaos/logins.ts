import { Context, DateTime, Effect, Layer, Redacted } from "effect"
import { Post, TokenStore } from "effect-tiktok"
import type { Mock } from "tiktok-mock-server"
import { layerRecords } from "../support/layerRecords.ts"
import type { Plan } from "./plan.ts"
import { type Assignment, sealed } from "./protocol.ts"

/** Creators who log in, in the store that the processes share. */
interface Logins {
  /** All of them, before the run. */
  readonly all: Effect.Effect<void>
  /** One of them again: the answer to a refresh was lost, together with the only token that it held. */
  readonly again: (creator: string) => void
  /** How often that was. */
  readonly count: () => number
}

/** Opens the store. */
export const makeLogins = Effect.fnUntraced(function*(
  mock: Mock,
  { contract, creators }: Plan,
  shared: Pick<Assignment, "encryptionKey" | "place">
) {
  const layer = Layer.orDie(Layer.provide(TokenStore.layer(sealed(shared)), layerRecords(shared.place)))
  const store = Context.get(yield* Layer.build(layer), TokenStore.TokenStore)
  const latest = new Map<string, number>()
  let count = 0

  const login = (openId: string, expiresInSeconds: number) =>
    Effect.suspend(() => {
      const token = mock.control.issueToken({ contract, openId, expiresInSeconds })
      latest.set(openId, performance.now())
      return Effect.orDie(store.set(
        new TokenStore.Tokens({
          creator: Post.CreatorId.make(openId),
          accessToken: Redacted.make(token.accessToken),
          refreshToken: Redacted.make(token.refreshToken),
          expiresAt: DateTime.makeUnsafe(token.expiresAt),
          scopes: []
        })
      ))
    })

  return {
    // The client refreshes from five minutes before the end: these tokens one after the other, soon.
    all: Effect.forEach(creators, (openId, index) => login(openId, refreshMargin + 1.5 * index), { discard: true }),
    again: (openId) => {
      // Several posts of the creator ask at once.
      if (performance.now() - (latest.get(openId) ?? 0) < 3_000) return
      count++
      void Effect.runPromise(login(openId, tokenLifetime))
    },
    count: () => count
  } satisfies Logins
})

// Seconds before the end of a token from which on the client refreshes it.
const refreshMargin = 300

/** Life of later tokens in seconds: each works for two minutes and is refreshed. */
export const tokenLifetime = refreshMargin + 120
