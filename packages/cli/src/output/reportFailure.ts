import { Cause, Config, Effect, Schema, Stdio, Stream } from "effect"
import { TikTokError } from "effect-tiktok"
import { SchedulerError } from "effect-tiktok-scheduler/SchedulerError"
import { CommandFailed, ofFailure, Unsuccessful } from "../exitCode.ts"
import { sentenceOf } from "./failureSentence.ts"

/**
 * Prints on stderr why a command failed: one line and a remedy, or with `--json` the error as a document. Returns the
 * exit code.
 */
export const reportFailure = Effect.fnUntraced(function*(cause: Cause.Cause<unknown>) {
  const error = plain(Cause.squash(cause))
  const exitCode = ofFailure(error)
  // The reporter has already printed it.
  if (error instanceof Unsuccessful) return exitCode
  const stdio = yield* Stdio.Stdio
  const asJson = (yield* stdio.args).includes("--json")
  const text = asJson ? JSON.stringify(documentOf(error, exitCode, cause)) : linesOf(error, cause)
  yield* Stream.run(Stream.make(`${text}\n`), stdio.stderr({ endOnDone: false })).pipe(Effect.ignore)
  return exitCode
})

/** What `--json` prints on stderr when a command fails. */
export const Failure = Schema.TaggedStruct("Error", {
  exitCode: Schema.Int,
  message: Schema.String,
  /** What a person can do about it. */
  remedy: Schema.optionalKey(Schema.String),
  /** The failure of the library or of the scheduler. */
  error: Schema.optionalKey(Schema.Union([TikTokError.TikTokError, SchedulerError]))
})

const documentOf = (error: unknown, exitCode: number, cause: Cause.Cause<unknown>): unknown => {
  const known = error instanceof CommandFailed ? error.error : TikTokError.isTikTokError(error) ? error : undefined
  const remedy = error instanceof CommandFailed ? error.remedy : known?.remedy
  return encode({
    _tag: "Error",
    exitCode,
    message: isPlain(error) ? error.message : known?.reason.message ?? Cause.pretty(cause),
    ...(remedy === undefined ? {} : { remedy }),
    ...(known === undefined ? {} : { error: known })
  })
}

const linesOf = (error: unknown, cause: Cause.Cause<unknown>): string => {
  if (isPlain(error)) {
    return [`error: ${error.message}`, ...(error.remedy === undefined ? [] : [`  ${error.remedy}`])].join("\n")
  }
  if (!TikTokError.isTikTokError(error)) return Cause.pretty(cause)
  return [
    `error: ${error.reason.message}`,
    `  ${error.remedy}`,
    ...(error.logId === undefined ? [] : [`  log id: ${error.logId}`]),
    ...(error.publishId === undefined ? [] : [`  publish id: ${error.publishId}`])
  ].join("\n")
}

const isPlain = (error: unknown): error is CommandFailed => error instanceof CommandFailed

/** The failure in the command's own words, if it has some. */
const plain = (error: unknown): unknown => {
  if (error instanceof Config.ConfigError) {
    return new CommandFailed({ exitCode: ofFailure(error), reason: error.cause.message })
  }
  const sentence = TikTokError.isTikTokError(error) ? sentenceOf(error) : undefined
  return sentence === undefined || !TikTokError.isTikTokError(error)
    ? error
    : new CommandFailed({ exitCode: ofFailure(error), reason: sentence, error })
}

const encode = Schema.encodeSync(Schema.toCodecJson(Failure))
