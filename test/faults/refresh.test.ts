import { assert, describe, it } from "@effect/vitest"
import { Clock, DateTime, Deferred, Effect, Fiber, Layer, Redacted, Result, type Scope } from "effect"
import { Auth, Contract, Creator, Post, TokenLock, TokenStore } from "effect-tiktok"
import { TestClock } from "effect/testing"
import { failureOf } from "../support/failureOf.ts"
import { type Fixture, inFixture, makeFixture, run, settings, terms } from "../support/fixture.ts"
import { withoutRetries } from "../support/noRetries.ts"
import { otherAuth, refused, stored, unavailableLock } from "../support/tokens.ts"
import { tokensOf } from "../support/tokensOf.ts"

const refreshes = ({ mock }: Fixture): number => mock.journal.find({ operation: "token.refresh" }).length

describe.each(settings)("a refresh in $contract over $transport", (setting) => {
  /** A fixture whose creator's token has just expired. */
  const atTheEnd = <A, E>(
    test: (fixture: Fixture) => Effect.Effect<A, E, Layer.Success<Fixture["layer"]> | Scope.Scope>
  ) =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture(setting)
      yield* TestClock.adjust("25 hours")
      return yield* run(fixture, Effect.scoped(test(fixture)))
    })

  it.effect("uses the refresh token from the last refresh", () =>
    atTheEnd(Effect.fnUntraced(function*(fixture) {
      const auth = yield* Auth.Auth
      const first = yield* stored(fixture.creator)
      const second = yield* auth.refresh(fixture.creator)
      const third = yield* auth.refresh(fixture.creator)
      assert.strictEqual(
        new Set([first, second, third].map((one) => one.refreshToken && Redacted.value(one.refreshToken))).size,
        3
      )
      assert.isTrue((yield* stored(fixture.creator)).isSameAs(third))
      assert.strictEqual(refreshes(fixture), 2)
    })))

  it.effect("happens once for two processes that share store and lock", () =>
    atTheEnd(Effect.fnUntraced(function*(fixture) {
      const lock = Layer.succeed(TokenLock.TokenLock, yield* TokenLock.makeMemory)
      const processes = yield* Effect.all([otherAuth(() => ({}), lock), otherAuth(() => ({}), lock)])
      const tokens = yield* Effect.forEach(
        Array.from({ length: 100 }, (_, index) => processes[index % 2 === 0 ? 0 : 1]),
        (auth) => auth.accessToken(fixture.creator),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(new Set(tokens.map(Redacted.value)).size, 1)
      assert.strictEqual(refreshes(fixture), 1)
    })))

  it.effect("uses the tokens of a process that was faster, with or without a lock", () =>
    atTheEnd(Effect.fnUntraced(function*(fixture) {
      const old = yield* stored(fixture.creator)
      const sibling = yield* Auth.Auth.use((auth) => auth.refresh(fixture.creator))
      let reads = 0
      const late = yield* otherAuth((store) => ({
        get: (creator) => ++reads <= 2 ? Effect.succeed(old) : store.get(creator)
      }))
      const token = yield* late.accessToken(fixture.creator)
      assert.strictEqual(Redacted.value(token), Redacted.value(sibling.accessToken))
      assert.strictEqual(reads, 3)
      assert.strictEqual(refreshes(fixture), 2)
      assert.isTrue((yield* stored(fixture.creator)).isSameAs(sibling))
    })))

  it.effect("reads the store when it runs, not before", () =>
    atTheEnd(Effect.fnUntraced(function*(fixture) {
      let reads = 0
      const auth = yield* otherAuth((store) => ({
        get: (creator) => {
          reads++
          return store.get(creator)
        }
      }))
      const token = auth.accessToken(fixture.creator)
      assert.strictEqual(reads, 0)
      const first = yield* token
      const readsOfOne = reads
      assert.strictEqual(Redacted.value(yield* token), Redacted.value(first))
      assert.isAbove(reads, readsOfOne)
    })))

  it.effect("stores its tokens although the store fails at first", () =>
    atTheEnd(Effect.fnUntraced(function*(fixture) {
      let writes = 0
      const auth = yield* otherAuth((store) => ({
        replace: (previous, next) =>
          Effect.suspend(() => ++writes < 3 ? refused("write") : store.replace(previous, next))
      }))
      const token = yield* auth.accessToken(fixture.creator)
      assert.strictEqual(Redacted.value((yield* stored(fixture.creator)).accessToken), Redacted.value(token))
      assert.strictEqual(refreshes(fixture), 1)
    })))

  it.effect("stores its tokens although no fiber waits for them", () =>
    atTheEnd(Effect.fnUntraced(function*(fixture) {
      const writing = yield* Deferred.make<void>()
      const gate = yield* Deferred.make<void>()
      const auth = yield* otherAuth((store) => ({
        replace: (previous, next) =>
          Deferred.succeed(writing, undefined).pipe(
            Effect.andThen(Deferred.await(gate)),
            Effect.andThen(store.replace(previous, next))
          )
      }))
      const old = yield* stored(fixture.creator)
      const caller = yield* Effect.forkChild(auth.accessToken(fixture.creator))
      yield* Deferred.await(writing)
      const giveUp = yield* Effect.forkChild(Fiber.interrupt(caller), { startImmediately: true })
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(giveUp)
      // The next fiber waits for the lock, and so for the write.
      const token = yield* auth.accessToken(fixture.creator)
      assert.isFalse((yield* stored(fixture.creator)).isSameAs(old))
      assert.strictEqual(Redacted.value((yield* stored(fixture.creator)).accessToken), Redacted.value(token))
      assert.strictEqual(refreshes(fixture), 1)
    })))

  it.effect("keeps its creator, and the refresh token when TikTok sends no new one", () =>
    Effect.gen(function*() {
      const base = setting.contract === "live" ? Contract.live : Contract.catalog
      const contract: Contract.Contract = {
        ...base,
        oauth: {
          ...base.oauth,
          refresh: {
            ...base.oauth.refresh,
            decode: (response, input) =>
              Result.map(base.oauth.refresh.decode(response, input), (grant) => ({
                ...grant,
                creator: Post.CreatorId.make("another"),
                refreshToken: undefined
              }))
          }
        }
      }
      const fixture = yield* makeFixture(setting, { client: { contract } })
      yield* run(
        fixture,
        Effect.gen(function*() {
          const before = yield* stored(fixture.creator)
          const after = yield* Auth.Auth.use((auth) => auth.refresh(fixture.creator))
          assert.deepStrictEqual(after.refreshToken, before.refreshToken)
          assert.isFalse(after.isSameAs(before))
          assert.isTrue((yield* stored(fixture.creator)).isSameAs(after))
        })
      )
    }))

  it.effect("yields to a newer login", () =>
    atTheEnd(Effect.fnUntraced(function*(fixture) {
      const login = tokensOf(fixture.creator, {
        accessToken: "act.login",
        refreshToken: "rft.login",
        expiresAt: DateTime.add(yield* DateTime.now, { hours: 24 })
      })
      const auth = yield* otherAuth((store) => ({
        replace: (previous, next) => Effect.andThen(store.set(login), store.replace(previous, next))
      }))
      assert.strictEqual(Redacted.value(yield* auth.accessToken(fixture.creator)), "act.login")
      assert.isTrue((yield* stored(fixture.creator)).isSameAs(login))
    })))

  it.effect("does not restore tokens that were removed meanwhile", () =>
    atTheEnd(Effect.fnUntraced(function*(fixture) {
      const auth = yield* otherAuth((store) => ({
        replace: (previous, next) => Effect.andThen(store.remove(previous.creator), store.replace(previous, next))
      }))
      const { reason } = yield* failureOf(auth.accessToken(fixture.creator))
      assert(reason._tag === "ReauthorizationRequired", reason.message)
      assert.strictEqual(reason.because, "NoToken")
      assert.isUndefined(yield* TokenStore.TokenStore.use((store) => store.get(fixture.creator)))
    })))

  it.effect.each(["code", "html", "reset"] as const)(
    "that meets %s may be repeated, and needs no new login",
    (kind) =>
      atTheEnd(Effect.fnUntraced(function*(fixture) {
        const effect = kind === "code" ? { kind, code: terms[setting.contract].overloaded } : { kind }
        const fault = fixture.mock.faults.add({ match: { operation: "token.refresh" }, effect })
        const auth = yield* Auth.Auth
        const { message, reason, retryable } = yield* failureOf(auth.accessToken(fixture.creator))
        assert.strictEqual(reason._tag, "RefreshUnavailable")
        assert.include(message, `the token of creator ${fixture.creator} could not be refreshed: token.refresh: `)
        assert.isTrue(retryable)
        fixture.mock.faults.remove(fault)
        yield* auth.accessToken(fixture.creator)
      }))
  )

  it.effect("without a response ends with the time limit of a call", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture(setting)
      fixture.mock.faults.add({ match: { operation: "token.refresh" }, effect: { kind: "hang" } })
      yield* TestClock.adjust("25 hours")
      const asking = yield* Effect.forkChild(
        failureOf(Auth.Auth.use((auth) => auth.accessToken(fixture.creator))).pipe(
          withoutRetries,
          Effect.provide(fixture.layer)
        )
      )
      yield* TestClock.withLive(Effect.repeat(Effect.sleep("1 millis"), { while: () => fixture.inFlight() === 0 }))
      yield* TestClock.adjust("30 seconds")
      const { reason } = yield* Fiber.join(asking)
      assert(reason._tag === "RefreshUnavailable", reason.message)
      assert.include(reason.detail, "nothing within 30s")
    }))

  it.effect("that fails after a rejected call reports its own failure, not a wrong token", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      const code = terms[setting.contract].overloaded
      fixture.mock.faults.add({ match: { operation: "token.refresh" }, effect: { kind: "code", code } })
      fixture.mock.control.expireToken(Redacted.value((yield* stored(fixture.creator)).accessToken))
      const { reason } = yield* failureOf(
        Creator.Creator.use((creator) => creator.profile(fixture.creator, ["displayName"]))
      )
      assert.strictEqual(reason._tag, "RefreshUnavailable")
    }))

  it.effect("without the lock leaves a valid token in use, and otherwise may be repeated", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      const { creator } = fixture
      const { layer, unavailable } = unavailableLock(creator)
      const auth = yield* otherAuth(() => ({}), layer)
      const first = yield* auth.accessToken(creator)
      yield* TestClock.adjust("1436 minutes")
      assert.strictEqual(Redacted.value(yield* auth.accessToken(creator)), Redacted.value(first))
      yield* TestClock.adjust("4 minutes")
      assert.strictEqual(yield* failureOf(auth.accessToken(creator)), unavailable)
      assert.strictEqual(refreshes(fixture), 0)
    }))

  it.effect("that hangs delays no caller whose token still works, and still reaches the store", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      const gate = yield* Deferred.make<void>()
      const auth = yield* otherAuth((store) => ({
        replace: (previous, next) => Effect.andThen(Deferred.await(gate), store.replace(previous, next))
      }))
      const old = yield* stored(fixture.creator)
      yield* TestClock.adjust("1436 minutes")
      const before = yield* Clock.currentTimeMillis
      const token = yield* auth.accessToken(fixture.creator)
      assert.isAtMost((yield* Clock.currentTimeMillis) - before, 11_000)
      assert.strictEqual(Redacted.value(token), Redacted.value(old.accessToken))
      yield* Deferred.succeed(gate, undefined)
      // The next caller finds the stored tokens or waits for them.
      const next = yield* auth.accessToken(fixture.creator)
      assert.notStrictEqual(Redacted.value(next), Redacted.value(old.accessToken))
      assert.strictEqual(refreshes(fixture), 1)
    }))

  it.effect("that fails transiently is tried once while the old token still works", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      const code = terms[setting.contract].overloaded
      fixture.mock.faults.add({ match: { operation: "token.refresh" }, effect: { kind: "code", code } })
      const auth = yield* Auth.Auth
      yield* TestClock.adjust("1436 minutes")
      yield* auth.accessToken(fixture.creator)
      assert.strictEqual(refreshes(fixture), 1)
    }))

  it.effect("is stored before its process ends, although no fiber waits for it", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      const old = yield* stored(fixture.creator)
      yield* TestClock.adjust("1436 minutes")
      yield* Effect.scoped(Effect.gen(function*() {
        const auth = yield* otherAuth((store) => ({
          replace: (previous, next) => Effect.delay(store.replace(previous, next), "20 seconds")
        }))
        yield* auth.accessToken(fixture.creator)
        assert.isTrue((yield* stored(fixture.creator)).isSameAs(old))
      }))
      assert.isFalse((yield* stored(fixture.creator)).isSameAs(old))
    }))

  it.effect("without a refresh token does not happen, and the expired token needs a new login", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      const { accessToken, creator, expiresAt, scopes } = yield* stored(fixture.creator)
      yield* TokenStore.TokenStore.use((store) =>
        store.set(new TokenStore.Tokens({ creator, accessToken, expiresAt, scopes }))
      )
      const auth = yield* Auth.Auth
      yield* TestClock.adjust("1439 minutes")
      assert.strictEqual(Redacted.value(yield* auth.accessToken(creator)), Redacted.value(accessToken))
      yield* TestClock.adjust("1 minute")
      const { reason } = yield* failureOf(auth.accessToken(creator))
      assert(reason._tag === "ReauthorizationRequired", reason.message)
      assert.strictEqual(reason.because, "NoRefreshToken")
      assert.strictEqual(refreshes(fixture), 0)
    }))
})
