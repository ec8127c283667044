import { Config, Effect, Option } from "effect"
import { CommandFailed, ExitCode } from "./exitCode.ts"

/** A variable of the environment; one that is empty counts as unset. */
export const variable = (name: string): Effect.Effect<string | undefined> =>
  Effect.gen(function*() {
    return Option.getOrUndefined(yield* Config.option(Config.NonEmptyString(name)))
  }).pipe(Effect.orElseSucceed(() => undefined))

/** A variable that has to be set. */
export const required = Effect.fnUntraced(function*(name: string, what: string) {
  return (yield* variable(name)) ?? (yield* broken(name, `must be set to ${what}`))
})

/** Says which variable or flag breaks which rule. */
export const broken = (name: string, rule: string): CommandFailed =>
  new CommandFailed({ exitCode: ExitCode.Usage, reason: `${name} ${rule}` })
