import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type { StoreFailed } from "../TikTokError.ts"
import { failed, type SealedRecords } from "./sealedRecords.ts"

/**
 * One file for each record, readable by this user alone. A record is written
 * beside the old one, flushed and renamed, so a crash at any moment leaves one of
 * the two whole.
 *
 * @internal
 */
export const make = Effect.fnUntraced(
  function*(
    directory: string
  ): Effect.fn.Return<
    SealedRecords,
    StoreFailed,
    FileSystem.FileSystem | Path.Path | SecureRandom.SecureRandom
  > {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const { uuidV4 } = yield* SecureRandom.SecureRandom
    yield* Effect.mapError(fs.makeDirectory(directory, { recursive: true, mode: 0o700 }), failed("write"))

    const fileOf = (name: string): string => path.join(directory, encodeURIComponent(name))

    const write = (file: string, record: Uint8Array) =>
      fs.open(file, { flag: "wx", mode: 0o600 }).pipe(
        Effect.tap((handle) => handle.writeAll(record)),
        Effect.flatMap((handle) => handle.sync),
        Effect.scoped
      )

    const set: SealedRecords["set"] = Effect.fnUntraced(function*(name, record) {
      const draft = `${fileOf(name)}.${yield* uuidV4()}`
      yield* write(draft, record).pipe(
        Effect.andThen(fs.rename(draft, fileOf(name))),
        Effect.onError(() => Effect.ignore(fs.remove(draft, { force: true })))
      )
    }, Effect.mapError(failed("write")))

    return {
      get: (name) =>
        fs.readFile(fileOf(name)).pipe(
          Effect.catchReason("PlatformError", "NotFound", () => Effect.undefined),
          Effect.mapError(failed("read"))
        ),
      set,
      // Files know no compare-and-set: whoever swaps has just read, and holds the lock.
      swap: (name, _, record) => Effect.as(set(name, record), true),
      remove: (name) => Effect.mapError(fs.remove(fileOf(name), { force: true }), failed("write")),
      names: (prefix) =>
        Effect.mapBoth(fs.readDirectory(directory), {
          onFailure: failed("read"),
          // A draft that a crash left behind has a dot and an id after its name, which no record has.
          onSuccess: (files) =>
            files.filter((file) => !draftName.test(file)).map(decodeURIComponent).filter((name) =>
              name.startsWith(prefix)
            )
        })
    }
  },
  Effect.provide(SecureRandom.layerWebCrypto)
)

const draftName = /\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
