import { Context, Effect, Layer } from "effect"
import { TokenStore } from "effect-tiktok"
import type { Mock } from "tiktok-mock-server"
import { layerRecords } from "../support/layerRecords.ts"
import { tokensOf } from "../support/tokensOf.ts"
import type { Plan } from "./plan.ts"
import { type Assignment, sealed } from "./protocol.ts"

/** Creators who log in, in the store that the processes share. */
interface Logins {
  /** Logs all of them in, before the run. */
  readonly all: Effect.Effect<void>
  /** Logs one of them in again after the response to a refresh, with the only valid token, was lost. */
  readonly again: (creator: string) => void
  /** How often that happened. */
  readonly count: () => number
}

/** Opens the store. */
export const makeLogins = Effect.fnUntraced(function*(
  mock: Mock,
  { contract, creators }: Pick<Plan, "contract" | "creators">,
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
        tokensOf(openId, token)
      ))
    })

  return {
    // The client refreshes five minutes before expiry, so these tokens are refreshed soon, one after the other.
    all: Effect.forEach(creators, (openId, index) => login(openId, refreshMargin + 1.5 * index), { discard: true }),
    again: (openId) => {
      // Several posts of the creator ask for a token at once.
      if (performance.now() - (latest.get(openId) ?? 0) < 3_000) return
      count++
      void Effect.runPromise(login(openId, tokenLifetime))
    },
    count: () => count
  } satisfies Logins
})

// The client refreshes a token this many seconds before it expires.
const refreshMargin = 300

/** Lifetime of later tokens in seconds: each works for two minutes before it is refreshed. */
export const tokenLifetime = refreshMargin + 120
