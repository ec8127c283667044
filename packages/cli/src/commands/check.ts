import { Duration, Effect, Option } from "effect"
import { Media } from "effect-tiktok"
import * as Preflight from "effect-tiktok/Preflight"
import { Argument, Command, Flag } from "effect/cli"
import { ExitCode, Unsuccessful } from "../exitCode.ts"
import { Reporter } from "../Reporter.ts"

const flags = {
  files: Argument.Path("file").pipe(
    Argument.withDescription("Videos (MP4, MOV, WebM) and photos (JPEG, WebP)"),
    Argument.atLeast(1)
  ),
  draft: Flag.Boolean("draft").pipe(
    Flag.withDescription("The files go to the creator's inbox"),
    Flag.withDefault(false)
  ),
  maxSeconds: Flag.Finite("max-seconds").pipe(
    Flag.withDescription("Longest video that the creator may post, if known"),
    Flag.filter((seconds) => seconds > 0, () => "more than 0"),
    Flag.optional
  )
}

/** `tiktok check FILE...`. */
export const check = Command.make("check", flags, ({ draft, files, maxSeconds }) =>
  Effect.gen(function*() {
    const { report } = yield* Reporter
    const maxVideoDuration = Option.getOrUndefined(Option.map(maxSeconds, Duration.seconds))
    const { findings, media } = yield* Preflight.check(files.map((file) => Media.file(file)), {
      draft,
      info: { maxVideoDuration }
    })
    yield* report({
      _tag: "Checked",
      files: media.map((facts, index) => ({
        file: files[index] ?? "",
        facts,
        findings: findings.filter((finding) => finding.index === index)
      }))
    })
    if (findings.some(({ severity }) => severity === "Refused")) {
      return yield* new Unsuccessful({ exitCode: ExitCode.Usage })
    }
  }).pipe(Effect.provide(Reporter.layer))).pipe(
    Command.withDescription("Check files for what TikTok would refuse after the upload; sends nothing")
  )
