import { Effect, FileSystem, Option, Path } from "effect"
import { Digest } from "effect/crypto"
import type { Connection } from "./connection.ts"

/**
 * The key of a publish to which the user gives none, so that the same command goes on where it was interrupted: the same
 * for the same file with the same settings, until the file changes.
 */
export const postKey = Effect.fnUntraced(
  function*(file: string, { baseUrl, contract }: Connection, settings: object) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const digest = yield* Digest.Digest
    // A file that cannot be looked at cannot be published either, which is for the publish to say.
    const info = Option.getOrUndefined(yield* Effect.option(fs.stat(file)))
    const changedAt = Option.getOrUndefined(info?.mtime ?? Option.none())
    const what = JSON.stringify([
      path.resolve(file),
      String(info?.size),
      changedAt?.getTime(),
      baseUrl,
      contract.name,
      settings
    ])
    return `command ${yield* digest.digestHex(Digest.sha256, new TextEncoder().encode(what))}`
  },
  Effect.provide(Digest.layerWebCrypto)
)
