import { Context, Effect, FileSystem, Path, Schema } from "effect"
import { CommandFailed, ExitCode } from "../exitCode.ts"
import { plainFailure } from "../output/plainFailure.ts"
import { broken } from "./variables.ts"

/** Name of the profile that is used without `--profile`. */
export const DEFAULT_PROFILE = "default"

/** The profile whose logins and posts the current effect uses. */
export const CurrentProfile = Context.Reference<string>("effect-tiktok-cli/CurrentProfile", {
  defaultValue: () => DEFAULT_PROFILE
})

/** What a named profile remembers of its login. The secret stays in its own file. */
export const Profile = Schema.Struct({
  clientKey: Schema.optionalKey(Schema.String),
  clientSecretFile: Schema.optionalKey(Schema.String),
  baseUrl: Schema.optionalKey(Schema.String),
  contract: Schema.optionalKey(Schema.String)
})
export type Profile = typeof Profile.Type

/** Refuses a name that is no name of a folder. */
export const checkName = (name: string): Effect.Effect<string, CommandFailed> =>
  /^[A-Za-z0-9][\w.-]{0,63}$/.test(name)
    ? Effect.succeed(name)
    : broken("--profile (or TIKTOK_PROFILE)", `must be letters, digits, ".", "-" or "_", was "${name}"`)

const File = Schema.fromJsonString(Profile)

/** Path of a profile's file within the folder of the profile. */
const fileIn = Effect.fnUntraced(function*(folder: string) {
  return (yield* Path.Path).join(folder, "profile.json")
})

/** What a profile remembers; nothing if it has no file. */
export const readProfile = Effect.fnUntraced(function*(folder: string): Effect.fn.Return<
  Profile,
  CommandFailed,
  FileSystem.FileSystem | Path.Path
> {
  const fs = yield* FileSystem.FileSystem
  const file = yield* fileIn(folder)
  const text = yield* fs.readFileString(file).pipe(
    Effect.catchReason("PlatformError", "NotFound", () => Effect.undefined),
    Effect.mapError(plainFailure(`cannot read the profile ${file}`))
  )
  return text === undefined ? {} : yield* Schema.decodeEffect(File)(text).pipe(
    Effect.mapError(() =>
      new CommandFailed({
        exitCode: ExitCode.Usage,
        reason: `the profile ${file} is damaged: remove it, and run \`tiktok login\` with this profile again`
      })
    )
  )
})

/** Writes what a profile remembers. */
export const writeProfile = Effect.fnUntraced(function*(folder: string, profile: Profile) {
  const fs = yield* FileSystem.FileSystem
  const file = yield* fileIn(folder)
  const text = yield* Effect.orDie(Schema.encodeEffect(File)(profile))
  yield* Effect.mapError(fs.writeFileString(file, `${text}\n`), plainFailure(`cannot write the profile ${file}`))
})
