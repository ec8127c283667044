import { Schema } from "effect"
import { Post, Publisher, Recovery, Webhook } from "effect-tiktok"
import * as ScheduledPosts from "effect-tiktok-scheduler/ScheduledPost"
import * as Preflight from "effect-tiktok/Preflight"

/** The embedded mock accepts requests. */
export const MockStarted = Schema.TaggedStruct("MockStarted", {
  url: Schema.String,
  /** The API that the mock speaks to this command. */
  contract: Schema.String
})

/** A login waits for the creator to open a page. */
export const LoginStarted = Schema.TaggedStruct("LoginStarted", { url: Schema.String })

const names = {
  displayName: Schema.optionalKey(Schema.String),
  /** The handle, without `@`. */
  username: Schema.optionalKey(Schema.String)
}

export const LoggedIn = Schema.TaggedStruct("LoggedIn", {
  creator: Post.CreatorId,
  ...names,
  profile: Schema.optionalKey(Schema.String),
  scopes: Schema.Array(Schema.String)
})

/** The access of the app was revoked, and the login removed. */
export const LoggedOut = Schema.TaggedStruct("LoggedOut", { creator: Post.CreatorId, profile: Schema.String })

/** Whose account a command would use, and with which app and server. */
export const WhoAmI = Schema.TaggedStruct("WhoAmI", {
  creator: Post.CreatorId,
  ...names,
  profile: Schema.String,
  /** Where the login is from: `tiktok login`, or a token in a variable. */
  source: Schema.Literals(["Login", "Token"]),
  clientKey: Schema.optionalKey(Schema.String),
  /** Origin of the server. Absent for TikTok. */
  baseUrl: Schema.optionalKey(Schema.String),
  contract: Schema.String,
  /** Empty for a token in a variable, whose scopes are not known. */
  scopes: Schema.Array(Schema.String),
  /** When the access token expires; it is then refreshed. Absent for a token in a variable. */
  expiresAt: Schema.optionalKey(Schema.DateTimeUtcFromString),
  /** When the creator has to log in again. */
  refreshExpiresAt: Schema.optionalKey(Schema.DateTimeUtcFromString)
})

/** The logins of every profile. */
export const Creators = Schema.TaggedStruct("Creators", {
  creators: Schema.Array(Schema.Struct({
    profile: Schema.String,
    creator: Post.CreatorId,
    ...names,
    /** Whether the profile uses this login without `--creator`. */
    isCurrent: Schema.Boolean,
    /** Absent if the login cannot be read. */
    scopes: Schema.optionalKey(Schema.Array(Schema.String)),
    refreshExpiresAt: Schema.optionalKey(Schema.DateTimeUtcFromString),
    /** Why the login cannot be read. */
    problem: Schema.optionalKey(Schema.String)
  }))
})

/** What the creator may do now. */
export const CreatorInfo = Schema.TaggedStruct("CreatorInfo", {
  creator: Post.CreatorId,
  username: Schema.optionalKey(Schema.String),
  nickname: Schema.optionalKey(Schema.String),
  avatarUrl: Schema.optionalKey(Schema.String),
  privacyLevels: Schema.Array(Schema.String),
  commentDisabled: Schema.Boolean,
  duetDisabled: Schema.Boolean,
  stitchDisabled: Schema.Boolean,
  maxVideoSeconds: Schema.optionalKey(Schema.Finite)
})

/** The newest public videos of the creator. */
export const Videos = Schema.TaggedStruct("Videos", {
  creator: Post.CreatorId,
  videos: Schema.Array(Schema.Struct({
    id: Post.PostId,
    title: Schema.optionalKey(Schema.String),
    url: Schema.optionalKey(Schema.String),
    createdAt: Schema.optionalKey(Schema.DateTimeUtcFromString),
    seconds: Schema.optionalKey(Schema.Finite),
    viewCount: Schema.optionalKey(Schema.Int),
    likeCount: Schema.optionalKey(Schema.Int),
    commentCount: Schema.optionalKey(Schema.Int),
    shareCount: Schema.optionalKey(Schema.Int)
  }))
})

/** Publishes of this profile without a known outcome. */
export const PendingPublishes = Schema.TaggedStruct("PendingPublishes", {
  pending: Schema.Array(Recovery.Pending)
})

/** TikTok was asked to cancel a publish. */
export const CancelRequested = Schema.TaggedStruct("CancelRequested", { publishId: Post.PublishId })

/** The room under TikTok's limits, as far as this machine counts. */
export const QuotaLeft = Schema.TaggedStruct("QuotaLeft", {
  creator: Post.CreatorId,
  limits: Schema.Array(Schema.Struct({
    name: Schema.String,
    /** The calls that count. */
    calls: Schema.Array(Schema.String),
    /** Calls in a window. Absent if only TikTok knows. */
    limit: Schema.optionalKey(Schema.Int),
    windowSeconds: Schema.Finite,
    scope: Schema.Literals(["creator", "app"]),
    /** Seconds until there is room for a call; 0 now. */
    roomInSeconds: Schema.Finite
  }))
})

/** A scheduler publishes what is due. */
export const SchedulerStarted = Schema.TaggedStruct("SchedulerStarted", {
  /** Where the posts are kept: a file of this machine, or PostgreSQL. */
  store: Schema.Literals(["SQLite", "PostgreSQL"]),
  /** The file of SQLite. */
  file: Schema.optionalKey(Schema.String),
  /** Where other runners reach this one. */
  address: Schema.optionalKey(Schema.String)
})

/** A scheduled post as it is now: after a command, or when the scheduler has changed it. */
export const ScheduledPost = Schema.TaggedStruct("ScheduledPost", { post: ScheduledPosts.ScheduledPost })

/** A page of the schedule, in the order of the times. */
export const Schedule = Schema.TaggedStruct("Schedule", {
  posts: Schema.Array(ScheduledPosts.ScheduledPost),
  /** Where the next page begins, for `--after`. Absent on the last page. */
  cursor: Schema.optionalKey(Schema.String)
})

/** A scheduled post, and what has happened to it. */
export const ScheduledPostShown = Schema.TaggedStruct("ScheduledPostShown", {
  post: ScheduledPosts.ScheduledPost,
  history: Schema.Array(ScheduledPosts.HistoryEntry)
})

/** A webhook is from TikTok, and says this. */
export const WebhookVerified = Schema.TaggedStruct("WebhookVerified", { event: Webhook.Event })

/** A signature for a body, as TikTok would send it. */
export const WebhookSigned = Schema.TaggedStruct("WebhookSigned", {
  /** Value of the header `TikTok-Signature`. */
  header: Schema.String
})

/** Webhooks can be sent to an address. */
export const WebhookListening = Schema.TaggedStruct("WebhookListening", { url: Schema.String })

/** A webhook arrived and was verified. */
export const WebhookReceived = Schema.TaggedStruct("WebhookReceived", {
  event: Webhook.Event,
  /** Whether the same event arrived before. */
  isRepeated: Schema.Boolean
})

/** A request arrived that is no webhook of this app. */
export const WebhookRefused = Schema.TaggedStruct("WebhookRefused", { reason: Schema.String })

/** A script that completes this command in a shell. */
export const CompletionScript = Schema.TaggedStruct("CompletionScript", {
  shell: Schema.String,
  script: Schema.String
})

/** What `tiktok doctor` found. */
export const Diagnosed = Schema.TaggedStruct("Diagnosed", {
  findings: Schema.Array(Schema.Struct({
    /** What was looked at, such as `clock` or `scopes`. */
    check: Schema.String,
    severity: Schema.Literals(["Good", "Note", "Problem"]),
    sentence: Schema.String,
    /** What a person can do about it. */
    remedy: Schema.optionalKey(Schema.String)
  }))
})

/** What a comparison will send, before it does. */
export const ComparisonPlanned = Schema.TaggedStruct("ComparisonPlanned", {
  server: Schema.String,
  creator: Post.CreatorId,
  requests: Schema.Int,
  privateVideos: Schema.Int,
  privatePhotoPosts: Schema.Int,
  drafts: Schema.Int
})

/** A comparison goes on. */
export const ComparisonProgress = Schema.TaggedStruct("ComparisonProgress", {
  /** Cases that are done. */
  done: Schema.Int,
  cases: Schema.Int
})

/** How a server differs from the mock, case by case. */
export const Compared = Schema.TaggedStruct("Compared", {
  server: Schema.String,
  cases: Schema.Int,
  requests: Schema.Int,
  differences: Schema.Array(Schema.Struct({
    /** Where in the response, such as `body.error.code`, `status` or `headers.content-range`. */
    path: Schema.String,
    /** Method and path of the request. */
    request: Schema.String,
    /** Values with secrets masked. */
    server: Schema.String,
    mock: Schema.String,
    /** Ids of the cases with this difference. */
    cases: Schema.Array(Schema.String)
  }))
})

/** A publish begins or resumes. */
export const Started = Schema.TaggedStruct("Started", {
  /** What is published, such as the name of a file. Absent if an earlier publish resumes. */
  file: Schema.optionalKey(Schema.String),
  /** The name of the post that resumes. */
  key: Schema.optionalKey(Schema.String),
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
  LoggedOut,
  WhoAmI,
  Creators,
  CreatorInfo,
  Videos,
  PendingPublishes,
  CancelRequested,
  QuotaLeft,
  SchedulerStarted,
  ScheduledPost,
  Schedule,
  ScheduledPostShown,
  WebhookVerified,
  WebhookSigned,
  WebhookListening,
  WebhookReceived,
  WebhookRefused,
  CompletionScript,
  Diagnosed,
  ComparisonPlanned,
  ComparisonProgress,
  Compared,
  Warned,
  Started,
  Stopped,
  Checked,
  ...Publisher.PublishEvent.members
])
export type CommandEvent = typeof CommandEvent.Type
