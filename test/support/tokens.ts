import { assert } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { Auth, type Post, TikTokError, TokenLock, TokenStore } from "effect-tiktok"
import type { Fixture } from "./fixture.ts"

type Store = TokenStore.TokenStore["Service"]

/** The Auth of another process: on the fixture's store, changed by the test, by default with its own locks. */
export const otherAuth = Effect.fnUntraced(function*(
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

/** Reads the stored tokens of a creator. */
export const inStore = (creator: Post.CreatorId) => TokenStore.TokenStore.use((store) => store.get(creator))

/** The stored tokens, which must exist. */
export const stored = (creator: Post.CreatorId) =>
  Effect.map(inStore(creator), (tokens) => tokens ?? assert.fail("no tokens"))

/** A complete login. */
export const logIn = Effect.fnUntraced(function*({ mock }: Fixture, auth: Auth.Auth["Service"]) {
  const authorization = yield* auth.authorize({
    redirectUri: "http://localhost:3000/callback",
    scopes: ["user.info.basic"]
  })
  const callback = yield* Effect.promise(() => mock.control.consent(authorization.url))
  return yield* auth.complete(authorization, callback)
})

export const refused = (action: TikTokError.StoreFailed["action"]) =>
  Effect.fail(
    new TikTokError.TikTokError({
      operation: "TokenStore.replace",
      reason: new TikTokError.StoreFailed({ action, detail: "disk full" })
    })
  )

type Command = "get" | "set" | "replace" | "remove"

/** How a store fails: refuses, hangs, throws, or acts and then reports a failure. */
export interface Trouble {
  readonly commands: ReadonlyArray<Command>
  readonly how: "refuses" | "hangs" | "throws" | "acts and refuses"
}

/** Every command fails. */
export const away: Trouble = { commands: ["get", "set", "replace", "remove"], how: "refuses" }

/** Every write fails. */
export const full: Trouble = { commands: ["set", "replace", "remove"], how: "refuses" }

/** A store whose trouble a test can change, and the commands that it received. */
export const troubledStore = () => {
  const state: { trouble: Trouble | undefined; asked: Array<Command> } = { trouble: undefined, asked: [] }
  const through = <A>(
    command: Command,
    effect: Effect.Effect<A, TikTokError.TikTokError<TikTokError.StoreFailed | TikTokError.InvalidInput>>
  ) =>
    Effect.suspend(() => {
      state.asked.push(command)
      if (state.trouble?.commands.includes(command) !== true) return effect
      switch (state.trouble.how) {
        case "refuses":
          return refused(command === "get" ? "read" : "write")
        case "hangs":
          return Effect.never
        case "throws":
          return Effect.die(new Error("the store is broken"))
        case "acts and refuses":
          return Effect.andThen(effect, refused("write"))
      }
    })
  const change = (store: Store): Store => ({
    get: (creator) => through("get", store.get(creator)),
    set: (tokens) => through("set", store.set(tokens)),
    replace: (previous, next) => through("replace", store.replace(previous, next)),
    remove: (creator) => through("remove", store.remove(creator)),
    list: store.list
  })
  return { state, change }
}

/** A lock that fails after its effect. It may roll back the writes of its transaction. */
export const failingLock = (how: "fails" | "throws", rollBack: Effect.Effect<void> = Effect.void) =>
  Layer.succeed(TokenLock.TokenLock, {
    withLock: (creator) => (self) =>
      Effect.exit(self).pipe(
        Effect.andThen(rollBack),
        Effect.andThen(
          how === "throws" ? Effect.die(new Error("the lock is broken")) : unavailableLock(creator).failing
        )
      )
  })

/** A lock that is never available, and how often it was requested. */
export const unavailableLock = (creator: Post.CreatorId) => {
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
  return { asked, layer, unavailable, failing: Effect.fail(unavailable) }
}

/** A lock in memory that shows its holders. */
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
