import { Config, Schema } from "effect"
import { type Outcome, TikTokError } from "effect-tiktok"
import { SchedulerError } from "effect-tiktok-scheduler/SchedulerError"

/** What the exit code of every command means. */
export const ExitCode = {
  /** Published, or sent to the inbox. */
  Success: 0,
  /** A defect of this program. */
  Defect: 1,
  /** Wrong flags, or input that breaks a rule; nothing was sent. */
  Usage: 2,
  /** Login needed: no token, or a wrong token, scope or client. */
  Auth: 3,
  /** TikTok or a limit refused; nothing was published. */
  Refused: 4,
  /** The upload or the post failed; nothing was published. */
  Failed: 5,
  /** The outcome is unknown: look at the profile before publishing again. */
  Unknown: 6
} as const

/** A command cannot do its work, with the reason. */
export class CommandFailed extends Schema.TaggedError<CommandFailed>()("CommandFailed", {
  exitCode: Schema.Int,
  reason: Schema.String,
  /** What a person can do about it, unless the reason says it. */
  remedy: Schema.optional(Schema.String),
  /** The failure of the library or of the scheduler, if it is one. */
  error: Schema.optional(Schema.Union([TikTokError.TikTokError, SchedulerError]))
}) {
  override get message(): string {
    return this.reason
  }
}

/** A command has reported an outcome that is no success. */
export class Unsuccessful extends Schema.TaggedError<Unsuccessful>()("Unsuccessful", { exitCode: Schema.Int }) {}

/** The exit code of a publish that ended with an outcome. */
export const ofOutcome = (outcome: Outcome.Outcome): number => {
  switch (outcome._tag) {
    case "Published":
    case "SentToInbox":
      return ExitCode.Success
    case "Failed":
      return ExitCode.Failed
    case "StillProcessing":
    case "OutcomeUnknown":
      return ExitCode.Unknown
  }
}

/** The exit code of a command that ended with a failure. */
export const ofFailure = (error: unknown): number => {
  if (error instanceof Unsuccessful || error instanceof CommandFailed) return error.exitCode
  if (error instanceof Config.ConfigError) return ExitCode.Usage
  return TikTokError.isTikTokError(error) ? ofError(error) : ExitCode.Defect
}

const ofError = (error: TikTokError.TikTokError): number =>
  // Once TikTok has all bytes, a failed status call says nothing about the post.
  error.publishId !== undefined && error.operation !== "upload" ? ExitCode.Unknown : beforeHandover(error)

const beforeHandover = (error: TikTokError.TikTokError): number =>
  // A missing file is a wrong argument. A file that becomes unreadable during the upload is a failed upload.
  error.reason._tag === "MediaUnreadable" && error.publishId === undefined ? ExitCode.Usage : ofReason(error.reason)

const ofReason = (reason: TikTokError.Reason): number =>
  // A login that cannot be read needs a new login.
  reason._tag === "StoreFailed" && reason.store === "token store" && !reason.retryable
    ? ExitCode.Auth
    : byCategory[reason.category]

const byCategory: { readonly [Category in TikTokError.Category]: number } = {
  input: ExitCode.Usage,
  login: ExitCode.Auth,
  refusal: ExitCode.Refused,
  failure: ExitCode.Failed
}
