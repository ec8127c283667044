import { Effect, FileSystem, Option, Schema, Stdio } from "effect"
import { type Command, Prompt } from "effect/cli"
import { planComparison } from "../actions/compare.ts"
import { diagnose, exitCodeOf } from "../actions/doctor.ts"
import { Compared } from "../CommandEvent.ts"
import type { doctorFlags } from "../commands/doctor.ts"
import { ExitCode, Unsuccessful } from "../exitCode.ts"
import { plainFailure } from "../output/plainFailure.ts"
import { Reporter } from "../output/Reporter.ts"
import { layerSession } from "../session.ts"
import { withTarget } from "../settings/connection.ts"
import { broken } from "../settings/variables.ts"
import { loginPort, redirectUri } from "./login.ts"

type Input = Command.Command.Config.Infer<typeof doctorFlags>

/** `tiktok doctor`. */
export const doctor = (input: Input) =>
  Effect.gen(function*() {
    const address = redirectUri(Option.getOrUndefined(input.port) ?? (yield* loginPort))
    yield* input.compare ? compare(input, address) : check(input, address)
  })

const check = (input: Input, redirectUri: string) =>
  withTarget(() =>
    Effect.gen(function*() {
      const { report } = yield* Reporter
      const scopes = input.scopes.split(",").map((scope) => scope.trim())
      const found = yield* diagnose({ scopes, redirectUri, urls: input.url })
      yield* report(found)
      const exitCode = exitCodeOf(found)
      if (exitCode !== ExitCode.Success) return yield* new Unsuccessful({ exitCode })
    })
  )

const compare = (input: Input, redirectUri: string) =>
  withTarget(() =>
    Effect.gen(function*() {
      const { report } = yield* Reporter
      const stdio = yield* Stdio.Stdio
      const { compare, plan } = yield* planComparison({
        redirectUri,
        urls: input.url,
        onCase: (done, cases) =>
          done % 50 === 0 && done > 0 ? report({ _tag: "ComparisonProgress", done, cases }) : Effect.void
      })
      yield* report(plan)
      if (!input.yes) {
        const isAsked = (yield* stdio.stdinIsTerminal) && (yield* stdio.stdoutIsTerminal)
        if (!isAsked) return yield* broken("--yes", "must be given without a terminal")
        const goesOn = yield* Prompt.run(Prompt.Confirm({ message: "Send and post this?", initial: false }))
        if (!goesOn) return
      }
      const result = yield* compare
      yield* report(result)
      const file = Option.getOrUndefined(input.report)
      if (file !== undefined) {
        const text = JSON.stringify(yield* encode(result), null, 2)
        yield* FileSystem.FileSystem.use((fs) => fs.writeFileString(file, `${text}\n`)).pipe(
          Effect.mapError(plainFailure(`cannot write ${file}`))
        )
      }
    }).pipe(Effect.provide(layerSession(true)))
  )

const encode = Schema.encodeEffect(Schema.toCodecJson(Compared))
