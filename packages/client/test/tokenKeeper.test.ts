import { assert, describe, it } from "@effect/vitest"
import { Context, DateTime, Duration, Effect, Layer, Redacted, Schema } from "effect"
import { Post, TikTokError, TokenLock, TokenStore } from "effect-tiktok"
import { TestClock } from "effect/testing"
import { runs } from "../../../test/support/runs.ts"
import { tokensOf } from "../../../test/support/tokensOf.ts"
import * as Renewal from "../src/internal/tokens/renewal.ts"
import * as TokenKeeper from "../src/internal/tokens/tokenKeeper.ts"

const creator = Post.CreatorId.make("mara")

/** The n-th tokens that TikTok issues. Each expires later than the last. */
const tokens = (n: number) =>
  tokensOf(creator, { accessToken: `act.${n}`, refreshToken: `rft.${n}`, expiresAt: 86_400_000 + n })

const nameOf = (tokens: TokenStore.Tokens | undefined) => tokens && Redacted.value(tokens.accessToken)

const failed = Effect.fail(
  TikTokError.fromReason("TokenStore.set")(new TikTokError.StoreFailed({ action: "write", detail: "disk full" }))
)

/** A store command works, does nothing, or works and reports a failure. */
const Mood = Schema.Literals(["works", "fails", "works and fails"])
type Moods = Record<"get" | "set" | "replace" | "remove", typeof Mood.Type>

const well: Moods = { get: "works", set: "works", replace: "works", remove: "works" }

const world = (watch: Effect.Effect<void> = Effect.void) =>
  Effect.gen(function*() {
    const real = yield* TokenStore.makeMemory([tokens(0)])
    const state = { moods: well, commands: 0 }
    const moody = <A>(
      command: keyof Moods,
      effect: Effect.Effect<A, TikTokError.TikTokError<TikTokError.StoreFailed | TikTokError.InvalidInput>>
    ) =>
      Effect.suspend(() => {
        state.commands++
        const seen = Effect.andThen(watch, effect)
        switch (state.moods[command]) {
          case "works":
            return seen
          case "fails":
            return failed
          case "works and fails":
            return Effect.andThen(seen, failed)
        }
      })
    const store = TokenStore.TokenStore.of({
      get: (creator) => moody("get", real.get(creator)),
      set: (tokens) => moody("set", real.set(tokens)),
      replace: (previous, next) => moody("replace", real.replace(previous, next)),
      remove: (creator) => moody("remove", real.remove(creator)),
      list: real.list
    })
    const keeper = yield* TokenKeeper.make.pipe(
      Effect.provide([Layer.succeed(TokenStore.TokenStore, store), TokenLock.layerMemory])
    )
    return { keeper, real, state }
  })

/** Runs waiting fibers on the test clock. */
const moving = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.gen(function*() {
    const fiber = yield* Effect.forkChild(effect, { startImmediately: true })
    while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust("100 millis")
    return yield* Effect.flatten(Effect.succeed(fiber.pollUnsafe() ?? Effect.never))
  })

const Step = Schema.Union([
  Schema.TaggedStruct("Refresh", {}),
  Schema.TaggedStruct("Login", {}),
  Schema.TaggedStruct("LoginElsewhere", {}),
  Schema.TaggedStruct("Withdrawal", {}),
  Schema.TaggedStruct("Change", { get: Mood, set: Mood, replace: Mood, remove: Mood }),
  Schema.TaggedStruct("Pause", { seconds: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 })) })
])

describe("TokenKeeper", () => {
  it.effect.prop(
    "always has the newest tokens, and stores them soon after the store recovers",
    { steps: Schema.Array(Step).check(Schema.isMaxLength(30)) },
    ({ steps }) =>
      Effect.scoped(Effect.gen(function*() {
        const { keeper, real, state } = yield* world()
        let count = 0
        let newest: TokenStore.Tokens | undefined = tokens(0)
        for (const step of steps) {
          switch (step._tag) {
            case "Refresh": {
              const previous = yield* moving(Effect.result(keeper.get(creator)))
              if (previous._tag === "Failure" || previous.success === undefined) break
              const next = tokens(++count)
              const from = previous.success
              const isNewest = yield* moving(
                keeper.withLock(creator)(
                  Effect.andThen(Effect.exit(keeper.getLocked(creator)), keeper.replace(from, next))
                )
              )
              // Another process may have stored a login.
              if (isNewest && nameOf(from) === nameOf(newest)) newest = next
              break
            }
            case "Login":
              newest = tokens(++count)
              yield* moving(keeper.add(newest))
              break
            case "LoginElsewhere":
              newest = tokens(++count)
              yield* real.set(newest)
              break
            case "Withdrawal": {
              const before = yield* moving(Effect.result(keeper.get(creator)))
              if (before._tag === "Failure" || before.success === undefined) break
              yield* moving(Effect.exit(keeper.remove(creator, [before.success.accessToken])))
              // If a removal fails, the store may hold a login of another process.
              const left = yield* real.get(creator)
              newest = newest !== undefined && nameOf(newest) !== nameOf(before.success) ? left : undefined
              break
            }
            case "Change":
              state.moods = step
              break
            case "Pause":
              yield* TestClock.adjust(Duration.seconds(step.seconds))
          }
        }
        state.moods = well
        assert.strictEqual(nameOf(yield* moving(keeper.get(creator))), nameOf(newest))
        yield* TestClock.adjust("31 seconds")
        assert.strictEqual(nameOf(yield* real.get(creator)), nameOf(newest))
        // No work is left.
        state.commands = 0
        yield* TestClock.adjust("1 hour")
        assert.strictEqual(state.commands, 0)
      })),
    { arbitrary: { runs: runs(300) } }
  )

  /** A login while the store can neither be read nor written. */
  const unreadLogin = Effect.gen(function*() {
    const { keeper, real, state } = yield* world()
    state.moods = { get: "fails", set: "fails", replace: "fails", remove: "fails" }
    assert.isFalse(yield* moving(keeper.add(tokens(1))))
    return { keeper, real, state }
  })

  it.effect("yields to a later login in another process, even after refreshes", () =>
    Effect.scoped(Effect.gen(function*() {
      const { keeper, real, state } = yield* unreadLogin
      yield* real.set(tokens(2))
      assert.isTrue(yield* moving(keeper.withLock(creator)(keeper.replace(tokens(1), tokens(3)))))
      state.moods = well
      assert.strictEqual(nameOf(yield* moving(keeper.get(creator))), "act.2")
      assert.strictEqual(nameOf(yield* real.get(creator)), "act.2")
    })))

  it.effect("discards unread older tokens after a login", () =>
    Effect.scoped(Effect.gen(function*() {
      const { keeper, real, state } = yield* unreadLogin
      yield* moving(Effect.flip(keeper.remove(creator, [tokens(1).accessToken])))
      state.moods = { ...well, set: "fails", replace: "fails", remove: "fails" }
      assert.isUndefined(yield* moving(keeper.get(creator)))
      state.moods = well
      yield* TestClock.adjust("1 minute")
      assert.isUndefined(yield* real.get(creator))
    })))

  it.effect("writes outside the caller's transaction", () => {
    const Transaction = Context.Reference<boolean>("test/Transaction", { defaultValue: () => false })
    const inside = Effect.provideService(Transaction, true)
    return Effect.scoped(Effect.gen(function*() {
      const seen = new Array<boolean>()
      const { keeper, state } = yield* world(Effect.map(Transaction, (is) => void seen.push(is)))
      const replaced = keeper.withLock(creator)(keeper.replace(tokens(0), tokens(1)))
      assert.isTrue(yield* moving(inside(replaced)))
      yield* inside(keeper.add(tokens(2)))
      state.moods = { ...well, set: "fails" }
      yield* moving(inside(keeper.add(tokens(3))))
      state.moods = well
      yield* TestClock.adjust("1 minute")
      yield* inside(keeper.remove(creator, []))
      assert.isAtLeast(seen.length, 4)
      assert.notInclude(seen, true)
    }))
  })
})

describe("the tokens of a grant", () => {
  const grant = { creator, accessToken: Redacted.make("act.1"), refreshToken: Redacted.make("rft.1"), scopes: [] }

  it.effect.each([
    { name: "no end", expiresIn: Duration.infinity, end: 8.64e15 },
    { name: "an end beyond all dates", expiresIn: Duration.days(1e9), end: 8.64e15 },
    { name: "an end in the past", expiresIn: Duration.seconds(-5), end: 1000 },
    { name: "parts of a millisecond", expiresIn: Duration.millis(10.7), end: 1010 },
    { name: "a day", expiresIn: Duration.days(1), end: 86_401_000 }
  ])("have a date when TikTok gives them $name", ({ end, expiresIn }) =>
    Effect.gen(function*() {
      yield* TestClock.setTime(1000)
      const tokens = Renewal.toTokens(
        { ...grant, expiresIn, refreshExpiresIn: expiresIn },
        { creator: grant.creator, scopes: [] },
        yield* DateTime.now
      )
      assert.strictEqual(DateTime.toEpochMillis(tokens.expiresAt), end)
      assert.strictEqual(tokens.refreshExpiresAt && DateTime.toEpochMillis(tokens.refreshExpiresAt), end)
      const codec = Schema.toCodecJson(TokenStore.Tokens)
      assert.isTrue(Schema.decodeSync(codec)(Schema.encodeSync(codec)(tokens)).isSameAs(tokens))
    }))
})
