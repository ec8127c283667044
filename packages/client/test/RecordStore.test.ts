import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, type Scope } from "effect"
import { RecordStore, type TikTokError } from "effect-tiktok"
import * as StoreChecks from "effect-tiktok/StoreChecks"
import { KeyValueStore, Redis } from "effect/persistence"
import { folder, layerNode, layerRedis, redisPrefix, redisServer } from "../../../test/support/servers.ts"
import { databases } from "../../../test/support/sqlRecords.ts"
import * as RecordsKeyValueStore from "../src/internal/records/recordsKeyValueStore.ts"

type Place = Effect.Effect<
  Layer.Layer<RecordStore.RecordStore, TikTokError.TikTokError>,
  never,
  Scope.Scope
>

const shared = (layer: Layer.Layer<RecordStore.RecordStore>): Place =>
  Effect.map(Layer.build(layer), Layer.succeedContext)

const places: ReadonlyArray<{ readonly name: string; readonly isThere: boolean; readonly place: Place }> = [
  { name: "memory", isThere: true, place: shared(RecordStore.layerMemory) },
  {
    name: "a KeyValueStore",
    isThere: true,
    place: shared(
      Layer.provide(Layer.effect(RecordStore.RecordStore, RecordsKeyValueStore.make), KeyValueStore.layerMemory)
    )
  },
  {
    name: "files",
    isThere: true,
    place: Effect.map(folder, (directory) => Layer.provide(RecordStore.layerFile({ directory }), layerNode))
  },
  {
    name: "Redis",
    isThere: redisServer.isThere,
    place: Effect.map(
      redisPrefix,
      (prefix) => Layer.provide(RecordStore.layerRedis({ prefix }), Layer.fresh(layerRedis))
    )
  },
  ...databases.map(({ database, isThere, name }) => ({
    name,
    isThere,
    place: Effect.map(database, (client) => Layer.provide(RecordStore.layerSql(), Layer.fresh(client)))
  }))
]

const run = (place: Place, index: number) =>
  Effect.gen(function*() {
    const layer = yield* place
    const open = Effect.map(Layer.build(Layer.fresh(layer)), Context.get(RecordStore.RecordStore))
    yield* StoreChecks.make(open)[index]?.check ?? Effect.die("no such check")
  })

// Servers use the real clock, and so do these tests.
for (const { isThere, name, place } of places) {
  describe.skipIf(!isThere)(`RecordStore in ${name}`, () => {
    for (const [index, { name }] of StoreChecks.make(Effect.never).entries()) it.live(name, () => run(place, index))
  })
}

describe.skipIf(!redisServer.isThere)("RecordStore in Redis", () => {
  it.live("writes nothing that it cannot index", () =>
    Effect.gen(function*() {
      const prefix = yield* redisPrefix
      const context = yield* Layer.build(Layer.provideMerge(RecordStore.layerRedis({ prefix }), layerRedis))
      const store = Context.get(context, RecordStore.RecordStore)
      const name = "effect-tiktok/checkpoints/k"
      const entry = { version: "1", bytes: new Uint8Array(1), isOpen: false, changedAt: 1 }
      yield* store.put(name, undefined, entry)
      yield* Context.get(context, Redis.Redis).send("SET", `${prefix}{effect-tiktok}/checkpoints:open`, "not an index")
      const { message } = yield* Effect.flip(store.put(name, "1", { ...entry, version: "2", isOpen: true }))
      assert.include(message, "WRONGTYPE")
      assert.strictEqual((yield* store.get(name))?.version, "1")
    }))
})
