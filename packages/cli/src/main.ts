import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer, Logger } from "effect"
import * as NodeTransport from "effect-tiktok/NodeTransport"
import { Command } from "effect/cli"
import manifest from "../package.json" with { type: "json" }
import { check } from "./commands/check.ts"
import { demo } from "./commands/demo.ts"
import { login } from "./commands/login.ts"
import { publish } from "./commands/publishVideo.ts"
import { ofExit } from "./exitCode.ts"
import { Json } from "./Reporter.ts"
import { reportFailure } from "./reportFailure.ts"

const tiktok = Command.make("tiktok").pipe(
  Command.withDescription("Publish to TikTok, or to a mock of it"),
  Command.withSubcommands([check, demo, login, publish]),
  Command.withGlobalFlags([Json])
)

// Only the user may read the files of this command, under any umask.
process.umask(0o077)

const platform = Layer.merge(NodeServices.layer, NodeTransport.layer)

Command.run(tiktok, { version: manifest.version }).pipe(
  Effect.tapCause(reportFailure),
  Effect.provide(platform),
  // Stdout is for events, which a program may read with `--json`.
  Effect.provideService(Logger.LogToStderr, true),
  NodeRuntime.runMain({ disableErrorReporting: true, teardown: (exit, onExit) => onExit(ofExit(exit)) })
)
