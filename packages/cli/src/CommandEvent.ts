import { Schema } from "effect"
import { Post, Publisher } from "effect-tiktok"
import * as Preflight from "effect-tiktok/Preflight"

/** The embedded mock accepts requests. */
export const MockStarted = Schema.TaggedStruct("MockStarted", { url: Schema.String })

/** A login waits for the creator to open a page. */
export const LoginStarted = Schema.TaggedStruct("LoginStarted", { url: Schema.String })

/** A creator has logged in. */
export const LoggedIn = Schema.TaggedStruct("LoggedIn", {
  creator: Post.CreatorId,
  scopes: Schema.Array(Schema.String)
})

/** A file is about to be published. */
export const Started = Schema.TaggedStruct("Started", {
  file: Schema.String,
  /** Whether the same command resumes this one. */
  resumable: Schema.Boolean
})

/** A problem that does not stop the command. */
export const Warned = Schema.TaggedStruct("Warned", { message: Schema.String })

/** A publish ended before its outcome was known. */
export const Stopped = Schema.TaggedStruct("Stopped", {
  /** Bytes that TikTok has confirmed. */
  confirmed: Schema.Int,
  /** Bytes in all; 0 before the chunk plan. */
  size: Schema.Int,
  publishId: Schema.optionalKey(Post.PublishId),
  /** Whether the same command resumes this one. */
  resumable: Schema.Boolean
})

/** A login ended before its callback. */
export const LoginStopped = Schema.TaggedStruct("LoginStopped", {})

/** Files were checked. */
export const Checked = Schema.TaggedStruct("Checked", {
  files: Schema.Array(Schema.Struct({
    file: Schema.String,
    facts: Preflight.Facts,
    findings: Schema.Array(Preflight.Finding)
  }))
})

/** Every event that a command reports; with `--json`, one per line. */
export const CommandEvent = Schema.Union([
  MockStarted,
  LoginStarted,
  LoggedIn,
  LoginStopped,
  Warned,
  Started,
  Stopped,
  Checked,
  ...Publisher.PublishEvent.members
])
export type CommandEvent = typeof CommandEvent.Type
