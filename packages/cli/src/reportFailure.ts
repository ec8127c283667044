import { Cause, Effect, Schema, Stdio, Stream } from "effect"
import { TikTokError } from "effect-tiktok"
import { CliError } from "effect/cli"

/** Says on stderr why a command ended: one line and a remedy, or with `--json` the error as a document. */
export const reportFailure = Effect.fnUntraced(function*(cause: Cause.Cause<unknown>) {
  const error = Cause.squash(cause)
  // The command line parser has told about its own errors already.
  if (CliError.isCliError(error) || Cause.hasInterruptsOnly(cause)) return
  const stdio = yield* Stdio.Stdio
  const asJson = (yield* stdio.args).includes("--json")
  const text = TikTokError.isTikTokError(error)
    ? asJson ? JSON.stringify({ _tag: "Error", error: encode(error), remedy: error.remedy }) : human(error)
    : asJson
    ? JSON.stringify({ _tag: "Error", defect: Cause.pretty(cause) })
    : Cause.pretty(cause)
  yield* Stream.run(Stream.make(`${text}\n`), stdio.stderr({ endOnDone: false })).pipe(Effect.ignore)
})

const human = (error: TikTokError.TikTokError): string =>
  [
    `error: ${error.message}`,
    `  ${error.remedy}`,
    ...(error.logId === undefined ? [] : [`  log id: ${error.logId}`]),
    ...(error.publishId === undefined ? [] : [`  publish id: ${error.publishId}`])
  ].join("\n")

const encode = Schema.encodeSync(Schema.toCodecJson(TikTokError.TikTokError))
