import { Command, Flag } from "effect/cli"
import { lazily } from "../lazily.ts"
import { portFlag } from "./account.ts"
import { off, text } from "./flags.ts"

export const doctorFlags = {
  url: Flag.String("url").pipe(
    Flag.withMetavar("URL"),
    Flag.withDescription("Address of media to test: starts a draft from it, and cancels it"),
    Flag.between(0, 20)
  ),
  scopes: Flag.String("scopes").pipe(
    Flag.withMetavar("A,B"),
    Flag.withDescription("Scopes that the login should have"),
    Flag.withDefault("user.info.basic,video.publish,video.upload")
  ),
  port: portFlag("Port of the login callback"),
  compare: off("compare", "Compare the server with the mock, by private posts; says first what it posts"),
  yes: off("yes", "Do not ask before the comparison"),
  report: text("report", "FILE", "Also write the comparison to a file, as JSON")
}

/** `tiktok doctor`. */
export const doctor = Command.make(
  "doctor",
  doctorFlags,
  lazily(() => import("../run/doctor.ts").then((run) => run.doctor))
).pipe(Command.withDescription("Check keys, login, scopes, network and files; say what to do"))
