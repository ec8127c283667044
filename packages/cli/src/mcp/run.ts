import { Cause, Effect, Exit, Fiber, Layer } from "effect"
import { McpServer } from "effect/ai"
import type { Command } from "effect/cli"
import type { mcpFlags } from "./command.ts"
import { readFolders, readTargets } from "./pinned.ts"
import { registrations, serverOptions } from "./server.ts"

/** `tiktok mcp`. */
export const mcp = (input: Command.Command.Config.Infer<typeof mcpFlags>) =>
  Effect.gen(function*() {
    const pinned = {
      targets: yield* readTargets,
      folders: yield* readFolders(input.folder),
      mayPublish: input.allowPublish
    }
    const options = { ...serverOptions(pinned), registrations: registrations(pinned) }
    // The end of standard input interrupts the server: the agent has gone, which is a success.
    const server = yield* Effect.forkChild(Layer.launch(McpServer.layerStdio(options)))
    const exit = yield* Fiber.await(server)
    if (Exit.isFailure(exit) && !Cause.hasInterruptsOnly(exit.cause)) return yield* exit
  })
