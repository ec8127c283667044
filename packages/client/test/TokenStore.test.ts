import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Layer, Redacted } from "effect"
import { Post, TokenStore } from "effect-tiktok"
import { KeyValueStore } from "effect/persistence"
import { inspect } from "node:util"

const tokens = (creator: string, access = "act.secret-access", refresh = "rft.secret-refresh") =>
  new TokenStore.Tokens({
    creator: Post.CreatorId.make(creator),
    accessToken: Redacted.make(access),
    refreshToken: Redacted.make(refresh),
    expiresAt: DateTime.makeUnsafe(86_400_000),
    scopes: ["video.publish"]
  })

const key = (fill: number) => ({ encryptionKey: Redacted.make(new Uint8Array(32).fill(fill)) })
const mara = Post.CreatorId.make("mara")

const stores = [
  ["in memory", TokenStore.layerMemory()],
  ["in a KeyValueStore", TokenStore.layerKeyValueStore(key(7)).pipe(Layer.provide(KeyValueStore.layerMemory))]
] as const

describe.each(stores)("TokenStore %s", (_, layer) => {
  const store = <A, E>(use: (store: TokenStore.TokenStore["Service"]) => Effect.Effect<A, E>) =>
    Effect.provide(TokenStore.TokenStore.use(use), Layer.fresh(layer))

  it.effect("has nothing for a creator it does not know", () =>
    store((store) => Effect.map(store.get(mara), (found) => assert.isUndefined(found))))

  it.effect("gives back what was set, creator by creator", () =>
    store((store) =>
      Effect.gen(function*() {
        yield* store.set(tokens("mara"))
        yield* store.set(tokens("jonas", "act.other"))
        const found = yield* store.get(mara)
        assert.deepStrictEqual(found, tokens("mara"))
        assert.strictEqual(found && Redacted.value(found.refreshToken), "rft.secret-refresh")
      })
    ))

  it.effect("replaces and removes", () =>
    store((store) =>
      Effect.gen(function*() {
        yield* store.set(tokens("mara"))
        yield* store.set(tokens("mara", "act.newer"))
        assert.deepStrictEqual(yield* store.get(mara), tokens("mara", "act.newer"))
        yield* store.remove(mara)
        assert.isUndefined(yield* store.get(mara))
      })
    ))
})

describe("TokenStore in a KeyValueStore", () => {
  const world = Effect.gen(function*() {
    const records = new Map<string, Uint8Array>()
    const shared = Layer.succeed(
      KeyValueStore.KeyValueStore,
      KeyValueStore.make({
        get: (name) => Effect.sync(() => String(records.get(name))),
        getUint8Array: (name) => Effect.sync(() => records.get(name)),
        set: (name, value) => Effect.sync(() => void records.set(name, Buffer.from(value))),
        remove: (name) => Effect.sync(() => void records.delete(name)),
        clear: Effect.sync(() => records.clear()),
        keys: Effect.sync(() => [...records.keys()]),
        size: Effect.sync(() => records.size)
      })
    )
    const open = (fill: number) => Effect.provide(TokenStore.makeKeyValueStore(key(fill)), shared)
    return { records, open }
  })

  it.effect("keeps no token in clear, in the store or in what prints", () =>
    Effect.gen(function*() {
      const { open, records } = yield* world
      const store = yield* open(1)
      yield* store.set(tokens("mara"))
      const dump = [...records].map(([name, value]) => name + Buffer.from(value).toString("latin1")).join()
      const printed = inspect(tokens("mara"), { depth: 9 }) + JSON.stringify(tokens("mara"))
      for (const secret of ["act.secret-access", "rft.secret-refresh"]) {
        assert.notInclude(dump, secret)
        assert.notInclude(printed, secret)
      }
    }))

  it.effect("writes another record each time", () =>
    Effect.gen(function*() {
      const { open, records } = yield* world
      const store = yield* open(1)
      yield* store.set(tokens("mara"))
      const first = [...records.values()][0]
      yield* store.set(tokens("mara"))
      assert.notDeepEqual([...records.values()][0], first)
    }))

  it.effect("refuses a record of another key, a record moved to another creator, and a damaged one", () =>
    Effect.gen(function*() {
      const { open, records } = yield* world
      const store = yield* open(1)
      yield* store.set(tokens("mara"))
      const [[name, record] = ["", new Uint8Array()]] = [...records]
      const refused = (get: ReturnType<typeof store.get>) =>
        Effect.map(Effect.flip(get), ({ reason }) => assert.strictEqual(reason.action, "decrypt"))

      yield* refused((yield* open(2)).get(mara))
      records.set(name.replace("mara", "jonas"), record)
      yield* refused(store.get(Post.CreatorId.make("jonas")))
      records.set(name, Uint8Array.from(record, (byte, index) => index === 40 ? byte ^ 1 : byte))
      yield* refused(store.get(mara))
      records.set(name, Uint8Array.of(9, 9, 9))
      yield* refused(store.get(mara))
    }))

  it.effect("refuses a key that is not 32 bytes", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(
        Effect.provide(
          TokenStore.makeKeyValueStore({ encryptionKey: Redacted.make(new Uint8Array(31)) }),
          KeyValueStore.layerMemory
        )
      )
      assert.strictEqual(error.reason.detail, "the encryption key must be 32 bytes")
    }))
})
