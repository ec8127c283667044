import type { TikTokError } from "./error.ts"
import type { KeyInUse, Reason, Refusal, StoreFailed, TemporaryRefusal } from "./reasons.ts"

// -----------------------------------------------------------------------------
// logins
// -----------------------------------------------------------------------------

/**
 * A login that was begun. It is plain data: keep it in the creator's session, on the server.
 *
 * @category logins
 * @since 0.1.0
 */
export interface Authorization {
  /** Where to send the creator's browser. */
  readonly url: string
  /** Comes back in the callback. It detects a forged callback. */
  readonly state: string
  /** Proves at the exchange that this login is ours. A secret. */
  readonly codeVerifier: string
  readonly redirectUri: string
  readonly scopes: ReadonlyArray<string>
}

/**
 * The callback of a login that the creator allowed.
 *
 * @category logins
 * @since 0.1.0
 */
export interface Callback {
  /** Works once. A secret. */
  readonly code: string
  readonly scopes: ReadonlyArray<string>
}

/**
 * The tokens of one creator. They are secrets.
 *
 * @category logins
 * @since 0.1.0
 */
export interface Tokens {
  readonly creator: string
  readonly accessToken: string
  /** Without one, the creator must log in again when the access token expires. */
  readonly refreshToken?: string | undefined
  readonly expiresAt: Date
  readonly refreshExpiresAt?: Date | undefined
  readonly scopes: ReadonlyArray<string>
}

/**
 * A login that was finished.
 *
 * @category logins
 * @since 0.1.0
 */
export interface Login {
  /** TikTok's id of the creator. Keep it with your user: every later call names the creator by it. */
  readonly creator: string
  readonly tokens: Tokens
  /** Whether the store has taken the tokens. If not, this process uses them from memory until it does. */
  readonly saved: boolean
  readonly granted: ReadonlyArray<string>
  /** Scopes that were asked for and not allowed. */
  readonly missing: ReadonlyArray<string>
}

/**
 * A token of the app itself.
 *
 * @category logins
 * @since 0.1.0
 */
export interface ClientToken {
  /** A secret. */
  readonly accessToken: string
  /** Milliseconds. */
  readonly expiresIn: number
}

// -----------------------------------------------------------------------------
// posts
// -----------------------------------------------------------------------------

/**
 * Container formats that TikTok accepts for a video.
 *
 * @category posts
 * @since 0.1.0
 */
export type ContentType = "video/mp4" | "video/quicktime" | "video/webm"

/**
 * A video on a disk of this machine. It can be opened again, so its publish survives a crash.
 *
 * @category posts
 * @since 0.1.0
 */
export interface FileMedia {
  readonly file: string
  /** @default by the file name, else `"video/mp4"` */
  readonly contentType?: ContentType | undefined
}

/**
 * A video on a server of yours, which the library reads in ranges and uploads. Its URL and headers are secrets.
 *
 * @category posts
 * @since 0.1.0
 */
export interface HttpMedia {
  readonly http: string | URL
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** @default by the path, else `"video/mp4"` */
  readonly contentType?: ContentType | undefined
  /** Whether the host may be private to this machine or network. @default false */
  readonly allowPrivate?: boolean | undefined
}

/**
 * Bytes that arrive once, in order.
 *
 * @category posts
 * @since 0.1.0
 */
export interface StreamMedia {
  readonly stream: AsyncIterable<Uint8Array>
  /** Exact number of bytes. */
  readonly size: number
  /** @default "video/mp4" */
  readonly contentType?: ContentType | undefined
}

/**
 * Media whose bytes this library uploads.
 *
 * @category posts
 * @since 0.1.0
 */
export type Uploadable = Blob | Uint8Array | FileMedia | HttpMedia | StreamMedia

/**
 * Any source of a video. TikTok itself fetches `url`, from a domain that is verified for the app.
 *
 * @category posts
 * @since 0.1.0
 */
export type Media = Uploadable | { readonly url: string | URL }

/**
 * Who may see a post. There is no default: TikTok wants the creator to choose.
 *
 * @category posts
 * @since 0.1.0
 */
export type PrivacyLevel = "PUBLIC_TO_EVERYONE" | "MUTUAL_FOLLOW_FRIENDS" | "FOLLOWER_OF_CREATOR" | "SELF_ONLY"

/**
 * A video for the creator's profile.
 *
 * @category posts
 * @since 0.1.0
 */
export interface Video {
  readonly _tag: "Video"
  readonly media: Media
  readonly privacyLevel: PrivacyLevel
  /** Caption; at most 2,200 UTF-16 units. */
  readonly title?: string | undefined
  readonly disableComment?: boolean | undefined
  readonly disableDuet?: boolean | undefined
  readonly disableStitch?: boolean | undefined
  /** Position of the frame that becomes the cover, in milliseconds. */
  readonly coverTimestamp?: number | undefined
  /** Paid partnership with a third party. */
  readonly brandContent?: boolean | undefined
  /** Promotion of the creator's own business. */
  readonly brandOrganic?: boolean | undefined
  /** Made with artificial intelligence. */
  readonly isAigc?: boolean | undefined
}

/**
 * A video for the creator's inbox, where the creator finishes and posts it.
 *
 * @category posts
 * @since 0.1.0
 */
export interface VideoDraft {
  readonly _tag: "VideoDraft"
  readonly media: Media
}

/**
 * Photos for the creator's profile.
 *
 * @category posts
 * @since 0.1.0
 */
export interface Photos {
  readonly _tag: "Photos"
  /** 1 to 35 https URLs on a domain or prefix that is verified for the app. */
  readonly images: ReadonlyArray<string | URL>
  /** Zero-based. @default 0 */
  readonly coverIndex?: number | undefined
  readonly privacyLevel: PrivacyLevel
  /** At most 90 UTF-16 units. */
  readonly title?: string | undefined
  /** At most 4,000 UTF-16 units. */
  readonly description?: string | undefined
  readonly disableComment?: boolean | undefined
  readonly autoAddMusic?: boolean | undefined
  /** Paid partnership with a third party. */
  readonly brandContent?: boolean | undefined
  /** Promotion of the creator's own business. */
  readonly brandOrganic?: boolean | undefined
  /** Made with artificial intelligence. */
  readonly isAigc?: boolean | undefined
}

/**
 * Photos for the creator's inbox.
 *
 * @category posts
 * @since 0.1.0
 */
export interface PhotosDraft {
  readonly _tag: "PhotosDraft"
  readonly images: ReadonlyArray<string | URL>
  readonly coverIndex?: number | undefined
  readonly title?: string | undefined
  readonly description?: string | undefined
}

/**
 * Anything `publisher` can publish.
 *
 * @category posts
 * @since 0.1.0
 */
export type Post = Video | VideoDraft | Photos | PhotosDraft

// -----------------------------------------------------------------------------
// outcomes and events of a publish
// -----------------------------------------------------------------------------

/** The outcome could not be stored. The next run of the key must find it again. */
interface Beside {
  readonly unsaved?: StoreFailed | KeyInUse | undefined
}

/**
 * How a publish ended.
 *
 * - `Published`: the post is on the profile. `postIds` is empty for a private post, and until a public one is moderated.
 * - `SentToInbox`: the draft is in the creator's inbox.
 * - `Failed`: TikTok gave up on the post.
 * - `StillProcessing`: the deadline passed. Ask for the status later, and do not publish again.
 * - `OutcomeUnknown`: TikTok may or may not have the post, so a person must check.
 *
 * @category outcomes
 * @since 0.1.0
 */
export type Outcome =
  | Beside & {
    readonly _tag: "Published"
    readonly publishId?: string | undefined
    readonly postIds: ReadonlyArray<string>
    readonly url?: string | undefined
  }
  | Beside & { readonly _tag: "SentToInbox"; readonly publishId: string }
  | Beside & {
    readonly _tag: "Failed"
    readonly publishId: string
    /** TikTok's fail reason, unchanged. */
    readonly failReason: string
    readonly remedy: string
  }
  | Beside & {
    readonly _tag: "StillProcessing"
    readonly publishId: string
    /** The last status, in TikTok's words. */
    readonly status: string
  }
  | Beside & { readonly _tag: "OutcomeUnknown"; readonly detail: string; readonly remedy: string }

/**
 * Identifies media without reading all of it.
 *
 * @category uploads
 * @since 0.1.0
 */
export interface MediaIdentity {
  /** Bytes. */
  readonly size: number
  readonly modifiedAt?: Date | undefined
  /** SHA-256 of bytes in memory, in hex. */
  readonly sha256?: string | undefined
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
}

/**
 * The chunks of a video. The last one also has the remaining bytes.
 *
 * @category uploads
 * @since 0.1.0
 */
export interface Plan {
  /** Bytes. */
  readonly size: number
  /** Bytes. */
  readonly chunkSize: number
  readonly chunkCount: number
  /** The media when it was planned. Absent for bytes in memory. */
  readonly media?: MediaIdentity | undefined
}

/**
 * What happens during an upload: bytes passed to the connection, and bytes that TikTok has.
 *
 * @category uploads
 * @since 0.1.0
 */
export type UploadEvent =
  | { readonly _tag: "BytesSent"; readonly sent: number; readonly size: number }
  | { readonly _tag: "BytesConfirmed"; readonly confirmed: number; readonly size: number; readonly chunks: number }

/**
 * What TikTok knows about a post at one moment.
 *
 * @category outcomes
 * @since 0.1.0
 */
export interface StatusReport {
  readonly stage: "Processing" | "SentToInbox" | "Published" | "Failed" | "Unrecognized"
  /** The status in TikTok's words. */
  readonly status: string
  readonly failReason?: string | undefined
  readonly postIds: ReadonlyArray<string>
  readonly url?: string | undefined
  readonly uploadedBytes?: number | undefined
  readonly downloadedBytes?: number | undefined
  readonly createdAt?: Date | undefined
  readonly postedAt?: Date | undefined
}

/**
 * An event of a publish. The last one is `Finished`.
 *
 * @category outcomes
 * @since 0.1.0
 */
export type PublishEvent =
  | { readonly _tag: "Planned"; readonly plan: Plan }
  | {
    readonly _tag: "WaitingForRoom"
    /** Name of the limit, such as `video init`. */
    readonly limit: string
    readonly scope: "creator" | "app"
    readonly until: Date
  }
  | { readonly _tag: "Initialized"; readonly publishId: string }
  | UploadEvent
  | { readonly _tag: "StatusReceived"; readonly report: StatusReport }
  | { readonly _tag: "Finished"; readonly outcome: Outcome }

// -----------------------------------------------------------------------------
// checkpoints and recovery
// -----------------------------------------------------------------------------

/**
 * How far a publish is.
 *
 * @category recovery
 * @since 0.1.0
 */
export type Phase = "Waiting" | "Accepting" | "Uploading" | "Finishing" | "Following" | "Done"

/**
 * One publish, as it is stored, without its post.
 *
 * @category recovery
 * @since 0.1.0
 */
export interface Checkpoint {
  readonly key: string
  readonly creator: string
  readonly contract: string
  readonly kind: Post["_tag"]
  readonly phase: Phase
  readonly startedAt: Date
  readonly publishId?: string | undefined
  readonly plan?: Plan | undefined
  /** Bytes TikTok has confirmed. */
  readonly confirmed: number
  readonly deadline?: Date | undefined
  readonly outcome?: Outcome | undefined
}

/**
 * A checkpoint, or a record that cannot be read.
 *
 * @category recovery
 * @since 0.1.0
 */
export type Listed =
  | { readonly _tag: "Readable"; readonly checkpoint: Checkpoint }
  | { readonly _tag: "Unreadable"; readonly key: string; readonly because: TikTokError }

/** What every unfinished publish has. */
interface About {
  readonly key: string
  readonly creator: string
  readonly kind: Post["_tag"]
  readonly contract: string
  readonly caption?: string | undefined
  readonly phase: Phase
  readonly startedAt: Date
  readonly publishId?: string | undefined
}

/**
 * A publish that can resume without help.
 *
 * @category recovery
 * @since 0.1.0
 */
export interface Resumable extends About {
  readonly _tag: "Resumable"
}

/** What only a person, or only the program with the bytes, can finish. */
type Helpless =
  | About & { readonly _tag: "NeedsPerson"; readonly detail: string; readonly remedy: string }
  | About & { readonly _tag: "NeedsMedia" }
  | { readonly _tag: "Unreadable"; readonly key: string; readonly record: string; readonly because: StoreFailed }

/**
 * A publish without a known outcome.
 *
 * @category recovery
 * @since 0.1.0
 */
export type Pending = Resumable | Helpless

/**
 * What happened to an unfinished publish.
 *
 * @category recovery
 * @since 0.1.0
 */
export type Report =
  | { readonly _tag: "Ended"; readonly pending: Resumable; readonly outcome: Outcome }
  | { readonly _tag: "Refused" | "Stuck"; readonly pending: Resumable; readonly error: TikTokError }
  | {
    readonly _tag: "Postponed"
    readonly pending: Resumable
    readonly error: TikTokError
    /** Milliseconds. */
    readonly after: number
  }
  | Helpless

// -----------------------------------------------------------------------------
// creators and their videos
// -----------------------------------------------------------------------------

/**
 * A creator's public profile. A field is present if it was requested and TikTok has it.
 *
 * @category creators
 * @since 0.1.0
 */
export interface CreatorProfile {
  readonly creator?: string | undefined
  readonly unionId?: string | undefined
  /** The handle, without `@`. */
  readonly username?: string | undefined
  readonly displayName?: string | undefined
  readonly avatarUrl?: string | undefined
  readonly avatarUrl100?: string | undefined
  readonly avatarLargeUrl?: string | undefined
  readonly avatarMediumUrl?: string | undefined
  readonly avatarSmallUrl?: string | undefined
  readonly avatarSize?: number | undefined
  readonly isVerified?: boolean | undefined
  readonly bio?: string | undefined
  readonly bioLink?: string | undefined
  readonly profileUrl?: string | undefined
  readonly followerCount?: number | undefined
  readonly followingCount?: number | undefined
  readonly videoCount?: number | undefined
  readonly likeCount?: number | undefined
}

/**
 * What a creator may do now. Fetch it anew each time a form for a post is shown.
 *
 * @category creators
 * @since 0.1.0
 */
export interface CreatorInfo {
  readonly avatarUrl?: string | undefined
  readonly username?: string | undefined
  /** Must be shown beside the form. */
  readonly nickname?: string | undefined
  readonly privacyLevels: ReadonlyArray<PrivacyLevel | (string & {})>
  readonly commentDisabled: boolean
  readonly duetDisabled: boolean
  readonly stitchDisabled: boolean
  /** Milliseconds. */
  readonly maxVideoDuration?: number | undefined
}

/**
 * What TikTok shows of a video.
 *
 * @category creators
 * @since 0.1.0
 */
export interface VideoInfo {
  readonly id: string
  readonly createdAt?: Date | undefined
  readonly coverUrl?: string | undefined
  readonly url?: string | undefined
  /** Treat it as untrusted markup. */
  readonly embedHtml?: string | undefined
  readonly embedUrl?: string | undefined
  readonly description?: string | undefined
  readonly title?: string | undefined
  /** Milliseconds. */
  readonly duration?: number | undefined
  readonly width?: number | undefined
  readonly height?: number | undefined
  readonly likeCount?: number | undefined
  readonly commentCount?: number | undefined
  readonly shareCount?: number | undefined
  readonly viewCount?: number | undefined
}

// -----------------------------------------------------------------------------
// limits
// -----------------------------------------------------------------------------

/**
 * At most `limit` calls in any `window`, counted under `key`.
 *
 * @category limits
 * @since 0.1.0
 */
export interface Limit {
  readonly name: string
  readonly key: string
  readonly limit: number
  /** Milliseconds. */
  readonly window: number
  /** @default "creator" */
  readonly scope?: "creator" | "app" | undefined
  /** The refusal that TikTok sends when it is used up. */
  readonly refusal?: Exclude<(Refusal | TemporaryRefusal)["_tag"], "UploadExpired"> | undefined
}

/**
 * How much of a limit is used at the moment, by every process that shares the count.
 *
 * @category limits
 * @since 0.1.0
 */
export interface Usage {
  readonly limit: Limit
  /** Calls within the window. Zero if only TikTok can count. */
  readonly used: number
  /** Calls that may be sent now: zero during a pause, and `Infinity` if only TikTok can count. */
  readonly left: number
  /** Milliseconds until a call may be sent. Zero if one may be sent now. */
  readonly freeIn: number
}

/**
 * A call that waits until a limit has room.
 *
 * @category limits
 * @since 0.1.0
 */
export interface Wait {
  /** The limit that blocks the longest. */
  readonly limit: Limit
  /** Milliseconds, if no other call takes the slot. */
  readonly duration: number
  readonly until: Date
}

/**
 * One call's slot in every limit that it counts against.
 *
 * @category limits
 * @since 0.1.0
 */
export interface Slot {
  /** For a call that was certainly not sent. */
  readonly giveBack: () => Promise<void>
}

// -----------------------------------------------------------------------------
// hooks
// -----------------------------------------------------------------------------

/**
 * A request is sent to TikTok.
 *
 * @category hooks
 * @since 0.1.0
 */
export interface RequestEvent {
  readonly _tag: "Request"
  /** Number of the request in this process. Its `Response` has the same. */
  readonly id: number
  /** Such as `video.init`, or `upload` for one chunk. */
  readonly operation: string
  /** 1 for the first attempt of a call. */
  readonly attempt: number
  readonly host: string
  /** Bytes of the body, for a chunk. */
  readonly bytes?: number | undefined
}

/**
 * A request has ended. Every `Request` has exactly one.
 *
 * @category hooks
 * @since 0.1.0
 */
export interface ResponseEvent extends Omit<RequestEvent, "_tag"> {
  readonly _tag: "Response"
  /** Milliseconds since the request was sent, until the whole response was read. */
  readonly duration: number
  /** HTTP status. Absent if no response arrived. */
  readonly status?: number | undefined
  /** TikTok's id of the request, for its support. */
  readonly logId?: string | undefined
  /** Why the request failed. Absent if it succeeded. */
  readonly reason?: Reason["_tag"] | "Defect" | "Interrupted" | undefined
}

/**
 * A call failed and is repeated after a delay.
 *
 * @category hooks
 * @since 0.1.0
 */
export interface RetryEvent {
  readonly _tag: "Retry"
  readonly operation: string
  /** The attempt that failed. */
  readonly attempt: number
  /** Milliseconds until the next attempt. */
  readonly delay: number
  readonly reason: Reason["_tag"]
  readonly status?: number | undefined
  readonly logId?: string | undefined
}

/**
 * A call waits until one of TikTok's limits has room.
 *
 * @category hooks
 * @since 0.1.0
 */
export interface WaitEvent {
  readonly _tag: "Wait"
  /** Name of the limit, such as `video init`. */
  readonly limit: string
  readonly scope: "creator" | "app"
  /** Milliseconds. */
  readonly delay: number
}

// -----------------------------------------------------------------------------
// webhooks
// -----------------------------------------------------------------------------

/** What every event may have. */
interface OfApp {
  readonly clientKey?: string | undefined
  readonly createdAt?: Date | undefined
}

interface OfCreator extends OfApp {
  readonly creator?: string | undefined
}

interface OfPublish extends OfCreator {
  readonly publishId: string
  readonly publishType?: string | undefined
}

/**
 * What a webhook says.
 *
 * @category webhooks
 * @since 0.1.0
 */
export type WebhookEvent =
  | OfPublish & { readonly _tag: "PublishFailed"; readonly failReason?: string | undefined }
  | OfPublish & { readonly _tag: "PublishCompleted" }
  | OfPublish & { readonly _tag: "InboxDelivered" }
  | OfPublish & { readonly _tag: "PubliclyAvailable"; readonly postId?: string | undefined }
  | OfPublish & { readonly _tag: "NoLongerAvailable"; readonly postId?: string | undefined }
  | OfApp & {
    readonly _tag: "AuthorizationRemoved"
    readonly creator: string
    readonly reason:
      | "Unknown"
      | "UserDisconnected"
      | "AccountDeleted"
      | "AgeChanged"
      | "AccountBanned"
      | "DeveloperRevoked"
      | "Unrecognized"
    readonly code?: string | undefined
  }
  | OfCreator & { readonly _tag: "VideoUploadFailed"; readonly shareId: string }
  | OfCreator & { readonly _tag: "VideoPublishCompleted"; readonly shareId: string }
  | OfApp & { readonly _tag: "PortabilityDownloadReady"; readonly requestId: string }
  | OfCreator & {
    readonly _tag: "Unrecognized"
    readonly event: string
    readonly content: string
    readonly because: string
  }
