import { Duration, Effect, Option } from "effect"
import * as Preflight from "effect-tiktok/Preflight"
import type { Command } from "effect/cli"
import type { checkFlags } from "../commands/files.ts"
import { ExitCode, Unsuccessful } from "../exitCode.ts"
import { Reporter } from "../output/Reporter.ts"
import { uploadableOf } from "./media.ts"

/** `tiktok check FILE...`. */
export const check = ({ draft, files, maxSeconds }: Command.Command.Config.Infer<typeof checkFlags>) =>
  Effect.gen(function*() {
    const { report } = yield* Reporter
    const maxVideoDuration = Option.getOrUndefined(Option.map(maxSeconds, Duration.seconds))
    const given = yield* Effect.forEach(files, uploadableOf)
    const { findings, media } = yield* Preflight.check(given, { draft, info: { maxVideoDuration } })
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
  })
