import { Cause, Config, Duration, Schema } from "effect"
import { TikTokError } from "effect-tiktok"
import { CommandFailed, ExitCode } from "../exitCode.ts"
import { present } from "../output/present.ts"

/** A tool refuses a call, in words of this command. */
export class ToolRefused extends Schema.TaggedError<ToolRefused>()("ToolRefused", {
  code: Schema.Literals([
    "InvalidArguments",
    "ReadOnly",
    "UnknownPlan",
    "PlanExpired",
    "PlanChanged",
    "NotReady",
    "NotAllowed",
    "NoMock"
  ]),
  says: Schema.String,
  remedy: Schema.String
}) {
  override get message(): string {
    return this.says
  }
}

const remedies: ReadonlyMap<number, string> = new Map([
  [ExitCode.Auth, "A person has to run `tiktok login`, with the same --profile."],
  [ExitCode.Usage, "A person has to correct how this server was started."]
])

/** Why a tool failed, for an agent. The text of `message` may quote TikTok. */
export const failureOf = (cause: Cause.Cause<unknown>): Readonly<Record<string, unknown>> => {
  const error = Cause.squash(cause)
  if (error instanceof ToolRefused) return { code: error.code, says: error.says, remedy: error.remedy }
  if (error instanceof CommandFailed) {
    return present({
      code: error.error?.reason._tag ?? "CommandFailed",
      message: error.message,
      remedy: error.remedy ?? error.error?.remedy ?? remedies.get(error.exitCode)
    })
  }
  if (error instanceof Config.ConfigError) return { code: "WrongVariable", message: error.cause.message }
  if (!TikTokError.isTikTokError(error)) {
    return {
      code: "Defect",
      says: "the server failed in a way that it does not know",
      remedy: "What happened is on its standard error."
    }
  }
  const { reason } = error
  return {
    code: reason._tag,
    ...("field" in reason && "rule" in reason ? { field: reason.field } : {}),
    message: error.message,
    remedy: error.remedy,
    retryable: error.retryable,
    ...present({
      retryAfterSeconds: error.retryAfter && Math.ceil(Duration.toSeconds(error.retryAfter)),
      publishId: error.publishId,
      logId: error.logId
    })
  }
}
