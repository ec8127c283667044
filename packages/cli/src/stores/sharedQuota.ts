import { Effect, Layer, Path } from "effect"
import { Quota } from "effect-tiktok"
import * as NodeSqlite from "effect-tiktok/NodeSqlite"
import { Digest } from "effect/crypto"
import { CurrentTarget } from "../settings/connection.ts"
import { stateFolder } from "../settings/stateFolder.ts"
import { databaseUrl, layerDatabase } from "./database.ts"

/**
 * Counts calls against TikTok's limits, for all commands of one database, or of one user and server. If the count cannot be kept, this
 * command counts for itself: a limit that TikTok enforces anyway must not stop a post.
 */
export const layerQuota = Layer.unwrap(
  Effect.gen(function*() {
    if ((yield* databaseUrl) !== undefined) return Layer.provide(Quota.layerSql(), layerDatabase)
    const path = yield* Path.Path
    const { baseUrl } = yield* CurrentTarget
    const folder = yield* stateFolder
    const filename = path.join(folder, `limits-${yield* nameOf(baseUrl ?? "tiktok")}.db`)
    const shared = Layer.provide(Quota.layerSql(), NodeSqlite.layer({ filename, busyTimeout: "2 seconds" }))
    return Layer.effect(
      Quota.Quota,
      Effect.gen(function*() {
        const service = yield* Quota.Quota
        const own = yield* Quota.makeMemory()
        return Quota.Quota.of({
          ...service,
          take: (limits) =>
            Effect.catchReason(service.take(limits), "TikTokError", "QuotaUnavailable", () => own.take(limits))
        })
      })
    ).pipe(Layer.provide(shared), Layer.catchCause(() => Quota.layerMemory()))
  }).pipe(Effect.catch(() => Effect.succeed(Quota.layerMemory())))
)

/** A short name for a file of an address. */
const nameOf = Effect.fnUntraced(function*(address: string) {
  const digest = yield* Digest.Digest
  return (yield* digest.digestHex(Digest.sha256, new TextEncoder().encode(address))).slice(0, 12)
}, Effect.provide(Digest.layerWebCrypto))
