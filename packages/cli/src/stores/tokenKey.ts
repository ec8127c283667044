import { Effect, FileSystem, Path, Redacted } from "effect"
import { Post, TokenLock } from "effect-tiktok"
import { SecureRandom } from "effect/crypto"
import { CommandFailed, ExitCode } from "../exitCode.ts"
import { plainFailure } from "../output/plainFailure.ts"
import { Reporter } from "../output/Reporter.ts"
import { draft, settle } from "../settings/stateFolder.ts"

const keyLength = 32

/**
 * The encryption key in the state folder. The first command creates it, and later ones read it. A damaged key, or a
 * missing one beside existing records, is an error.
 */
export const ownKey = Effect.fnUntraced(function*(folder: string) {
  const key = yield* read(folder)
  if (key === undefined) {
    if (yield* hasRecords(folder)) return yield* lost(folder, "is gone")
    return yield* make(folder)
  }
  if (key.length !== keyLength) return yield* lost(folder, `is damaged: it has ${key.length} bytes instead of 32`)
  return Redacted.make(key)
})

/** The same for a login, which moves a damaged key aside, creates another one, and warns. */
export const ownKeyForLogin = Effect.fnUntraced(function*(folder: string) {
  const fs = yield* FileSystem.FileSystem
  const reporter = yield* Reporter
  const lock = yield* TokenLock.TokenLock
  const replace = Effect.gen(function*() {
    const key = yield* read(folder)
    if (key?.length === keyLength) return Redacted.make(key)
    const file = yield* keyFile(folder)
    const aside = `${file}.damaged`
    if (key !== undefined) yield* Effect.mapError(fs.rename(file, aside), plainFailure(`cannot set ${file} aside`))
    const what = key === undefined ? `The key ${file} is gone` : `The key ${file} was damaged and is now ${aside}`
    if (yield* hasRecords(folder)) {
      yield* reporter.report({
        _tag: "Warned",
        message: `${what}. A new one is made; creators who logged in before have to log in again.`
      })
    }
    return yield* make(folder)
  })
  const key = yield* read(folder)
  if (key?.length === keyLength) return Redacted.make(key)
  // Another login may have replaced the damaged key in the meantime, so the lock protects the check.
  return yield* lock.withLock(lockName)(replace)
})

const lockName = Post.CreatorId.make("the token key of the command")

const keyFile = Effect.fnUntraced(function*(folder: string) {
  return (yield* Path.Path).join(folder, "key")
})

const read = Effect.fnUntraced(function*(folder: string) {
  const fs = yield* FileSystem.FileSystem
  const file = yield* keyFile(folder)
  return yield* fs.readFile(file).pipe(
    Effect.catchReason("PlatformError", "NotFound", () => missing(file)),
    Effect.catchReason("PlatformError", "BadResource", () => misplaced(file, "is a folder")),
    Effect.catchTag("PlatformError", (error) => Effect.fail(plainFailure(`cannot read the key ${file}`)(error)))
  )
})

/** A broken link reads like a missing file, and blocks a new one. */
const missing = Effect.fnUntraced(function*(file: string) {
  const fs = yield* FileSystem.FileSystem
  const target = yield* Effect.orElseSucceed(fs.readLink(file), () => undefined)
  return target === undefined
    ? undefined
    : yield* misplaced(file, `is a link to ${target}, which is not there`)
})

const misplaced = (file: string, what: string) =>
  Effect.fail(
    new CommandFailed({
      exitCode: ExitCode.Auth,
      reason: `the key ${file} ${what}. Put the key back, or remove ${file} and run \`tiktok login\` again; ` +
        "nothing that is kept was changed"
    })
  )

// Linking a finished file succeeds for one of several concurrent commands, and the others read its key.
const make = Effect.fnUntraced(function*(folder: string) {
  const fs = yield* FileSystem.FileSystem
  const random = yield* SecureRandom.SecureRandom
  const file = yield* keyFile(folder)
  const bytes = yield* random.randomBytes(keyLength)
  yield* Effect.scoped(Effect.gen(function*() {
    yield* fs.link(yield* draft(file, bytes), file).pipe(
      Effect.catchReason("PlatformError", "AlreadyExists", () => Effect.void)
    )
  })).pipe(Effect.mapError(plainFailure(`cannot make the key ${file}`)))
  yield* settle(folder)
  const made = yield* read(folder)
  return made?.length === keyLength ? Redacted.make(made) : yield* lost(folder, "was changed while it was made")
}, Effect.provide(SecureRandom.layerWebCrypto))

const hasRecords = Effect.fnUntraced(function*(folder: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const found = yield* Effect.forEach(
    ["tokens", "checkpoints"],
    (name) => Effect.orElseSucceed(fs.readDirectory(path.join(folder, name)), () => [])
  )
  return found.flat().some((name) => /\.\d+$/.test(name))
})

const lost = Effect.fnUntraced(function*(folder: string, what: string) {
  return yield* new CommandFailed({
    exitCode: ExitCode.Auth,
    reason:
      `the key ${yield* keyFile(folder)} ${what}. Put it back, or run \`tiktok login\` again, which makes a new one; ` +
      "nothing that is kept was changed"
  })
})
