import { Effect } from "effect"
import { type Command, Completions } from "effect/cli"
import type { completionFlags } from "../commands/completions.ts"
import { Reporter } from "../output/Reporter.ts"

/** `tiktok completions SHELL`. */
export const completions = ({ shell }: Command.Command.Config.Infer<typeof completionFlags>) =>
  Effect.gen(function*() {
    // Imported late, because the list has this command too.
    const { tiktok } = yield* Effect.promise(() => import("../commands.ts"))
    const { report } = yield* Reporter
    const script = Completions.generate("tiktok", shell, withFiles(Completions.fromCommand(tiktok)))
    yield* report({ _tag: "CompletionScript", shell, script })
  })

/** The same with files for arguments and flags that may also be `-` or a URL, and are texts for this reason. */
const withFiles = (command: Completions.CommandDescriptor): Completions.CommandDescriptor => ({
  ...command,
  flags: command.flags.map((flag) => files.has(flag.name) ? { ...flag, type: file } : flag),
  arguments: command.arguments.map((argument) => files.has(argument.name) ? { ...argument, type: file } : argument),
  subcommands: command.subcommands.map(withFiles)
})

const file = { _tag: "Path", pathType: "file" } as const

const files = new Set(["file", "client-secret-file", "report"])
