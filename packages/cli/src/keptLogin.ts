import { Config, Effect, FileSystem, Layer, Option, Path, Redacted, Result } from "effect"
import { Post, TokenStore } from "effect-tiktok"
import { SecureRandom } from "effect/crypto"
import { Base64 } from "effect/encoding"
import { KeyValueStore, UserDirectories } from "effect/persistence"
import { CommandFailed, ExitCode } from "./exitCode.ts"

/** Folder of this command for what outlives it; only its owner may enter. */
const folder = Effect.gen(function*() {
  const fs = yield* FileSystem.FileSystem
  const directories = yield* UserDirectories.UserDirectories
  const directory = yield* directories.state("effect-tiktok")
  yield* fs.makeDirectory(directory, { recursive: true, mode: 0o700 })
  return directory
}).pipe(Effect.provide(UserDirectories.layer), Effect.orDie)

/** Key of the kept tokens: from TIKTOK_TOKEN_KEY, else one that is made once and kept beside them. */
const encryptionKey = Effect.gen(function*() {
  const given = yield* Config.option(Config.Redacted("TIKTOK_TOKEN_KEY"))
  if (Option.isSome(given)) {
    const bytes = Result.getOrUndefined(Base64.decode(Redacted.value(given.value)))
    return bytes?.length === 32 ? Redacted.make(bytes) : yield* new CommandFailed({
      exitCode: ExitCode.Usage,
      reason: "TIKTOK_TOKEN_KEY must be 32 bytes in Base64"
    })
  }
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const file = path.join(yield* folder, "key")
  if (yield* Effect.orDie(fs.exists(file))) return Redacted.make(yield* Effect.orDie(fs.readFile(file)))
  const random = yield* SecureRandom.SecureRandom
  const bytes = yield* random.randomBytes(32)
  yield* Effect.orDie(fs.writeFile(file, bytes, { mode: 0o600, flag: "wx" }))
  return Redacted.make(bytes)
}).pipe(Effect.provide(SecureRandom.layerWebCrypto))

/** Tokens of everyone who has logged in through this command, encrypted on disk. */
export const layerTokenStore = Layer.unwrap(Effect.gen(function*() {
  const path = yield* Path.Path
  const tokens = path.join(yield* folder, "tokens")
  return TokenStore.layerKeyValueStore({ encryptionKey: yield* encryptionKey }).pipe(
    Layer.provide(Layer.orDie(KeyValueStore.layerFileSystem(tokens)))
  )
}))

const lastCreatorFile = Effect.gen(function*() {
  const path = yield* Path.Path
  return path.join(yield* folder, "creator")
})

/** Remembers who logged in last. */
export const rememberCreator = Effect.fnUntraced(function*(creator: Post.CreatorId) {
  const fs = yield* FileSystem.FileSystem
  yield* Effect.orDie(fs.writeFileString(yield* lastCreatorFile, creator))
})

/** Who logged in last. */
export const lastCreator = Effect.gen(function*() {
  const fs = yield* FileSystem.FileSystem
  const file = yield* lastCreatorFile
  if (!(yield* Effect.orDie(fs.exists(file)))) return undefined
  return Post.CreatorId.make((yield* Effect.orDie(fs.readFileString(file))).trim())
})
