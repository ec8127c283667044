import { Cause, Config, Effect, Exit, Schema, Stdio, Stream } from "effect"
import { TikTokError } from "effect-tiktok"
import { CliError } from "effect/cli"
import { CommandFailed, ofExit, Unsuccessful } from "./exitCode.ts"
import { sentenceOf } from "./failureSentence.ts"

/** Prints on stderr why a command failed: one line and a remedy, or with `--json` the error as a document. */
export const reportFailure = Effect.fnUntraced(function*(cause: Cause.Cause<unknown>) {
  const error = plain(Cause.squash(cause))
  // The command line parser and the reporter have already printed their failures.
  if (CliError.isCliError(error) || error instanceof Unsuccessful || Cause.hasInterruptsOnly(cause)) return
  const stdio = yield* Stdio.Stdio
  const asJson = (yield* stdio.args).includes("--json")
  const text = asJson ? JSON.stringify(documentOf(error, cause)) : linesOf(error, cause)
  yield* Stream.run(Stream.make(`${text}\n`), stdio.stderr({ endOnDone: false })).pipe(Effect.ignore)
})

const documentOf = (error: unknown, cause: Cause.Cause<unknown>): unknown => {
  if (TikTokError.isTikTokError(error)) return { _tag: "Error", error: encode(error), remedy: error.remedy }
  return { _tag: "Error", message: isPlain(error) ? error.message : Cause.pretty(cause) }
}

const linesOf = (error: unknown, cause: Cause.Cause<unknown>): string => {
  if (isPlain(error)) return `error: ${error.message}`
  if (!TikTokError.isTikTokError(error)) return Cause.pretty(cause)
  return [
    `error: ${error.message}`,
    `  ${error.remedy}`,
    ...(error.logId === undefined ? [] : [`  log id: ${error.logId}`]),
    ...(error.publishId === undefined ? [] : [`  publish id: ${error.publishId}`])
  ].join("\n")
}

/** Whether the message alone says what to do. */
const isPlain = (error: unknown): error is CommandFailed => error instanceof CommandFailed

/** The failure in the command's own words, if it has some. */
const plain = (error: unknown): unknown => {
  if (error instanceof Config.ConfigError) return failed(error, error.cause.message)
  const sentence = TikTokError.isTikTokError(error) ? sentenceOf(error) : undefined
  return sentence === undefined ? error : failed(error, sentence)
}

const failed = (error: unknown, reason: string): CommandFailed =>
  new CommandFailed({ exitCode: ofExit(Exit.fail(error)), reason })

const encode = Schema.encodeSync(Schema.toCodecJson(TikTokError.TikTokError))
