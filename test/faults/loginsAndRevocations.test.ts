import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Auth, Post, TokenStore } from "effect-tiktok"
import { TestClock } from "effect/testing"
import { failureOf } from "../support/failureOf.ts"
import { another, brokenLock, logIn, observedLock, refused, stored } from "../support/tokens.ts"
import { makeWorld, run, settings } from "../support/world.ts"

describe.each(settings)("a login in $contract over $transport", (setting) => {
  it.effect("is stored under the creator's lock, although the store fails at first", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(setting)
      yield* run(
        world,
        Effect.scoped(Effect.gen(function*() {
          const { held, layer } = yield* observedLock
          const writes: Array<boolean> = []
          const auth = yield* another((store) => ({
            set: (tokens) =>
              Effect.suspend(() => {
                writes.push(held.has(tokens.creator))
                return writes.length < 3 ? refused("write") : store.set(tokens)
              })
          }), layer)
          const { creator, tokens } = yield* logIn(world, auth)
          assert.deepStrictEqual(writes, [true, true, true])
          assert.isTrue((yield* stored(creator)).isSameAs(tokens))
        }))
      )
    }))

  it.effect("is stored although the lock is unavailable", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(setting)
      yield* run(
        world,
        Effect.scoped(Effect.gen(function*() {
          const { asked, layer } = brokenLock(world.creator)
          const auth = yield* another(() => ({}), layer)
          const { creator, tokens } = yield* logIn(world, auth)
          assert.isTrue((yield* stored(creator)).isSameAs(tokens))
          assert.strictEqual(asked.times, 1)
        }))
      )
    }))
})

describe.each(settings.filter(({ contract }) => contract === "live"))("a revocation over $transport", (setting) => {
  it.effect("removes the tokens under the creator's lock, although the store fails at first", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(setting)
      yield* run(
        world,
        Effect.scoped(Effect.gen(function*() {
          const { held, layer } = yield* observedLock
          const removals: Array<boolean> = []
          const auth = yield* another((store) => ({
            remove: (creator) =>
              Effect.suspend(() => {
                removals.push(held.has(creator))
                return removals.length < 3 ? refused("write") : store.remove(creator)
              })
          }), layer)
          yield* auth.revoke(world.creator)
          assert.deepStrictEqual(removals, [true, true, true])
          assert.isUndefined(yield* TokenStore.TokenStore.use((store) => store.get(world.creator)))
        }))
      )
    }))

  it.effect("removes the tokens of a creator who has already disconnected the app", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(setting)
      yield* run(
        world,
        Effect.gen(function*() {
          world.mock.control.removeAuthorization(world.creator)
          yield* Auth.Auth.use((auth) => auth.revoke(world.creator))
          assert.isUndefined(yield* TokenStore.TokenStore.use((store) => store.get(world.creator)))
        })
      )
    }))

  it.effect("refreshes a token that TikTok rejects, and revokes the access with the new one", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(setting)
      world.mock.faults.add({
        match: { operation: "token.revoke" },
        effect: { kind: "code", code: "invalid_grant" },
        times: 1
      })
      yield* run(
        world,
        Effect.gen(function*() {
          yield* Auth.Auth.use((auth) => auth.revoke(world.creator))
          assert.deepStrictEqual(
            world.mock.journal.find({}).map(({ operation }) => operation),
            ["token.revoke", "token.refresh", "token.revoke"]
          )
          assert.isUndefined(yield* TokenStore.TokenStore.use((store) => store.get(world.creator)))
        })
      )
    }))

  it.effect("fails for a creator without tokens", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(setting)
      const { reason } = yield* run(
        world,
        failureOf(Auth.Auth.use((auth) => auth.revoke(Post.CreatorId.make("nobody"))))
      )
      assert(reason._tag === "ReauthorizationRequired", reason.message)
      assert.strictEqual(reason.because, "NoToken")
    }))

  it.effect("waits for the lock once, and keeps the tokens without it", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(setting)
      yield* TestClock.adjust("25 hours")
      yield* run(
        world,
        Effect.scoped(Effect.gen(function*() {
          const { asked, layer, unavailable } = brokenLock(world.creator)
          const auth = yield* another(() => ({}), layer)
          assert.strictEqual(yield* failureOf(auth.revoke(world.creator)), unavailable)
          assert.strictEqual(asked.times, 1)
          yield* stored(world.creator)
        }))
      )
    }))
})
