import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Cause, Effect, Exit, Layer, Logger } from "effect"
import { CliConfig, CliError, CliOutput, Command, GlobalFlag } from "effect/cli"
import manifest from "../package.json" with { type: "json" }
import { tiktok } from "./commands.ts"
import { presenter } from "./help.ts"

// Only the user may read the files of this command, under any umask.
process.umask(0o077)

const platform = Layer.mergeAll(
  NodeServices.layer,
  CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.LogLevel] }),
  CliOutput.layerPresenter(presenter(process.argv.includes("--json")))
)

/** Reports a failure, and returns its exit code. */
const report = (cause: Cause.Cause<unknown>) =>
  Effect.flatMap(Effect.promise(() => import("./output/reportFailure.ts")), ({ reportFailure }) => reportFailure(cause))

const codeOf = (exit: Exit.Exit<unknown, unknown>): number => {
  if (Exit.isFailure(exit)) return Cause.hasInterruptsOnly(exit.cause) ? 130 : 1
  return typeof exit.value === "number" ? exit.value : 0
}

Command.run(tiktok, { version: manifest.version }).pipe(
  Effect.as(0),
  Effect.catchCause((cause) => {
    if (Cause.hasInterruptsOnly(cause)) return Effect.failCause(cause)
    // The presenter has printed it.
    return CliError.isCliError(Cause.squash(cause)) ? Effect.succeed(2) : report(cause)
  }),
  Effect.provide(platform),
  // Stdout is for events, which a program may read with `--json`.
  Effect.provideService(Logger.LogToStderr, true),
  NodeRuntime.runMain({
    disableErrorReporting: true,
    teardown: (exit, onExit) => onExit(codeOf(exit))
  })
)
