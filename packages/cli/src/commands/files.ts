import { Argument, Command, Flag } from "effect/cli"
import { lazily } from "../lazily.ts"
import { off } from "./flags.ts"

export const checkFlags = {
  files: Argument.String("file").pipe(
    Argument.withDescription("Videos (MP4, MOV, WebM) and photos (JPEG, WebP); - for stdin"),
    Argument.atLeast(1)
  ),
  draft: off("draft", "The files go to the creator's inbox"),
  maxSeconds: Flag.Finite("max-seconds").pipe(
    Flag.withMetavar("N"),
    Flag.withDescription("Longest video that the creator may post, if known"),
    Flag.filter((seconds) => seconds > 0, () => "more than 0"),
    Flag.optional
  )
}

export const demoFlags = {
  file: Argument.String("file").pipe(
    Argument.withDescription("Video to publish; a sample of five seconds by default"),
    Argument.optional
  ),
  keepOpen: off("keep-open", "Keep the mock running after the publish, until Ctrl+C")
}

/** `tiktok check FILE...`. */
export const check = Command.make("check", checkFlags, lazily(() => import("../run/check.ts").then((run) => run.check)))
  .pipe(
    Command.withDescription("Check files for what TikTok would refuse; sends nothing")
  )

/** `tiktok demo`: publishes a video to the embedded mock. */
export const demo = Command.make("demo", demoFlags, lazily(() => import("../run/demo.ts").then((run) => run.demo)))
  .pipe(
    Command.withDescription("Publish a video to an embedded mock, by the catalog API")
  )
