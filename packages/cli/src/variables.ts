import { Config, Effect, Option } from "effect"
import { CommandFailed, ExitCode } from "./exitCode.ts"

/** An environment variable; an empty one counts as unset. */
export const variable = (name: string): Effect.Effect<string | undefined> =>
  Effect.gen(function*() {
    return Option.getOrUndefined(yield* Config.option(Config.NonEmptyString(name)))
  }).pipe(Effect.orElseSucceed(() => undefined))

/** A required environment variable. */
export const required = Effect.fnUntraced(function*(name: string, what: string) {
  return (yield* variable(name)) ?? (yield* broken(name, `must be set to ${what}`))
})

/** The failure of a variable or flag that breaks a rule. */
export const broken = (name: string, rule: string): CommandFailed =>
  new CommandFailed({ exitCode: ExitCode.Usage, reason: `${name} ${rule}` })
