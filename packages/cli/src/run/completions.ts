import { Effect } from "effect"
import { type Command, Completions } from "effect/cli"
import type { completionFlags } from "../commands/completions.ts"
import { Reporter } from "../Reporter.ts"

/** `tiktok completions SHELL`. */
export const completions = ({ shell }: Command.Command.Config.Infer<typeof completionFlags>) =>
  Effect.gen(function*() {
    // Imported late, because the list has this command too.
    const { tiktok } = yield* Effect.promise(() => import("../commands.ts"))
    const { report } = yield* Reporter
    const script = Completions.generate("tiktok", shell, Completions.fromCommand(tiktok))
    yield* report({ _tag: "CompletionScript", shell, script })
  })
