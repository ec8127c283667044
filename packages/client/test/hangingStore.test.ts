/** A custom store that never responds to some calls and cannot be interrupted. */
import { assert, describe, it } from "@effect/vitest"
import { Context, DateTime, Effect, Fiber, Layer, Redacted } from "effect"
import { Checkpoint, Post, RecordStore, TikTokError, TokenLock, TokenStore } from "effect-tiktok"
import { TestClock } from "effect/testing"

const options = { encryptionKeys: [Redacted.make(new Uint8Array(32).fill(1))], storeTimeout: "7 seconds" } as const

const creator = Post.CreatorId.make("mara")

const tokens = new TokenStore.Tokens({
  creator,
  accessToken: Redacted.make("act"),
  expiresAt: DateTime.makeUnsafe(1),
  scopes: []
})

type Calls = keyof RecordStore.RecordStore["Service"]

const open = Effect.gen(function*() {
  const context = yield* Layer.build(Layer.fresh(RecordStore.layerMemory))
  const memory = Context.get(context, RecordStore.RecordStore)
  const hanging = new Set<Calls>()
  let hung = 0
  const held = <A, E>(call: Calls, self: Effect.Effect<A, E>) =>
    Effect.uninterruptible(Effect.suspend(() => {
      if (!hanging.has(call)) return self
      hung++
      return Effect.never
    }))
  const store = RecordStore.RecordStore.of({
    get: (name) => held("get", memory.get(name)),
    put: (name, expected, entry) => held("put", memory.put(name, expected, entry)),
    remove: (name, expected) => held("remove", memory.remove(name, expected)),
    list: (selection) => held("list", memory.list(selection))
  })

  /** Ends when the hanging call ends, on the test clock. */
  const inTime = Effect.fnUntraced(function*<A, E>(self: Effect.Effect<A, E>) {
    const before = hung
    const fiber = yield* Effect.forkChild(self, { startImmediately: true })
    yield* Effect.repeat(turn, { until: () => hung > before })
    yield* TestClock.adjust("7 seconds")
    const ended = yield* Fiber.join(fiber)
    assert.strictEqual(hung, before + 1)
    return ended
  })

  return { hanging, inTime, store }
})

/** Encryption needs turns of the event loop. */
const turn = Effect.promise(() => new Promise<void>((resolve) => setTimeout(resolve, 1)))

const isNamed = ({ reason }: TikTokError.TikTokError, operation: Calls, store: string) => {
  assert.strictEqual(reason._tag, "StoreFailed")
  assert.include(reason.message, `"${operation}" had no response within 7s`)
  assert.include(reason.message, store)
  assert.isTrue(reason.retryable)
}

describe("a store that hangs", () => {
  it.effect("fails the calls of a checkpoint store in time", () =>
    Effect.gen(function*() {
      const { hanging, inTime, store } = yield* open
      const checkpoints = yield* Effect.provideService(Checkpoint.make(options), RecordStore.RecordStore, store)
      hanging.add("get").add("list")
      isNamed(yield* inTime(Effect.flip(checkpoints.get("k"))), "get", "checkpoint store")
      isNamed(yield* inTime(Effect.flip(checkpoints.open)), "list", "checkpoint store")
      isNamed(yield* inTime(Effect.flip(Effect.scoped(checkpoints.claim("k")))), "get", "checkpoint store")
      hanging.clear()
      yield* Effect.scoped(checkpoints.claim("k"))
    }))

  it.effect("does not keep a scope open that releases a key", () =>
    Effect.gen(function*() {
      const { hanging, inTime, store } = yield* open
      const checkpoints = yield* Effect.provideService(Checkpoint.make(options), RecordStore.RecordStore, store)
      yield* inTime(
        Effect.scoped(Effect.andThen(checkpoints.claim("k"), Effect.sync(() => hanging.add("put").add("remove"))))
      )
    }))

  it.effect("fails the calls of a token store, and holds no lock", () =>
    Effect.gen(function*() {
      const { hanging, inTime, store } = yield* open
      const build = Layer.build(Layer.mergeAll(TokenStore.layer(options), TokenLock.layer(options)))
      const context = yield* Effect.provideService(build, RecordStore.RecordStore, store)
      const { get, set } = Context.get(context, TokenStore.TokenStore)
      const { withLock } = Context.get(context, TokenLock.TokenLock)
      hanging.add("put").add("remove")
      isNamed(yield* inTime(Effect.flip(set(tokens))), "put", "token store")
      hanging.clear()
      assert.isUndefined(yield* get(creator))
      const release = Effect.sync(() => hanging.add("put").add("remove"))
      assert.strictEqual(yield* inTime(withLock(creator)(Effect.as(release, "done"))), "done")
    }))

  it.effect("refuses a time limit that is not valid", () =>
    Effect.gen(function*() {
      const { store } = yield* open
      const made = Checkpoint.make({ ...options, storeTimeout: 0 })
      const error = yield* Effect.flip(Effect.provideService(made, RecordStore.RecordStore, store))
      assert.strictEqual(error.reason._tag, "InvalidInput")
      assert.include(error.message, "storeTimeout")
    }))
})

describe("a record that cannot be read for now", () => {
  it.effect("is listed with the closed ones, and hides no other", () =>
    Effect.gen(function*() {
      const { store } = yield* open
      const broken: RecordStore.RecordStore["Service"] = {
        ...store,
        get: (name) => name.endsWith("/bad") ? Effect.flatMap(store.get(name), () => away) : store.get(name)
      }
      const away = Effect.fail(
        new TikTokError.StoreFailed({ action: "read", detail: "input/output error" })
      )
      const well = yield* Effect.provideService(Checkpoint.make(options), RecordStore.RecordStore, store)
      for (const key of ["good", "bad"]) {
        yield* Effect.scoped(Effect.flatMap(well.claim(key), ({ write }) => write(done(key))))
      }
      const { closedSince } = yield* Effect.provideService(Checkpoint.make(options), RecordStore.RecordStore, broken)
      const found = yield* closedSince(DateTime.makeUnsafe(0))
      assert.sameMembers(found.map((listed) => `${listed._tag} ${keyOf(listed)}`), ["Readable good", "Unreadable bad"])
    }))
})

const keyOf = (listed: Checkpoint.Listed) => listed._tag === "Readable" ? listed.checkpoint.key : listed.key

const done = (key: string): Checkpoint.Checkpoint => ({
  version: 1,
  key,
  creator,
  contract: "live",
  fingerprint: "f",
  kind: "Video",
  phase: "Done",
  startedAt: DateTime.makeUnsafe(0),
  confirmed: 0,
  outcome: { _tag: "SentToInbox", publishId: Post.PublishId.make("p") }
})
