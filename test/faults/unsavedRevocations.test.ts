import { assert, describe, it } from "@effect/vitest"
import { Effect, type Layer, Redacted, type Scope } from "effect"
import { type Auth, type TokenLock, TokenStore } from "effect-tiktok"
import { TestClock } from "effect/testing"
import { failureOf } from "../support/failureOf.ts"
import { type Fixture, inFixture, makeFixture, settings } from "../support/fixture.ts"
import {
  away,
  full,
  inStore,
  logIn,
  otherAuth,
  otherLogin,
  stored,
  type Trouble,
  troubledStore,
  unavailableLock
} from "../support/tokens.ts"

const revocations = (fixture: Fixture) => fixture.mock.journal.find({ operation: "token.revoke" }).length

describe.each(settings.filter(({ contract, transport }) => contract === "live" && transport === "memory"))(
  "a revocation in $contract that the store does not save",
  (setting) => {
    const revoking = <A, E extends object>(
      trouble: Trouble,
      test: (given: {
        readonly fixture: Fixture
        readonly auth: Auth.Auth["Service"]
        readonly store: ReturnType<typeof troubledStore>["state"]
      }) => Effect.Effect<A, E, Layer.Success<Fixture["layer"]> | Scope.Scope>,
      lock?: (fixture: Fixture) => Layer.Layer<TokenLock.TokenLock>
    ) =>
      inFixture(makeFixture(setting), function*(fixture) {
        const { change, state: store } = troubledStore()
        const auth = yield* otherAuth(change, lock?.(fixture))
        store.trouble = trouble
        yield* test({ fixture, auth, store })
      })

    it.effect.each([full, { ...full, how: "hangs" as const }])(
      "fails and names the token store, and the revoked token is not used again ($how)",
      (trouble) =>
        revoking(
          trouble,
          Effect.fnUntraced(function*({ auth, store, fixture: { creator } }) {
            const { message, reason } = yield* failureOf(auth.revoke(creator))
            assert.strictEqual(reason._tag, "StoreFailed")
            assert.include(message, "token store: write failed")
            const unusable = yield* failureOf(auth.accessToken(creator))
            assert(unusable.reason._tag === "ReauthorizationRequired", unusable.message)
            assert.strictEqual(unusable.reason.because, "NoToken")
            store.trouble = undefined
            yield* TestClock.adjust("1 minute")
            assert.isUndefined(yield* inStore(creator))
          })
        )
    )

    it.effect("succeeds without another call when it is repeated after the store recovers", () =>
      revoking(
        full,
        Effect.fnUntraced(function*({ auth, store, fixture }) {
          yield* failureOf(auth.revoke(fixture.creator))
          assert.strictEqual((yield* failureOf(auth.revoke(fixture.creator))).reason._tag, "StoreFailed")
          store.trouble = undefined
          yield* auth.revoke(fixture.creator)
          assert.isUndefined(yield* inStore(fixture.creator))
          assert.strictEqual(revocations(fixture), 1)
        })
      ))

    it.effect("drops tokens that wait to be written, and nothing restores them", () =>
      revoking(
        full,
        Effect.fnUntraced(function*({ auth, store, fixture: { creator } }) {
          yield* auth.refresh(creator)
          store.trouble = { ...full, commands: ["set", "replace"] }
          yield* auth.revoke(creator)
          store.trouble = undefined
          yield* TestClock.adjust("5 minutes")
          assert.isUndefined(yield* inStore(creator))
          assert.strictEqual((yield* failureOf(auth.accessToken(creator))).reason._tag, "ReauthorizationRequired")
        })
      ))

    it.effect("leaves the tokens of a newer login in another process", () =>
      revoking(
        full,
        Effect.fnUntraced(function*({ auth, store, fixture: { creator } }) {
          yield* failureOf(auth.revoke(creator))
          const login = yield* otherLogin(creator)
          yield* TokenStore.TokenStore.use((real) => real.set(login))
          store.trouble = undefined
          assert.strictEqual(Redacted.value(yield* auth.accessToken(creator)), "act.elsewhere")
          yield* TestClock.adjust("5 minutes")
          assert.isTrue((yield* stored(creator)).isSameAs(login))
        })
      ))

    it.effect("yields to a login in this process", () =>
      revoking(
        away,
        Effect.fnUntraced(function*({ auth, store, fixture }) {
          store.trouble = undefined
          const { creator } = yield* logIn(fixture, auth)
          store.trouble = full
          yield* failureOf(auth.revoke(creator))
          store.trouble = away
          const { saved, tokens } = yield* logIn(fixture, auth)
          assert.isFalse(saved)
          store.trouble = undefined
          yield* TestClock.adjust("1 minute")
          assert.isTrue((yield* stored(creator)).isSameAs(tokens))
        })
      ))

    it.effect("removes the revoked tokens without the lock", () =>
      revoking(
        { commands: [], how: "refuses" },
        Effect.fnUntraced(function*({ auth, fixture }) {
          yield* auth.revoke(fixture.creator)
          assert.isUndefined(yield* inStore(fixture.creator))
          assert.strictEqual(revocations(fixture), 1)
        }),
        ({ creator }) => unavailableLock(creator).layer
      ))
  }
)
