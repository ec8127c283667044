import { Layer } from "effect"
import { TokenLock, TokenStore } from "effect-tiktok"
import { dirname } from "node:path"
import { type CountingPlace, layerRecords } from "./layerRecords.ts"
import { dumpFolder, dumpPostgres, dumpRedis } from "./servers.ts"

/** Token store and lock in a place, with the encryption keys from the environment. */
export const layerShared = (place: CountingPlace) =>
  Layer.merge(TokenStore.layerKeysConfig(TokenStore.layer), TokenLock.layer({ lease: "1 second" })).pipe(
    Layer.provide(layerRecords(place))
  )

/** Everything that is stored in a place. */
export const dump = (place: CountingPlace) => {
  switch (place._tag) {
    case "Redis":
      return dumpRedis(place.prefix)
    case "PostgreSQL":
      return dumpPostgres(place.url)
    case "SQLite":
      return dumpFolder(dirname(place.filename))
  }
}
