import * as NodeRedis from "@effect/platform-node/NodeRedis"
import { Duration, Layer } from "effect"
import { Quota } from "effect-tiktok"
import * as NodeSqlite from "effect-tiktok/NodeSqlite"
import type { CountingPlace } from "./layerRecords.ts"
import { layerPostgres } from "./servers.ts"

/** The limits that the processes of a test share: a window short enough to pass a few times, and one that keeps every slot. */
export const sharedLimits = [
  { name: "short", key: "short", limit: 12, window: Duration.millis(400) },
  { name: "long", key: "long", limit: 80, window: Duration.hours(1) }
] as const satisfies ReadonlyArray<Quota.Limit>

const options: Quota.Options = { margin: 0, maxWait: "1 minute" }

/** A shared quota in a place. */
export const layerQuota = (place: CountingPlace) => {
  switch (place._tag) {
    case "Redis":
      return Layer.provide(
        Quota.layerRedis({ ...options, prefix: place.prefix }),
        Layer.orDie(NodeRedis.layer({ url: place.url }))
      )
    case "PostgreSQL":
      return Layer.provide(Quota.layerSql(options), layerPostgres(place.url))
    case "SQLite":
      return Layer.provide(Quota.layerSql(options), NodeSqlite.layer({ filename: place.filename }))
  }
}
