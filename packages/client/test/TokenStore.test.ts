import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Context, Effect, FileSystem, Layer, PlatformError, Redacted, type Scope } from "effect"
import { Post, type TikTokError, TokenStore } from "effect-tiktok"
import { Base64 } from "effect/encoding"
import { KeyValueStore } from "effect/persistence"
import { inspect } from "node:util"
import {
  dumpFolder,
  dumpRedis,
  folder,
  layerNode,
  layerRedis,
  redisPrefix,
  redisServer
} from "../../../test/support/servers.ts"
import { tokensOf } from "../../../test/support/tokensOf.ts"

const tokens = (creator: string, access = "act.secret-access", refresh = "rft.secret-refresh") =>
  tokensOf(creator, { accessToken: access, refreshToken: refresh, expiresAt: 86_400_000, scopes: ["video.publish"] })

const key = (fill: number) => Redacted.make(new Uint8Array(32).fill(fill))
const mara = Post.CreatorId.make("mara")

type Store = TokenStore.TokenStore["Service"]
type Opening = Effect.Effect<
  Store,
  TikTokError.TikTokError<TikTokError.InvalidInput | TikTokError.StoreFailed>,
  Scope.Scope
>

const opened = (
  layer: Layer.Layer<TokenStore.TokenStore, TikTokError.TikTokError<TikTokError.InvalidInput | TikTokError.StoreFailed>>
): Opening => Effect.map(Layer.build(Layer.fresh(layer)), Context.get(TokenStore.TokenStore))

/** A token store for one test: how to open it with keys, and all its content. */
interface Place {
  readonly open: (...encryptionKeys: TokenStore.EncryptionKeys) => Opening
  readonly dump: Effect.Effect<string>
}

const memory = Effect.map(TokenStore.makeMemory(), (store): Place => ({
  open: () => Effect.succeed(store),
  dump: Effect.succeed("")
}))

const keyValueStore = Effect.map(Layer.build(Layer.fresh(KeyValueStore.layerMemory)), (context): Place => {
  const store = Context.get(context, KeyValueStore.KeyValueStore)
  return {
    open: (...encryptionKeys) =>
      opened(TokenStore.layerKeyValueStore({ encryptionKeys }).pipe(Layer.provide(Layer.succeedContext(context)))),
    dump: store.keys.pipe(
      Effect.flatMap(Effect.forEach((name) => store.getUint8Array(name))),
      Effect.map((records) => records.map((record) => Buffer.from(record ?? []).toString("latin1")).join("\n")),
      Effect.orDie
    )
  }
})

const files = Effect.map(folder, (directory): Place => ({
  open: (...encryptionKeys) =>
    opened(TokenStore.layerFile({ directory, encryptionKeys }).pipe(Layer.provide(layerNode))),
  dump: dumpFolder(directory)
}))

const redis = Effect.map(redisPrefix, (prefix): Place => ({
  open: (...encryptionKeys) =>
    opened(TokenStore.layerRedis({ prefix, encryptionKeys }).pipe(Layer.provide(layerRedis))),
  dump: dumpRedis(prefix)
}))

const sealed = [
  { name: "a KeyValueStore", isThere: true, place: keyValueStore },
  { name: "files", isThere: true, place: files },
  { name: "Redis", isThere: redisServer.isThere, place: redis }
] as const

for (const { isThere, name, place } of [{ name: "memory", isThere: true, place: memory }, ...sealed]) {
  describe.skipIf(!isThere)(`TokenStore in ${name}`, () => {
    const store = Effect.flatMap(place, ({ open }) => open(key(7)))

    it.effect("lists the creators whose tokens it has", () =>
      Effect.gen(function*() {
        const { list, remove, set } = yield* store
        assert.deepStrictEqual(yield* list, [])
        // The longest is beyond what a file name holds.
        const creators = ["mara", "Mara", "_000/ä", "x".repeat(300)]
        for (const creator of creators) yield* set(tokens(creator))
        yield* set(tokens("mara", "act.renewed"))
        assert.deepStrictEqual((yield* list).toSorted(), creators.toSorted())
        yield* remove(mara)
        assert.deepStrictEqual((yield* list).toSorted(), creators.slice(1).toSorted())
      }))

    it.effect("has nothing for an unknown creator", () =>
      Effect.gen(function*() {
        const { get, remove, replace } = yield* store
        assert.isUndefined(yield* get(mara))
        assert.isFalse(yield* replace(tokens("mara"), tokens("mara", "act.newer")))
        yield* remove(mara)
        assert.isUndefined(yield* get(mara))
      }))

    it.effect("returns the tokens of each creator", () =>
      Effect.gen(function*() {
        const { get, set } = yield* store
        const strange = Post.CreatorId.make("-000/../Mara ö%2F*")
        yield* set(tokens("mara"))
        yield* set(tokens(strange, "act.other"))
        const found = yield* get(mara)
        assert.deepStrictEqual(found, tokens("mara"))
        assert.strictEqual(found?.refreshToken && Redacted.value(found.refreshToken), "rft.secret-refresh")
        assert.deepStrictEqual(yield* get(strange), tokens(strange, "act.other"))
      }))

    it.effect("keeps tokens that cannot be refreshed", () =>
      Effect.gen(function*() {
        const { get, replace, set } = yield* store
        const { accessToken, creator, expiresAt, scopes } = tokens("mara")
        const bare = new TokenStore.Tokens({ creator, accessToken, expiresAt, scopes })
        yield* set(bare)
        const found = yield* get(mara)
        assert.isUndefined(found?.refreshToken)
        assert.strictEqual(found && Redacted.value(found.accessToken), "act.secret-access")
        assert.isFalse(yield* replace(tokens("mara"), tokens("mara", "act.second")))
        assert.isTrue(yield* replace(bare, tokens("mara", "act.second")))
      }))

    it.effect("overwrites and removes", () =>
      Effect.gen(function*() {
        const { get, remove, set } = yield* store
        yield* set(tokens("mara"))
        yield* set(tokens("mara", "act.newer"))
        assert.deepStrictEqual(yield* get(mara), tokens("mara", "act.newer"))
        yield* remove(mara)
        assert.isUndefined(yield* get(mara))
      }))

    it.effect("replaces only the tokens that it holds", () =>
      Effect.gen(function*() {
        const { get, replace, set } = yield* store
        yield* set(tokens("mara"))
        assert.isTrue(yield* replace(tokens("mara"), tokens("mara", "act.second")))
        assert.deepStrictEqual(yield* get(mara), tokens("mara", "act.second"))
        assert.isFalse(yield* replace(tokens("mara"), tokens("mara", "act.third")))
        assert.deepStrictEqual(yield* get(mara), tokens("mara", "act.second"))
      }))
  })
}

for (const { isThere, name, place } of sealed) {
  describe.skipIf(!isThere)(`encryption in ${name}`, () => {
    it.effect("stores no token in the clear", () =>
      Effect.gen(function*() {
        const { dump, open } = yield* place
        const { replace, set } = yield* open(key(1))
        yield* set(tokens("mara"))
        const first = yield* dump
        assert.isTrue(yield* replace(tokens("mara"), tokens("mara", "act.secret-second")))
        const second = yield* dump
        assert.isAbove(second.length, 100)
        assert.notStrictEqual(first, second)
        for (const secret of ["act.secret", "rft.secret", "video.publish"]) assert.notInclude(first + second, secret)
      }))

    it.effect("writes another record each time", () =>
      Effect.gen(function*() {
        const { dump, open } = yield* place
        const { set } = yield* open(key(1))
        yield* set(tokens("mara"))
        const first = yield* dump
        yield* set(tokens("mara"))
        assert.notStrictEqual(yield* dump, first)
      }))

    it.effect("uses a new key at the next write, and reads the old one until then", () =>
      Effect.gen(function*() {
        const { open } = yield* place
        yield* (yield* open(key(1))).set(tokens("mara"))
        const rotating = yield* open(key(2), key(1))
        assert.deepStrictEqual(yield* rotating.get(mara), tokens("mara"))
        const newest = yield* open(key(2))
        const { reason } = yield* Effect.flip(newest.get(mara))
        assert.strictEqual(reason._tag === "StoreFailed" && reason.action, "decrypt")
        assert.isTrue(yield* rotating.replace(tokens("mara"), tokens("mara", "act.newer")))
        assert.deepStrictEqual(yield* newest.get(mara), tokens("mara", "act.newer"))
      }))
  })
}

describe("TokenStore.layerKeyValueStore", () => {
  it.effect("lists creators whose record is damaged, and no foreign record", () =>
    Effect.gen(function*() {
      const keyValue = yield* Layer.build(Layer.fresh(KeyValueStore.layerMemory))
      const raw = Context.get(keyValue, KeyValueStore.KeyValueStore)
      const layer = TokenStore.layerKeyValueStore({ encryptionKeys: [key(7)] })
      const { list, set } = yield* opened(Layer.provide(layer, Layer.succeedContext(keyValue)))
      yield* set(tokens("mara"))
      yield* raw.set("effect-tiktok/tokens/noa", "damaged")
      yield* raw.set("effect-tiktok/tokens/", "no creator's")
      assert.deepStrictEqual((yield* list).toSorted(), ["mara", "noa"])
    }))
})

describe("tokens", () => {
  it("print nothing", () => {
    const printed = inspect(tokens("mara"), { depth: 9 }) + JSON.stringify(tokens("mara"))
    assert.notInclude(printed, "secret")
  })
})

describe("TokenStore.layerFile", () => {
  it.effect("refuses other users", () =>
    Effect.gen(function*() {
      const fs = yield* FileSystem.FileSystem
      const directory = `${yield* folder}/state/tokens`
      const { set } = yield* opened(
        Layer.provide(TokenStore.layerFile({ directory, encryptionKeys: [key(1)] }), layerNode)
      )
      yield* set(tokens("mara"))
      const file = (yield* fs.readDirectory(directory)).find((name) => name !== "open") ?? ""
      assert.strictEqual((yield* fs.stat(directory)).mode & 0o777, 0o700)
      assert.strictEqual((yield* fs.stat(`${directory}/${file}`)).mode & 0o777, 0o600)
    }).pipe(Effect.provide(layerNode)))

  it.effect("names a full disk", () =>
    Effect.gen(function*() {
      const fs = yield* FileSystem.FileSystem
      const cause = Object.assign(new Error("no space"), { code: "ENOSPC" })
      const full = PlatformError.systemError({ _tag: "Unknown", module: "FileSystem", method: "link", cause })
      const { set } = yield* opened(
        TokenStore.layerFile({ directory: yield* folder, encryptionKeys: [key(1)] }).pipe(
          Layer.provide(
            Layer.merge(layerNode, Layer.succeed(FileSystem.FileSystem, { ...fs, link: () => Effect.fail(full) }))
          )
        )
      )
      assert.include((yield* Effect.flip(set(tokens("mara")))).message, "no space left on the disk")
    }).pipe(Effect.provide(layerNode)))

  it.effect("keeps the old tokens and leaves no files when a write breaks off", () =>
    Effect.gen(function*() {
      const fs = yield* FileSystem.FileSystem
      const directory = yield* folder
      const store = (fileSystem: Partial<FileSystem.FileSystem>) =>
        opened(
          TokenStore.layerFile({ directory, encryptionKeys: [key(1)] }).pipe(
            Layer.provide(Layer.merge(layerNode, Layer.succeed(FileSystem.FileSystem, { ...fs, ...fileSystem })))
          )
        )
      const { get, set } = yield* store({})
      yield* set(tokens("mara"))
      const broken = yield* store({ link: (from) => fs.rename(`${from}.gone`, from) })
      const { reason } = yield* Effect.flip(broken.set(tokens("mara", "act.newer")))
      assert.strictEqual(reason._tag === "StoreFailed" && reason.action, "write")
      assert.deepStrictEqual(yield* get(mara), tokens("mara"))
      assert.lengthOf((yield* fs.readDirectory(directory)).filter((name) => name !== "open"), 1)
    }).pipe(Effect.provide(layerNode)))
})

const base64 = (fill: number, length = 32) => Base64.encode(new Uint8Array(length).fill(fill))

/** A store whose keys come from the environment. */
const configured = (value: string | undefined) =>
  Effect.map(
    Layer.build(
      TokenStore.layerKeysConfig(TokenStore.layerKeyValueStore).pipe(
        Layer.provide(KeyValueStore.layerMemory),
        Layer.provide(ConfigProvider.layer(
          ConfigProvider.fromEnvRecord(value === undefined ? {} : { TIKTOK_TOKEN_KEY: value })
        ))
      )
    ),
    Context.get(TokenStore.TokenStore)
  )

describe("TokenStore.layerKeysConfig", () => {
  it.effect.each([
    { what: "one key", value: base64(1) },
    { what: "several keys", value: `${base64(2)},${base64(1)}` },
    { what: "keys with space around them", value: ` ${base64(2)} , ${base64(1)}` }
  ])("takes $what", ({ value }) =>
    Effect.gen(function*() {
      const { get, set } = yield* configured(value)
      yield* set(tokens("mara"))
      assert.deepStrictEqual(yield* get(mara), tokens("mara"))
    }))

  it.effect.each([
    { what: "what is not Base64", value: "not Base64!" },
    { what: "a key that is too short", value: base64(1, 31) },
    { what: "a second key that is too short", value: `${base64(1)},${base64(2, 16)}` },
    { what: "a comma too many", value: `${base64(1)},` }
  ])("refuses $what, saying the rule and not the value", ({ value }) =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(configured(value))
      assert.strictEqual(error._tag, "ConfigError")
      assert.include(error.message, "TIKTOK_TOKEN_KEY must be 32 bytes in Base64")
      assert.notInclude(error.message + inspect(error, { depth: 12 }), value)
    }))

  it.effect.each([undefined, ""])("misses a variable that is %j", (value) =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(configured(value))
      assert.strictEqual(error._tag, "ConfigError")
      assert.include(error.message, "TIKTOK_TOKEN_KEY")
    }))
})
