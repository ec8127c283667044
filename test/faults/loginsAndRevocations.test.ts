import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Auth, Post, TokenStore } from "effect-tiktok"
import { TestClock } from "effect/testing"
import { failureOf } from "../support/failureOf.ts"
import { inFixture, makeFixture, settings } from "../support/fixture.ts"
import { logIn, observedLock, otherAuth, refused, stored, unavailableLock } from "../support/tokens.ts"

describe.each(settings)("a login in $contract over $transport", (setting) => {
  it.effect("is stored under the creator's lock, although the store fails at first", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      const { held, layer } = yield* observedLock
      const writes: Array<boolean> = []
      const auth = yield* otherAuth((store) => ({
        set: (tokens) =>
          Effect.suspend(() => {
            writes.push(held.has(tokens.creator))
            return writes.length < 3 ? refused("write") : store.set(tokens)
          })
      }), layer)
      const { creator, tokens } = yield* logIn(fixture, auth)
      assert.deepStrictEqual(writes, [true, true, true])
      assert.isTrue((yield* stored(creator)).isSameAs(tokens))
    }))

  it.effect("is stored although the lock is unavailable", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      const { asked, layer } = unavailableLock(fixture.creator)
      const auth = yield* otherAuth(() => ({}), layer)
      const { creator, tokens } = yield* logIn(fixture, auth)
      assert.isTrue((yield* stored(creator)).isSameAs(tokens))
      assert.strictEqual(asked.times, 1)
    }))
})

describe.each(settings.filter(({ contract }) => contract === "live"))("a revocation over $transport", (setting) => {
  it.effect("removes the tokens under the creator's lock, although the store fails at first", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      const { held, layer } = yield* observedLock
      const removals: Array<boolean> = []
      const auth = yield* otherAuth((store) => ({
        remove: (creator) =>
          Effect.suspend(() => {
            removals.push(held.has(creator))
            return removals.length < 3 ? refused("write") : store.remove(creator)
          })
      }), layer)
      yield* auth.revoke(fixture.creator)
      assert.deepStrictEqual(removals, [true, true, true])
      assert.isUndefined(yield* TokenStore.TokenStore.use((store) => store.get(fixture.creator)))
    }))

  it.effect("removes the tokens of a creator who has already disconnected the app", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      fixture.mock.control.removeAuthorization(fixture.creator)
      yield* Auth.Auth.use((auth) => auth.revoke(fixture.creator))
      assert.isUndefined(yield* TokenStore.TokenStore.use((store) => store.get(fixture.creator)))
    }))

  it.effect("refreshes a token that TikTok rejects, and revokes the access with the new one", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      fixture.mock.faults.add({
        match: { operation: "token.revoke" },
        effect: { kind: "code", code: "invalid_grant" },
        times: 1
      })
      yield* Auth.Auth.use((auth) => auth.revoke(fixture.creator))
      assert.deepStrictEqual(
        fixture.mock.journal.find({}).map(({ operation }) => operation),
        ["token.revoke", "token.refresh", "token.revoke"]
      )
      assert.isUndefined(yield* TokenStore.TokenStore.use((store) => store.get(fixture.creator)))
    }))

  it.effect("fails for a creator without tokens", () =>
    inFixture(makeFixture(setting), function*() {
      const { reason } = yield* failureOf(Auth.Auth.use((auth) => auth.revoke(Post.CreatorId.make("unknown"))))
      assert(reason._tag === "ReauthorizationRequired", reason.message)
      assert.strictEqual(reason.because, "NoToken")
    }))

  it.effect("waits for the lock once, and keeps the tokens without it", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      yield* TestClock.adjust("25 hours")
      const { asked, layer, unavailable } = unavailableLock(fixture.creator)
      const auth = yield* otherAuth(() => ({}), layer)
      assert.strictEqual(yield* failureOf(auth.revoke(fixture.creator)), unavailable)
      assert.strictEqual(asked.times, 1)
      yield* stored(fixture.creator)
    }))
})
