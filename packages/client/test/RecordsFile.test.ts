import { assert, describe, it } from "@effect/vitest"
import { Context, Deferred, Effect, Fiber, FileSystem, Layer, PlatformError } from "effect"
import { RecordStore } from "effect-tiktok"
import { TestClock } from "effect/testing"
import { execFileSync } from "node:child_process"
import { copyFileSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { folder, layerNode } from "../../../test/support/servers.ts"

const name = "effect-tiktok/checkpoints/a"
const prefix = "effect-tiktok/checkpoints/"

const entry = (version: string, isOpen: boolean, changedAt = 0): RecordStore.Entry => ({
  version,
  bytes: new Uint8Array(3),
  isOpen,
  changedAt
})

/** The store of another process, which pauses before it makes a file of this kind. */
const slow = Effect.fnUntraced(function*(directory: string, isHeld: (file: string) => boolean) {
  const [reached, letGo] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
  const fs = yield* Effect.provide(FileSystem.FileSystem, layerNode)
  const hold = (file: string) =>
    isHeld(file) ? Effect.andThen(Deferred.succeed(reached, undefined), Deferred.await(letGo)) : Effect.void
  const held: FileSystem.FileSystem = {
    ...fs,
    link: (from, to) => Effect.andThen(hold(to), fs.link(from, to)),
    open: (file, options) => Effect.andThen(hold(file), fs.open(file, options))
  }
  const layer = RecordStore.layerFile({ directory }).pipe(
    Layer.provide(Layer.succeed(FileSystem.FileSystem, held)),
    Layer.provide(layerNode)
  )
  return { store: yield* build(layer), reached: Deferred.await(reached), letGo: Deferred.succeed(letGo, undefined) }
})

const build = <E>(layer: Layer.Layer<RecordStore.RecordStore, E>) =>
  Effect.map(Layer.build(Layer.fresh(layer)), Context.get(RecordStore.RecordStore))

const at = (directory: string) => build(Layer.provide(RecordStore.layerFile({ directory }), layerNode))

/** The store of a process that may not read one file, and the folders that it opens. */
const without = Effect.fnUntraced(function*(directory: string, file: string) {
  const fs = yield* Effect.provide(FileSystem.FileSystem, layerNode)
  const opened: Array<string> = []
  const denied = PlatformError.systemError({ _tag: "PermissionDenied", module: "FileSystem", method: "readFile" })
  const limited: FileSystem.FileSystem = {
    ...fs,
    readFile: (path) => path === file ? Effect.fail(denied) : fs.readFile(path),
    open: (path, options) => Effect.andThen(Effect.sync(() => opened.push(path)), fs.open(path, options))
  }
  const layer = Layer.provide(RecordStore.layerFile({ directory }), Layer.succeed(FileSystem.FileSystem, limited))
  return { opened, store: yield* build(Layer.provide(layer, layerNode)) }
})

/** What may be in the place of a record and cannot be read. */
const obstacles: ReadonlyArray<readonly [what: string, put: (file: string) => unknown]> = [
  ["a file that this user may not read", (file) => writeFileSync(file, "x")],
  ["other text", (file) => writeFileSync(file, "x")],
  ["a folder", (file) => mkdirSync(file)],
  ["a pipe", (file) => execFileSync("mkfifo", [file])],
  ["a link to itself", (file) => symlinkSync(file, file)]
]

describe("records in files", () => {
  it.effect.each([name, `${prefix}${"k".repeat(300)}`])(
    "are open if the folder of their markers is missing",
    (name) =>
      Effect.gen(function*() {
        const directory = yield* folder
        const store = yield* at(directory)
        yield* store.put(name, undefined, entry("1", true))
        yield* store.put(`${prefix}closed`, undefined, entry("1", false))
        rmSync(join(directory, "open"), { recursive: true })
        assert.deepStrictEqual(yield* store.list({ prefix, isOpen: true }), [name])
        rmSync(join(directory, "open"), { recursive: true })
        assert.deepStrictEqual(yield* (yield* at(directory)).list({ prefix, isOpen: true }), [name])
        rmSync(join(directory, "open"), { recursive: true })
        yield* store.put(`${prefix}b`, undefined, entry("1", true))
        assert.sameMembers([...yield* store.list({ prefix, isOpen: true })], [name, `${prefix}b`])
      })
  )

  it.effect("that something else has replaced are open if the folder of the markers is missing", () =>
    Effect.gen(function*() {
      const directory = yield* folder
      const store = yield* at(directory)
      for (const key of ["a", "b", "c"]) yield* store.put(prefix + key, undefined, entry("1", true))
      const [folderLike = "", loop = ""] = readdirSync(directory).filter((file) => file.endsWith(".1")).map((file) =>
        join(directory, file)
      )
      for (const file of [folderLike, loop]) rmSync(file)
      mkdirSync(folderLike)
      symlinkSync(loop, loop)
      rmSync(join(directory, "open"), { recursive: true })
      const names = yield* (yield* at(directory)).list({ prefix, isOpen: true })
      assert.sameMembers([...names], ["a", "b", "c"].map((key) => prefix + key))
    }))

  it.live("fail at once if the folder cannot be made", () =>
    Effect.gen(function*() {
      const directory = yield* folder
      writeFileSync(join(directory, "file"), "")
      for (const place of ["/proc/nope/records", join(directory, "file", "records"), join(directory, "file")]) {
        const error = yield* Effect.flip(at(place))
        assert.strictEqual(error.reason._tag, "StoreFailed")
        assert.strictEqual(error.operation, "RecordStore.layerFile")
      }
      yield* at(join(directory, "a", "b", "c"))
    }))

  it.effect.each([name, `${prefix}${"k".repeat(300)}`])(
    "are open if their marker is damaged",
    (name) =>
      Effect.gen(function*() {
        const directory = yield* folder
        const store = yield* at(directory)
        yield* store.put(name, undefined, entry("1", true))
        const markers = join(directory, "open")
        for (const file of [".DS_Store", "notes~.txt", "%zz"]) writeFileSync(join(markers, file), "x")
        mkdirSync(join(markers, "a folder"))
        const [marker = ""] = readdirSync(markers).filter((file) => file.startsWith("effect-tiktok")).map((file) =>
          join(markers, file)
        )
        for (const content of ["", "effect-tiktok/", "\xff\0", `${prefix}another`]) {
          writeFileSync(marker, content)
          assert.deepStrictEqual(yield* store.list({ prefix, isOpen: true }), [name])
        }
        rmSync(marker)
        mkdirSync(marker)
        assert.deepStrictEqual(yield* store.list({ prefix, isOpen: true }), [name])
      })
  )

  it.effect("are listed as closed, even if a late writer has marked them as open", () =>
    Effect.gen(function*() {
      const directory = yield* folder
      const store = yield* at(directory)
      yield* store.put(name, undefined, entry("1", false))
      const late = yield* slow(directory, (file) => file.includes("/open/"))
      const writing = yield* Effect.forkChild(late.store.put(name, "1", entry("2.late", true)))
      yield* late.reached
      yield* store.put(name, "1", entry("2", true))
      yield* store.put(name, "2", entry("3", false))
      yield* late.letGo
      assert.isFalse(yield* Fiber.join(writing))
      assert.deepStrictEqual(yield* store.list({ prefix, isOpen: false }), [name])
      assert.deepStrictEqual(yield* store.list({ prefix, isOpen: false, before: 1 }), [name])
    }))

  it.effect("that were removed are not restored by a late write, pruned or not", () =>
    Effect.gen(function*() {
      const directory = yield* folder
      const store = yield* at(directory)
      yield* TestClock.adjust("30 days")
      yield* store.put(name, undefined, entry("1", true))
      const late = yield* slow(directory, (file) => file.endsWith(".draft"))
      const writing = yield* Effect.forkChild(late.store.put(name, "1", entry("2.late", true)))
      yield* late.reached
      yield* store.remove(name, "1")
      const now = 30 * 86_400_000
      yield* store.list({ prefix, isOpen: false, before: now + 1 })
      yield* late.letGo
      assert.isFalse(yield* Fiber.join(writing))
      assert.isUndefined(yield* store.get(name))
      assert.isNotEmpty(readdirSync(directory).filter((file) => /\.\d+$/.test(file)))
      yield* TestClock.adjust("2 days")
      yield* store.list({ prefix, isOpen: false, before: now + 1 })
      assert.isEmpty(readdirSync(directory).filter((file) => /\.\d+$/.test(file)))
    }))

  it.live.each(obstacles.flatMap((obstacle) => [[...obstacle, "open"] as const, [...obstacle, "closed"] as const]))(
    "keep no other back if one is %s, and its name is listed ($2)",
    ([what, obstruct, state]) =>
      Effect.gen(function*() {
        const directory = yield* folder
        const [isOpen, bad, good] = [state === "open", `${prefix}bad`, `${prefix}good`]
        const store = yield* at(directory)
        for (const name of [bad, good]) yield* store.put(name, undefined, entry("1", isOpen))
        const file = join(directory, "effect-tiktok%2fcheckpoints%2fbad.1")
        rmSync(file)
        obstruct(file)
        const reader = without(directory, what.startsWith("a file") ? file : "")
        assert.sameMembers([...yield* (yield* reader).store.list({ prefix, isOpen })], [bad, good])
        // What cannot be read may be open.
        rmSync(join(directory, "open"), { recursive: true })
        assert.sameMembers(
          [...yield* (yield* reader).store.list({ prefix, isOpen: true })],
          isOpen ? [bad, good] : [bad]
        )
      })
  )

  it.live("are named by their place, if one is a copy of another", () =>
    Effect.gen(function*() {
      const directory = yield* folder
      const store = yield* at(directory)
      for (const key of ["a", "b"]) yield* store.put(prefix + key, undefined, entry("1", false))
      const fileOf = (key: string) => join(directory, `effect-tiktok%2fcheckpoints%2f${key}.1`)
      copyFileSync(fileOf("a"), fileOf("b"))
      assert.sameMembers([...yield* store.list({ prefix, isOpen: false })], [`${prefix}a`, `${prefix}b`])
    }))

  it.live("have a marker on the disk before they are open", () =>
    Effect.gen(function*() {
      const directory = yield* folder
      const { opened, store } = yield* without(directory, "")
      yield* store.put(name, undefined, entry("1", true))
      const folders = opened.filter((path) => path === directory || path === join(directory, "open"))
      assert.deepStrictEqual(folders, [join(directory, "open"), directory])
    }))
})
