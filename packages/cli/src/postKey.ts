import { Effect, FileSystem, Option, Path } from "effect"
import { Digest } from "effect/crypto"
import type { Connection } from "./connection.ts"

/**
 * The key of a publish without `--key`, so that the same command resumes after an interruption. It is the same for the
 * same file with the same settings, until the file changes.
 */
export const postKey = Effect.fnUntraced(
  function*(file: string, { baseUrl, contract }: Connection, settings: object) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const digest = yield* Digest.Digest
    // A file without readable metadata cannot be published either; the publish reports that.
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
