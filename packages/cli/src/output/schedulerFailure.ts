import { Schema } from "effect"
import type { SchedulerError } from "effect-tiktok-scheduler"
import * as TikTokError from "effect-tiktok/TikTokError"
import { CommandFailed, ExitCode } from "../exitCode.ts"
import { sentenceOf } from "./failureSentence.ts"

/** A failure of the scheduler in the words of the command, with its exit code. */
export const failureOf = (error: SchedulerError.SchedulerError): CommandFailed => {
  const { reason } = error
  return new CommandFailed({ exitCode: codeOf(reason), reason: wordsOf(reason), remedy: reason.remedy, error })
}

const wordsOf = (reason: SchedulerError.Reason): string => {
  if (reason._tag === "StoreFailed") {
    return `the schedule could not be ${verbs[reason.action] ?? "used"}: ${reason.detail}`
  }
  return (isOfLibrary(reason) ? sentenceOf({ reason }) : undefined) ?? reason.message
}

const isOfLibrary = Schema.is(TikTokError.Reason)

const verbs: Readonly<Record<string, string>> = { read: "read", write: "written" }

const codeOf = (reason: SchedulerError.Reason): number => {
  switch (reason._tag) {
    case "InvalidInput":
    case "KeyConflict":
    case "NotFound":
    case "AlreadyPublishing":
    case "WrongState":
      return ExitCode.Usage
    case "OutcomeUnsettled":
      return ExitCode.Unknown
    case "StoreFailed":
    case "SchemaTooNew":
    case "RunnerFailed":
      return ExitCode.Failed
  }
}
