import { Cause, Console, Effect, Exit, Fiber, Layer, Option, Redacted, Stdio } from "effect"
import { McpServer } from "effect/ai"
import type { Command } from "effect/cli"
import { broken, secret } from "../settings/variables.ts"
import type { mcpFlags } from "./command.ts"
import { readFolders, readTargets } from "./pinned.ts"
import { type ServerOptions, serverOptions } from "./server.ts"

/** `tiktok mcp`. */
export const mcp = (input: Command.Command.Config.Infer<typeof mcpFlags>) =>
  Effect.gen(function*() {
    const pinned = {
      targets: yield* readTargets,
      folders: yield* readFolders(input.folder),
      mayPublish: input.allowPublish
    }
    const options = serverOptions(pinned)
    yield* Option.match(input.http, {
      onNone: () => Effect.andThen(sayThatItWaits, untilTheAgentGoes(McpServer.layerStdio(options))),
      onSome: (port) => serve(options, port)
    })
  })

/** A person who starts it in a terminal sees nothing else. */
const sayThatItWaits = Effect.gen(function*() {
  const stdio = yield* Stdio.Stdio
  if (yield* stdio.stdinIsTerminal) {
    yield* Console.error("An agent starts this command and talks to it on standard input. Ctrl+C ends it.")
  }
})

/** The end of standard input interrupts the server: the agent has gone, which is a success. */
const untilTheAgentGoes = Effect.fnUntraced(function*<A, E, R>(server: Layer.Layer<A, E, R>) {
  const running = yield* Effect.forkChild(Layer.launch(server))
  const exit = yield* Fiber.await(running)
  if (Exit.isFailure(exit) && !Cause.hasInterruptsOnly(exit.cause)) return yield* exit
})

const serve = Effect.fnUntraced(function*(options: ServerOptions, port: number) {
  const { layerHttp, PATH } = yield* Effect.promise(() => import("./http.ts"))
  const token = yield* secret("TIKTOK_MCP_TOKEN")
  const server = layerHttp(options, port, token === undefined ? undefined : Redacted.make(token))
  const started = Console.error(`MCP is served at http://127.0.0.1:${port}${PATH}, until Ctrl+C`)
  return yield* Layer.launch(Layer.tap(server, () => started)).pipe(
    Effect.catchTag(
      "ServeError",
      ({ cause }) =>
        broken("--http", `${port} cannot be used: ${isTaken(cause) ? "it is taken" : "the system refused"}`)
    )
  )
})

const isTaken = (cause: unknown): boolean => cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE"
