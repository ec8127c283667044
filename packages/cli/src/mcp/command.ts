import { Command, Flag } from "effect/cli"
import { isPort } from "../commands/account.ts"
import { off } from "../commands/flags.ts"
import { lazily } from "../lazily.ts"

export const mcpFlags = {
  http: Flag.Int("http").pipe(
    Flag.withMetavar("PORT"),
    Flag.withDescription("Serve at a port of this machine instead of standard input (TIKTOK_MCP_TOKEN)"),
    Flag.filter(isPort, () => "a port from 1 to 65535"),
    Flag.optional
  ),
  allowPublish: off("allow-publish", "Let the agent execute its plans; without it, the server is read-only"),
  folder: Flag.Path("folder").pipe(
    Flag.withMetavar("DIR"),
    Flag.withDescription("Folder whose files tools may read, several times; by default the current one"),
    Flag.atLeast(0)
  )
}

/** `tiktok mcp`. */
export const mcp = Command.make("mcp", mcpFlags, lazily(() => import("./run.ts").then((run) => run.mcp))).pipe(
  Command.withDescription("Serve agents over MCP; --profile may name several, with commas"),
  Command.withExamples([{ command: "tiktok mcp --profile shop,brand --folder ~/clips --allow-publish" }])
)
