import { Effect, FileSystem, Path } from "effect"
import { SecureRandom } from "effect/crypto"
import { UserDirectories } from "effect/persistence"
import type { PlatformError } from "effect/PlatformError"
import { CommandFailed, ExitCode } from "../exitCode.ts"
import { plainFailure } from "../output/plainFailure.ts"
import { CurrentProfile, DEFAULT_PROFILE } from "./profile.ts"

/** Path of the folder with the state of every profile, which may not exist yet. */
export const rootPath = UserDirectories.UserDirectories.use((directories) => directories.state("effect-tiktok")).pipe(
  Effect.provide(UserDirectories.layer),
  Effect.mapError(() =>
    new CommandFailed({
      exitCode: ExitCode.Usage,
      reason: "there is no folder to keep a login in: set HOME, or XDG_STATE_HOME to a folder that can be written to"
    })
  )
)

/** Path of the current profile's state folder, which may not exist yet. */
export const statePath = Effect.gen(function*() {
  const root = yield* rootPath
  const profile = yield* CurrentProfile
  return profile === DEFAULT_PROFILE ? root : (yield* Path.Path).join(root, "profiles", profile)
})

/** Creates the state folder; only its owner may read it and its files. */
export const stateFolder = Effect.gen(function*() {
  const folder = yield* statePath
  yield* makeFolder(folder).pipe(
    Effect.andThen(tighten(folder)),
    Effect.mapError(plainFailure(`cannot keep anything in ${folder}`))
  )
  return folder
})

// One folder at a time: Node's recursive `mkdir` never ends if it cannot create a part of the path.
const makeFolder = (
  folder: string
): Effect.Effect<void, PlatformError, FileSystem.FileSystem | Path.Path> =>
  Effect.gen(function*() {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    if (yield* fs.exists(folder)) return
    const parent = path.dirname(folder)
    if (parent !== folder) yield* makeFolder(parent)
    yield* fs.makeDirectory(folder, { mode: 0o700 }).pipe(
      // Another command may have created it in the meantime.
      Effect.catchReason("PlatformError", "AlreadyExists", () => Effect.void)
    )
  })

/** Removes the permissions of other users, which an older version, a copy or a restored backup may have set. */
const tighten = Effect.fnUntraced(function*(folder: string) {
  if (process.platform === "win32") return
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const within = yield* fs.readDirectory(folder, { recursive: true })
  yield* Effect.forEach(
    [folder, ...within.map((name) => path.join(folder, name))],
    (file) =>
      fs.stat(file).pipe(
        Effect.flatMap(({ mode }) => (mode & 0o077) === 0 ? Effect.void : fs.chmod(file, mode & 0o700)),
        // Other commands write and remove files at any time.
        Effect.catchReason("PlatformError", "NotFound", () => Effect.void)
      ),
    { discard: true }
  )
})

/** Writes a complete file under a unique name, until the scope closes. */
export const draft = Effect.fnUntraced(function*(file: string, content: Uint8Array) {
  const fs = yield* FileSystem.FileSystem
  const random = yield* SecureRandom.SecureRandom
  const beside = yield* Effect.acquireRelease(
    Effect.map(random.uuidV4(), (id) => `${file}.${id}.draft`),
    (name) => Effect.ignore(fs.remove(name, { force: true }))
  )
  yield* Effect.scoped(Effect.gen(function*() {
    const handle = yield* fs.open(beside, { flag: "wx", mode: 0o600 })
    yield* handle.writeAll(content)
    yield* handle.sync
  }))
  return beside
}, Effect.provide(SecureRandom.layerWebCrypto))

/** Syncs the folder, so that a new file name survives a crash, if the system supports it. */
export const settle = Effect.fnUntraced(function*(folder: string) {
  const fs = yield* FileSystem.FileSystem
  yield* Effect.ignore(Effect.scoped(Effect.flatMap(fs.open(folder, { flag: "r" }), (handle) => handle.sync)))
})
