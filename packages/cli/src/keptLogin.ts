import { Config, Effect, FileSystem, Layer, Option, Path, Redacted } from "effect"
import { Checkpoint, Post, TokenStore } from "effect-tiktok"
import { SecureRandom } from "effect/crypto"
import { UserDirectories } from "effect/persistence"
import { CommandFailed, ExitCode } from "./exitCode.ts"

/** Folder of this command for what outlives it; only its owner may enter. */
const folder = Effect.gen(function*() {
  const fs = yield* FileSystem.FileSystem
  const directories = yield* UserDirectories.UserDirectories
  const directory = yield* directories.state("effect-tiktok")
  yield* fs.makeDirectory(directory, { recursive: true, mode: 0o700 })
  return directory
}).pipe(
  Effect.provide(UserDirectories.layer),
  Effect.mapError(() =>
    new CommandFailed({
      exitCode: ExitCode.Usage,
      reason: "there is no folder to keep a login in: set HOME, or XDG_STATE_HOME to a folder that can be written to"
    })
  )
)

/** Key of the kept tokens, made once and kept beside them. */
const ownKey = Effect.gen(function*() {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const file = path.join(yield* folder, "key")
  if (yield* Effect.orDie(fs.exists(file))) return Redacted.make(yield* Effect.orDie(fs.readFile(file)))
  const random = yield* SecureRandom.SecureRandom
  const bytes = yield* random.randomBytes(32)
  yield* Effect.orDie(fs.writeFile(file, bytes, { mode: 0o600, flag: "wx" }))
  return Redacted.make(bytes)
}).pipe(Effect.provide(SecureRandom.layerWebCrypto))

/** Gives a layer its keys: from TIKTOK_TOKEN_KEY, or the one that is kept beside what it keeps. */
const sealed = <A, E, R>(layer: (options: TokenStore.Options) => Layer.Layer<A, E, R>) =>
  Layer.unwrap(Effect.gen(function*() {
    const given = yield* Config.option(Config.Redacted("TIKTOK_TOKEN_KEY"))
    return Option.isSome(given) ? TokenStore.layerConfig(layer) : layer({ encryptionKeys: [yield* ownKey] })
  }))

const folderOf = (name: string) =>
  Effect.gen(function*() {
    const path = yield* Path.Path
    return path.join(yield* folder, name)
  })

/** Tokens of everyone who has logged in through this command, encrypted on disk. */
export const layerTokenStore = Layer.unwrap(
  Effect.map(folderOf("tokens"), (directory) => sealed((options) => TokenStore.layerFile({ directory, ...options })))
)

/** Checkpoints of publishes that have a key, encrypted like the tokens. */
export const layerCheckpoints = Layer.unwrap(
  Effect.map(
    folderOf("checkpoints"),
    (directory) => sealed((options) => Checkpoint.layerFile({ directory, ...options }))
  )
)

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
