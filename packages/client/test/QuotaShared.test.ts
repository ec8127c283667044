import { describe, it } from "@effect/vitest"
import { Context, Effect, Layer, type Scope } from "effect"
import { Quota } from "effect-tiktok"
import { quotaChecks, quotaOptions as options } from "../../../test/support/quotaChecks.ts"
import { layerRedis, redisPrefix, redisServer } from "../../../test/support/servers.ts"
import { databases } from "../../../test/support/sqlRecords.ts"

type Opening = Effect.Effect<Quota.Quota["Service"], never, Scope.Scope>

const opened = <E>(layer: Layer.Layer<Quota.Quota, E>): Opening =>
  Effect.map(Layer.build(Layer.fresh(Layer.orDie(layer))), Context.get(Quota.Quota))

/** A connection and a quota over it, for each process of a test. */
const places: ReadonlyArray<
  { readonly name: string; readonly isThere: boolean; readonly place: Effect.Effect<Opening, never, Scope.Scope> }
> = [
  {
    name: "Redis",
    isThere: redisServer.isThere,
    place: Effect.map(
      redisPrefix,
      (prefix) => opened(Layer.provide(Quota.layerRedis({ ...options, prefix }), Layer.fresh(layerRedis)))
    )
  },
  ...databases.map(({ database, isThere, name }) => ({
    name,
    isThere,
    place: Effect.map(database, (client) => opened(Layer.provide(Quota.layerSql(options), Layer.fresh(client))))
  }))
]

for (const { isThere, name, place } of places) {
  describe.skipIf(!isThere)(`Quota shared in ${name}`, () => {
    for (const [title, check] of Object.entries(quotaChecks)) {
      it.live(title, () =>
        Effect.gen(function*() {
          const open = yield* place
          yield* check(yield* open, yield* open)
        }))
    }
  })
}
