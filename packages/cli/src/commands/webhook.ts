import { Argument, Command, Flag } from "effect/cli"
import { lazily } from "../lazily.ts"
import { portFlag } from "./account.ts"
import { text } from "./flags.ts"

const body = Argument.String("file").pipe(
  Argument.withDescription("Body of the webhook, byte for byte; - for stdin")
)

const tolerance = Flag.Finite("tolerance-seconds").pipe(
  Flag.withMetavar("N"),
  Flag.withDescription("How old a signature may be; 300 by default"),
  Flag.filter((seconds) => seconds >= 0, () => "0 or more"),
  Flag.withDefault(300)
)

export const verifyFlags = {
  file: body,
  signature: Flag.String("signature").pipe(
    Flag.withMetavar("TEXT"),
    Flag.withDescription("Value of the header TikTok-Signature")
  ),
  tolerance
}

export const signFlags = {
  file: body,
  timestamp: Flag.Int("timestamp").pipe(
    Flag.withMetavar("N"),
    Flag.withDescription("Seconds since 1970; now by default"),
    Flag.optional
  )
}

export const listenFlags = {
  port: portFlag("Port of this machine; 3456 by default"),
  path: text("path", "PATH", "Path of the webhook; any by default"),
  tolerance
}

/** `tiktok webhook verify|sign|listen`. They need the client secret of the app. */
export const webhook = Command.make("webhook").pipe(
  Command.withDescription("Verify, sign or receive webhooks"),
  Command.withSubcommands([
    Command.make("verify", verifyFlags, lazily(() => import("../run/webhook.ts").then((run) => run.verify))).pipe(
      Command.withDescription("Check that a body is from TikTok, and show what it says")
    ),
    Command.make("sign", signFlags, lazily(() => import("../run/webhook.ts").then((run) => run.sign))).pipe(
      Command.withDescription("Sign a body as TikTok would, for a test of a route")
    ),
    Command.make("listen", listenFlags, lazily(() => import("../run/webhook.ts").then((run) => run.listen))).pipe(
      Command.withDescription("Receive webhooks on this machine, and show them until Ctrl+C")
    )
  ])
)
