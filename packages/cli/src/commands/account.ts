import { Command, Flag } from "effect/cli"
import { lazily } from "../lazily.ts"
import { off } from "./flags.ts"

/** Whether a number is a port. */
export const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65_535

/** A port of this machine. */
export const portFlag = (description: string) =>
  Flag.Int("port").pipe(
    Flag.withMetavar("N"),
    Flag.withDescription(description),
    Flag.filter(isPort, () => "a port from 1 to 65535"),
    Flag.optional
  )

export const loginFlags = {
  port: portFlag("Port of the callback, 3455 by default (TIKTOK_LOGIN_PORT)"),
  scopes: Flag.String("scopes").pipe(
    Flag.withMetavar("A,B"),
    Flag.withDescription("What to ask for; by default what publish and draft need"),
    Flag.withDefault("user.info.basic,video.publish,video.upload")
  ),
  noBrowser: off("no-browser", "Print the page to open instead of opening it")
}

export const logoutFlags = { local: off("local", "Only remove the login here; TikTok keeps the access") }

/** `tiktok login`. */
export const login = Command.make("login", loginFlags, lazily(() => import("../run/login.ts").then((run) => run.login)))
  .pipe(Command.withDescription("Log a creator in through the browser; tokens are kept encrypted"))

/** `tiktok logout`. */
export const logout = Command.make(
  "logout",
  logoutFlags,
  lazily(() => import("../run/account.ts").then((run) => run.logout))
).pipe(Command.withDescription("Revoke the access of the app, and remove the login"))

/** `tiktok whoami`. */
export const whoami = Command.make("whoami", {}, lazily(() => import("../run/account.ts").then((run) => run.whoami)))
  .pipe(
    Command.withDescription("Show who is logged in, with which app and scopes")
  )

/** `tiktok creators`. */
export const creators = Command.make(
  "creators",
  {},
  lazily(() => import("../run/account.ts").then((run) => run.creators))
).pipe(Command.withDescription("List the logins of every profile"))

/** `tiktok creator info`. */
export const creator = Command.make("creator").pipe(
  Command.withDescription("Ask about the creator: creator info"),
  Command.withSubcommands([
    Command.make("info", {}, lazily(() => import("../run/account.ts").then((run) => run.creatorInfo))).pipe(
      Command.withDescription("Show what the creator may post now")
    )
  ])
)

/** `tiktok quota`. */
export const quota = Command.make("quota", {}, lazily(() => import("../run/account.ts").then((run) => run.quota))).pipe(
  Command.withDescription("Show the room under TikTok's limits")
)
