import { Argument, Command } from "effect/cli"
import { lazily } from "../lazily.ts"

export const completionFlags = {
  shell: Argument.Literals("shell", ["bash", "zsh", "fish", "powershell"]).pipe(
    Argument.withDescription("bash, zsh, fish or powershell")
  )
}

/** `tiktok completions SHELL`. */
export const completions = Command.make(
  "completions",
  completionFlags,
  lazily(() => import("../run/completions.ts").then((run) => run.completions))
).pipe(
  Command.withDescription("Print a script that completes commands in a shell"),
  Command.withExamples([
    { command: "source <(tiktok completions bash)" },
    { command: "tiktok completions fish | source" }
  ])
)
