import { Config, Effect, FileSystem, Option, Stdio, Stream } from "effect"
import { CommandFailed, ExitCode } from "../exitCode.ts"
import { plainFailure } from "../output/plainFailure.ts"

/** An environment variable; an empty one counts as unset. */
export const variable = (name: string): Effect.Effect<string | undefined> =>
  Effect.gen(function*() {
    return Option.getOrUndefined(yield* Config.option(Config.NonEmptyString(name)))
  }).pipe(Effect.orElseSucceed(() => undefined))

/** A secret: from a variable, or from the file that `NAME_FILE` names. */
export const secret = Effect.fnUntraced(function*(name: string) {
  const given = yield* variable(name)
  if (given !== undefined) return given
  const file = yield* variable(`${name}_FILE`)
  return file === undefined ? undefined : yield* secretIn(file, `${name}_FILE`)
})

/** The secret in a file without the line break at its end; `-` is standard input. */
export const secretIn = Effect.fnUntraced(function*(file: string, flag: string) {
  const text = file === "-"
    ? new TextDecoder().decode(yield* readStdin(flag))
    : yield* FileSystem.FileSystem.use((fs) => fs.readFileString(file)).pipe(
      Effect.catchReason("PlatformError", "NotFound", () => broken(flag, `names ${file}, which is not there`)),
      Effect.catchTag("PlatformError", (error) => Effect.fail(plainFailure(`cannot read ${file} (${flag})`)(error)))
    )
  const found = text.trim()
  return found === "" ? yield* broken(flag, `names ${file === "-" ? "standard input" : file}, which is empty`) : found
})

/** All of standard input. A terminal would wait for typing, so it is refused. */
export const readStdin = Effect.fnUntraced(function*(what: string) {
  const stdio = yield* Stdio.Stdio
  if (yield* stdio.stdinIsTerminal) return yield* broken(what, "is -, and nothing is piped in")
  const chunks = yield* Stream.runCollect(stdio.stdin).pipe(
    Effect.mapError(plainFailure("cannot read standard input"))
  )
  return new Uint8Array(Buffer.concat(Array.from(chunks)))
})

/** The failure of a variable or flag that breaks a rule. */
export const broken = (name: string, rule: string): CommandFailed =>
  new CommandFailed({ exitCode: ExitCode.Usage, reason: `${name} ${rule}` })
