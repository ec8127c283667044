import { assert } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { Auth, type Post, TikTokError, TokenLock, TokenStore } from "effect-tiktok"

type Store = TokenStore.TokenStore["Service"]

/** The Auth of another process: on the world's store, seen as the test wants it, with locks of its own unless given. */
export const another = Effect.fnUntraced(function*(
  change: (store: Store) => Partial<Store>,
  lock: Layer.Layer<TokenLock.TokenLock> = TokenLock.layerMemory
) {
  const store = yield* TokenStore.TokenStore
  const context = yield* Layer.build(
    Layer.fresh(Auth.layer).pipe(
      Layer.provide([Layer.succeed(TokenStore.TokenStore, { ...store, ...change(store) }), lock])
    )
  )
  return Context.get(context, Auth.Auth)
})

/** The tokens that are in the store now. */
export const stored = (creator: Post.CreatorId) =>
  Effect.flatMap(TokenStore.TokenStore, (store) => store.get(creator)).pipe(
    Effect.map((tokens) => tokens ?? assert.fail("no tokens"))
  )

/** A store that does not do what it is asked. */
export const refused = (action: TikTokError.StoreFailed["action"]) =>
  Effect.fail(
    new TikTokError.TikTokError({
      operation: "TokenStore.replace",
      reason: new TikTokError.StoreFailed({ action, detail: "disk full" })
    })
  )

/** A lock that nobody gets, and how often it was asked for. */
export const brokenLock = (creator: Post.CreatorId) => {
  const asked = { times: 0 }
  const unavailable = new TikTokError.TikTokError({
    operation: "TokenLock.withLock",
    reason: new TikTokError.RefreshUnavailable({ creator, detail: "lock: no connection" })
  })
  const layer = Layer.succeed(TokenLock.TokenLock, {
    withLock: () => () =>
      Effect.suspend(() => {
        asked.times++
        return Effect.fail(unavailable)
      })
  })
  return { asked, layer, unavailable }
}

/** A lock in memory that says who holds it. */
export const observedLock = Effect.map(TokenLock.makeMemory, (memory) => {
  const held = new Set<Post.CreatorId>()
  const layer = Layer.succeed(TokenLock.TokenLock, {
    withLock: (creator) => (self) =>
      memory.withLock(creator)(
        Effect.acquireUseRelease(
          Effect.sync(() => held.add(creator)),
          () => self,
          () => Effect.sync(() => held.delete(creator))
        )
      )
  })
  return { held, layer }
})
