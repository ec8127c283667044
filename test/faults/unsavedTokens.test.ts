import { assert, describe, it } from "@effect/vitest"
import { Cause, Clock, Effect, Fiber, type Layer, Logger, Redacted, type Scope } from "effect"
import { type Auth, Post, type TikTokError, type TokenLock, TokenStore } from "effect-tiktok"
import { TestClock } from "effect/testing"
import { failureOf } from "../support/failureOf.ts"
import { type Fixture, inFixture, makeFixture, settings } from "../support/fixture.ts"
import {
  away,
  failingLock,
  full,
  inStore,
  logIn,
  otherAuth,
  stored,
  type Trouble,
  troubledStore,
  unavailableLock
} from "../support/tokens.ts"
import { tokensOf } from "../support/tokensOf.ts"

const refreshes = ({ mock }: Fixture): number => mock.journal.find({ operation: "token.refresh" }).length

const accessOf = (tokens: TokenStore.Tokens | undefined) => tokens && Redacted.value(tokens.accessToken)

const troubles: ReadonlyArray<Trouble & { readonly name: string }> = [
  { name: "refuses every write", commands: ["set", "replace", "remove"], how: "refuses" },
  { name: "refuses replacements alone", commands: ["replace"], how: "refuses" },
  { name: "throws at every write", commands: ["set", "replace", "remove"], how: "throws" },
  { name: "never answers a write", commands: ["set", "replace", "remove"], how: "hangs" },
  { name: "writes and says that it did not", commands: ["set", "replace", "remove"], how: "acts and refuses" }
]

// Sockets change nothing here.
describe.each(settings.filter(({ transport }) => transport === "memory"))("tokens in $contract", (setting) => {
  /** A fixture whose creator's token has just expired, and the Auth of a process whose store fails. */
  const atTheEnd = <A, E extends object>(
    test: (given: {
      readonly fixture: Fixture
      readonly creator: Post.CreatorId
      readonly auth: Auth.Auth["Service"]
      readonly store: ReturnType<typeof troubledStore>["state"]
      readonly token: Effect.Effect<string, TikTokError.TikTokError>
    }) => Effect.Effect<A, E, Layer.Success<Fixture["layer"]> | Scope.Scope>,
    lock?: Layer.Layer<TokenLock.TokenLock>
  ) =>
    inFixture(makeFixture(setting), function*(fixture) {
      const { creator } = fixture
      yield* TestClock.adjust("25 hours")
      const { change, state: store } = troubledStore()
      const auth = yield* otherAuth(change, lock)
      const token = Effect.map(auth.accessToken(creator), Redacted.value)
      return yield* test({ fixture, creator, auth, store, token })
    })

  it.effect.each(troubles)(
    "of a refresh are used while the store $name, and written after it recovers",
    (trouble) =>
      atTheEnd(Effect.fnUntraced(function*({ creator, store, token, fixture }) {
        store.trouble = trouble
        const first = yield* token
        assert.strictEqual(yield* token, first)
        store.trouble = undefined
        yield* TestClock.adjust("1 minute")
        assert.strictEqual(accessOf(yield* stored(creator)), first)
        assert.strictEqual(yield* token, first)
        assert.strictEqual(refreshes(fixture), 1)
      }))
  )

  it.effect("are written at the next use, before any time has passed", () =>
    atTheEnd(Effect.fnUntraced(function*({ creator, store, token }) {
      store.trouble = full
      const first = yield* token
      store.trouble = undefined
      assert.strictEqual(yield* token, first)
      assert.strictEqual(accessOf(yield* stored(creator)), first)
    })))

  it.effect("survive a store that is unavailable for days", () =>
    atTheEnd(Effect.fnUntraced(function*({ auth, creator, store, token, fixture }) {
      store.trouble = full
      yield* token
      store.trouble = away
      for (let day = 1; day <= 2; day++) {
        yield* TestClock.adjust("25 hours")
        yield* token
      }
      // More refreshes than the library remembers.
      const { accessToken } = yield* Effect.repeat(auth.refresh(creator), { times: 20 })
      store.trouble = undefined
      yield* TestClock.adjust("31 seconds")
      assert.strictEqual(accessOf(yield* stored(creator)), Redacted.value(accessToken))
      assert.strictEqual(refreshes(fixture), 24)
      // Nothing is left to write.
      store.asked = []
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(store.asked, [])
    })))

  it.effect("are refreshed again when the store cannot be read, and no caller waits", () =>
    atTheEnd(Effect.fnUntraced(function*({ auth, creator, store, token, fixture }) {
      store.trouble = away
      const { message, reason, retryable } = yield* failureOf(auth.accessToken(creator))
      assert(reason._tag === "StoreFailed", message)
      assert.isTrue(retryable)
      assert.include(message, "token store: read failed: disk full")
      assert.strictEqual(refreshes(fixture), 0)
      store.trouble = undefined
      yield* token
    })))

  it.effect("are returned within a second while the store hangs", () =>
    atTheEnd(Effect.fnUntraced(function*({ auth, creator, store, token }) {
      store.trouble = full
      const first = yield* token
      store.trouble = { ...away, how: "hangs" }
      const before = yield* Clock.currentTimeMillis
      assert.strictEqual(yield* token, first)
      assert.isAtMost((yield* Clock.currentTimeMillis) - before, 2000)
      // A refresh makes its own request, then waits for its own write, but not forever.
      yield* auth.refresh(creator)
      assert.isAtMost((yield* Clock.currentTimeMillis) - before, 45_000)
    })))

  it.effect("are not restored after another process has revoked the access", () =>
    atTheEnd(Effect.fnUntraced(function*({ auth, creator, store, token }) {
      store.trouble = full
      yield* token
      yield* TokenStore.TokenStore.use((real) => real.remove(creator))
      store.trouble = undefined
      const { reason } = yield* failureOf(auth.accessToken(creator))
      assert(reason._tag === "ReauthorizationRequired", reason.message)
      yield* TestClock.adjust("5 minutes")
      assert.isUndefined(yield* inStore(creator))
    })))

  it.effect("are used although the caller was interrupted before they could be written", () =>
    atTheEnd(Effect.fnUntraced(function*({ creator, store, token, fixture }) {
      store.trouble = { ...full, how: "hangs" }
      const caller = yield* Effect.forkChild(token)
      yield* TestClock.withLive(Effect.repeat(Effect.sleep("1 millis"), {
        while: () => !store.asked.includes("replace")
      }))
      const giveUp = yield* Effect.forkChild(Fiber.interrupt(caller), { startImmediately: true })
      const next = yield* token
      store.trouble = undefined
      yield* TestClock.adjust("2 minutes")
      yield* Fiber.join(giveUp)
      assert.strictEqual(accessOf(yield* stored(creator)), next)
      assert.strictEqual(refreshes(fixture), 1)
    })))

  it.effect.each(["fails", "throws"] as const)(
    "are used and kept although the lock %s after a refresh",
    (how) =>
      Effect.gen(function*() {
        let before: TokenStore.Tokens | undefined
        let rollBack: Effect.Effect<void> = Effect.void
        yield* atTheEnd(
          Effect.fnUntraced(function*({ creator, token, fixture }) {
            const real = yield* TokenStore.TokenStore
            before = yield* stored(creator)
            // The writes that a transaction on the lock's connection rolls back.
            rollBack = before === undefined ? Effect.void : Effect.orDie(real.set(before))
            const first = yield* token
            assert.strictEqual(accessOf(yield* stored(creator)), first)
            assert.notStrictEqual(accessOf(before), first)
            assert.strictEqual(yield* token, first)
            assert.strictEqual(refreshes(fixture), 1)
          }),
          failingLock(how, Effect.suspend(() => rollBack))
        )
      })
  )

  it.effect.each(["fails", "throws"] as const)(
    "of a login are kept although the lock %s after it",
    (how) =>
      Effect.gen(function*() {
        let rollBack: Effect.Effect<void> = Effect.void
        yield* atTheEnd(
          Effect.fnUntraced(function*({ auth, fixture }) {
            const real = yield* TokenStore.TokenStore
            const first = yield* logIn(fixture, auth)
            rollBack = Effect.orDie(real.set(first.tokens))
            const { creator, saved, tokens } = yield* logIn(fixture, auth)
            assert.isTrue(saved)
            assert.isTrue((yield* stored(creator)).isSameAs(tokens))
          }),
          failingLock(how, Effect.suspend(() => rollBack))
        )
      })
  )

  it.effect.each([{ name: "refuses everything", ...away }, ...troubles.filter(({ commands }) => commands.length > 1)])(
    "of a login are used while the store $name, and written after it recovers",
    (trouble) =>
      atTheEnd(Effect.fnUntraced(function*({ auth, store, fixture }) {
        store.trouble = trouble
        const { creator, saved, tokens } = yield* logIn(fixture, auth)
        assert.strictEqual(saved, trouble.how === "acts and refuses")
        assert.strictEqual(Redacted.value(yield* auth.accessToken(creator)), accessOf(tokens))
        store.trouble = undefined
        yield* TestClock.adjust("1 minute")
        assert.isTrue((yield* stored(creator)).isSameAs(tokens))
      }))
  )

  it.effect("of a login are written while the lock is unavailable", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      const { change, state: store } = troubledStore()
      const auth = yield* otherAuth(change, unavailableLock(fixture.creator).layer)
      store.trouble = away
      const { creator, saved, tokens } = yield* logIn(fixture, auth)
      assert.isFalse(saved)
      store.trouble = undefined
      yield* TestClock.adjust("1 minute")
      assert.isTrue((yield* stored(creator)).isSameAs(tokens))
    }))

  it.effect("of many creators are all kept, and each is tried once at a time", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      const creators = Array.from(
        { length: 100 },
        (_, index) => fixture.mock.control.createCreator({ username: `many${index}` })
      )
      const real = yield* TokenStore.TokenStore
      const { change, state: store } = troubledStore()
      const auth = yield* otherAuth(change)
      yield* Effect.forEach(creators, ({ openId }) => {
        const token = fixture.mock.control.issueToken({ contract: setting.contract, openId })
        return real.set(
          tokensOf(openId, token)
        )
      })
      const all = creators.map(({ openId }) => Post.CreatorId.make(openId))
      yield* TestClock.adjust("25 hours")
      store.trouble = full
      const ask = Effect.forEach(all, (creator) => Effect.map(auth.accessToken(creator), Redacted.value), {
        concurrency: "unbounded"
      })
      const first = yield* ask
      assert.deepStrictEqual(yield* ask, first)
      store.trouble = undefined
      store.asked = []
      yield* TestClock.adjust("31 seconds")
      assert.deepStrictEqual(
        yield* Effect.forEach(all, (creator) => Effect.map(stored(creator), accessOf)),
        first
      )
      assert.strictEqual(store.asked.filter((command) => command === "replace").length, first.length)
    }))

  it.effect("are written when the process ends", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      yield* TestClock.adjust("25 hours")
      const { change, state: store } = troubledStore()
      const token = yield* Effect.scoped(Effect.gen(function*() {
        const auth = yield* otherAuth(change)
        store.trouble = full
        const token = yield* auth.accessToken(fixture.creator)
        store.trouble = undefined
        return token
      }))
      assert.strictEqual(accessOf(yield* stored(fixture.creator)), Redacted.value(token))
    }))

  it.effect("delay the end of a process by five seconds at most", () =>
    inFixture(makeFixture(setting), function*(fixture) {
      yield* TestClock.adjust("25 hours")
      const { change, state: store } = troubledStore()
      const before = yield* Effect.scoped(Effect.gen(function*() {
        const auth = yield* otherAuth(change)
        store.trouble = full
        yield* auth.accessToken(fixture.creator)
        store.trouble = { ...away, how: "hangs" }
        return yield* Clock.currentTimeMillis
      }))
      assert.isAtMost((yield* Clock.currentTimeMillis) - before, 6000)
    }))

  it.effect("are logged once, without a secret", () =>
    Effect.gen(function*() {
      const lines: Array<string> = []
      const logger = Logger.make(({ cause, logLevel, message }) => {
        lines.push(`${logLevel} ${JSON.stringify(message)} ${Cause.pretty(cause)}`)
      })
      yield* atTheEnd(Effect.fnUntraced(function*({ auth, creator, store, token }) {
        store.trouble = full
        yield* token
        yield* token
        const { accessToken, refreshToken } = yield* auth.refresh(creator)
        yield* TestClock.adjust("1 hour")
        const warnings = lines.filter((line) => line.startsWith("Warn"))
        assert.strictEqual(warnings.length, 1, lines.join("\n"))
        assert.include(warnings[0], creator)
        for (const secret of [accessToken, refreshToken]) {
          assert.isFalse(lines.some((line) => secret !== undefined && line.includes(Redacted.value(secret))))
        }
      })).pipe(Effect.provide(Logger.layer([logger])))
    }))
})
