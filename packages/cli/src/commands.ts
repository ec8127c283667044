import { Command } from "effect/cli"
import { creator, creators, login, logout, quota, whoami } from "./commands/account.ts"
import { completions } from "./commands/completions.ts"
import { doctor } from "./commands/doctor.ts"
import { check, demo } from "./commands/files.ts"
import { cancel, list, pending, resume, status } from "./commands/posts.ts"
import { draft, publish } from "./commands/publish.ts"
import { scheduler } from "./commands/scheduler.ts"
import { webhook } from "./commands/webhook.ts"
import { globalFlags } from "./globalFlags.ts"
import { mcp } from "./mcp/command.ts"

/** Every command, in the order of the help. A new one is added here. */
export const tiktok = Command.make("tiktok").pipe(
  Command.withDescription("Publish to TikTok, or to a mock of it."),
  Command.withSubcommands([
    demo,
    check,
    login,
    logout,
    whoami,
    creators,
    creator,
    publish,
    draft,
    status,
    list,
    pending,
    resume,
    cancel,
    quota,
    scheduler,
    webhook,
    doctor,
    mcp,
    completions
  ]),
  Command.withGlobalFlags(globalFlags)
)
