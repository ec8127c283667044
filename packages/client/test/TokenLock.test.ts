import { assert, describe, it } from "@effect/vitest"
import { Context, Deferred, type Duration, Effect, Exit, Fiber, Layer, type Scope } from "effect"
import { Post, TokenLock } from "effect-tiktok"
import { folder, layerNode, layerRedis, redisPrefix, redisServer } from "../../../test/support/servers.ts"
import { type Database, databases } from "../../../test/support/sqlRecords.ts"

const mara = Post.CreatorId.make("mara")
const jonas = Post.CreatorId.make("jonas")

type Lock = TokenLock.TokenLock["Service"]

const opened = <E>(layer: Layer.Layer<TokenLock.TokenLock, E>): Effect.Effect<Lock, never, Scope.Scope> =>
  Effect.map(Layer.build(Layer.fresh(Layer.orDie(layer))), Context.get(TokenLock.TokenLock))

/** The locks of two processes, or of one in memory, with this maxWait. */
type Pair = (maxWait?: Duration.Input) => Effect.Effect<readonly [Lock, Lock], never, Scope.Scope>

const memory: Pair = () => Effect.map(TokenLock.makeMemory, (lock) => [lock, lock] as const)

const redis: Pair = (maxWait) =>
  Effect.flatMap(redisPrefix, (prefix) => {
    const lock = opened(Layer.provide(TokenLock.layerRedis({ prefix, maxWait }), Layer.fresh(layerRedis)))
    return Effect.all([lock, lock])
  })

const files: Pair = (maxWait) =>
  Effect.flatMap(folder, (directory) => {
    const lock = opened(Layer.orDie(Layer.provide(TokenLock.layerFile({ directory, maxWait }), layerNode)))
    return Effect.all([lock, lock])
  })

const inSql = (database: Database): Pair => (maxWait) =>
  Effect.flatMap(database, (client) => {
    const lock = opened(Layer.orDie(Layer.provide(TokenLock.layerSql({ maxWait }), Layer.fresh(client))))
    return Effect.all([lock, lock])
  })

/** Holds the lock until it is released. */
const holding = Effect.fnUntraced(function*(lock: Lock, creator: Post.CreatorId) {
  const held = yield* Deferred.make<void>()
  const release = yield* Deferred.make<void>()
  const fiber = yield* Effect.forkChild(
    lock.withLock(creator)(Effect.andThen(Deferred.succeed(held, undefined), Deferred.await(release)))
  )
  yield* Deferred.await(held)
  return { fiber, letGo: Effect.andThen(Deferred.succeed(release, undefined), Fiber.join(fiber)) }
})

const shared = [
  { name: "Redis", isThere: redisServer.isThere, pair: redis },
  { name: "files", isThere: true, pair: files },
  ...databases.map(({ database, isThere, name }) => ({ name, isThere, pair: inSql(database) }))
]

// Servers use the real clock, and so do these tests.
for (const { isThere, name, pair } of [{ name: "memory", isThere: true, pair: memory }, ...shared]) {
  describe.skipIf(!isThere)(`TokenLock in ${name}`, () => {
    it.live("has one holder at a time, in either process", () =>
      Effect.gen(function*() {
        const locks = yield* pair()
        let inside = 0
        let total = 0
        const visit = Effect.gen(function*() {
          assert.strictEqual(++inside, 1)
          yield* Effect.sleep("3 millis")
          inside--
          total++
        })
        yield* Effect.forEach(
          Array.from({ length: 20 }, (_, index) => locks[index % 2 === 0 ? 0 : 1]),
          ({ withLock }) => withLock(mara)(visit),
          { concurrency: "unbounded", discard: true }
        )
        assert.strictEqual(total, 20)
      }))

    it.live("returns the result or failure of the effect, and is free afterwards", () =>
      Effect.gen(function*() {
        const [one, other] = yield* pair()
        assert.strictEqual(yield* one.withLock(mara)(Effect.succeed(1)), 1)
        assert.strictEqual(yield* Effect.flip(one.withLock(mara)(Effect.fail("no"))), "no")
        assert.isTrue(Exit.hasDies(yield* Effect.exit(one.withLock(mara)(Effect.die("boom")))))
        assert.strictEqual(yield* other.withLock(mara)(Effect.succeed(2)), 2)
      }))

    it.live("is free after an interruption", () =>
      Effect.gen(function*() {
        const [one, other] = yield* pair()
        const { fiber } = yield* holding(one, mara)
        yield* Fiber.interrupt(fiber)
        assert.strictEqual(yield* other.withLock(mara)(Effect.succeed(1)), 1)
      }))

    it.live("leaves no trace of an interrupted wait", () =>
      Effect.gen(function*() {
        const [one, other] = yield* pair()
        const { letGo } = yield* holding(one, mara)
        let ran = false
        const waiting = yield* Effect.forkChild(other.withLock(mara)(Effect.sync(() => ran = true)), {
          startImmediately: true
        })
        yield* Effect.sleep("30 millis")
        yield* Fiber.interrupt(waiting)
        yield* letGo
        assert.strictEqual(yield* other.withLock(mara)(Effect.succeed(1)), 1)
        assert.isFalse(ran)
      }))

    it.live("is separate for each creator", () =>
      Effect.gen(function*() {
        const [one, other] = yield* pair()
        const { letGo } = yield* holding(one, mara)
        assert.strictEqual(yield* other.withLock(jonas)(Effect.succeed(1)), 1)
        assert.strictEqual(yield* one.withLock(jonas)(Effect.succeed(2)), 2)
        yield* letGo
      }))
  })
}

for (const { isThere, name, pair } of shared) {
  describe.skipIf(!isThere)(`TokenLock in ${name}`, () => {
    it.live("fails after maxWait", () =>
      Effect.gen(function*() {
        const [one, other] = yield* pair("100 millis")
        const { letGo } = yield* holding(one, mara)
        const { reason, retryable } = yield* Effect.flip(other.withLock(mara)(Effect.void))
        assert(reason._tag === "RefreshUnavailable")
        assert.include(reason.detail, "for 100ms")
        assert.isTrue(retryable)
        yield* letGo
      }))
  })
}

describe.skipIf(!redisServer.isThere)("TokenLock.layerRedis", () => {
  it.live("outlives its lease while it is held", () =>
    Effect.gen(function*() {
      const prefix = yield* redisPrefix
      const lock = opened(
        Layer.provide(TokenLock.layerRedis({ prefix, lease: "1 second", maxWait: "2 seconds" }), layerRedis)
      )
      const { letGo } = yield* holding(yield* lock, mara)
      const other = yield* lock
      const { reason } = yield* Effect.flip(other.withLock(mara)(Effect.void))
      assert.strictEqual(reason._tag, "RefreshUnavailable")
      yield* letGo
      assert.strictEqual(yield* other.withLock(mara)(Effect.succeed(1)), 1)
    }))
})
