import { assert, describe, it } from "@effect/vitest"
import { Effect, type Layer, type Scope } from "effect"
import type { Auth, TokenLock } from "effect-tiktok"
import { TestClock } from "effect/testing"
import { failureOf } from "../support/failureOf.ts"
import { type Fixture, inFixture, makeFixture, settings } from "../support/fixture.ts"
import { full, inStore, otherAuth, type Trouble, troubledStore, unavailableLock } from "../support/tokens.ts"

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
