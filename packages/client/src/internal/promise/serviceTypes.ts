/// <reference lib="esnext.disposable" preserve="true" />

import type {
  Authorization,
  Callback,
  Checkpoint,
  ClientToken,
  CreatorInfo,
  CreatorProfile,
  Handout,
  HandoutPost,
  Limit,
  Listed,
  Login,
  MediaIdentity,
  Outcome,
  Pending,
  Plan,
  Post,
  PublishEvent,
  Slot,
  StatusReport,
  Tokens,
  Uploadable,
  UploadEvent,
  Usage,
  VideoInfo,
  Wait,
  WebhookEvent
} from "./models.ts"
import type {
  CallOptions,
  Delivery,
  FollowOptions,
  PublishOptions,
  RecoverOptions,
  ResumeOptions,
  UploadRequest
} from "./options.ts"

/**
 * Logs creators in and keeps valid tokens for them.
 *
 * @category services
 * @since 0.1.0
 */
export interface Auth {
  /** Begins a login. Posts need the scope `video.publish`, drafts `video.upload`. */
  readonly authorize: (
    options: CallOptions & {
      readonly redirectUri: string
      readonly scopes: ReadonlyArray<string>
      /** Shows the page even when the creator has a session. @default false */
      readonly alwaysAsk?: boolean | undefined
    }
  ) => Promise<Authorization>
  /** Reads the URL that the creator came back with. */
  readonly callback: (authorization: Authorization, url: string | URL, options?: CallOptions) => Promise<Callback>
  /** Exchanges a code for tokens and stores them. */
  readonly exchange: (authorization: Authorization, code: string, options?: CallOptions) => Promise<Login>
  /** Finishes a login: `callback`, then `exchange`. */
  readonly complete: (authorization: Authorization, url: string | URL, options?: CallOptions) => Promise<Login>
  /** A valid token, refreshed if necessary. */
  readonly accessToken: (creator: string, options?: CallOptions) => Promise<string>
  /** Revokes the app's access and removes the tokens. */
  readonly revoke: (creator: string, options?: CallOptions) => Promise<void>
  /** A token of the app itself, for other APIs of TikTok. */
  readonly clientToken: (options?: CallOptions) => Promise<ClientToken>
  /** Refreshes now, at any time before or after the expiry. */
  readonly refresh: (creator: string, options?: CallOptions) => Promise<Tokens>
  /**
   * Makes a call of your own with a token. If the call throws `TokenRejected`, the token is refreshed and the call is
   * made once more.
   */
  readonly withToken: <A>(
    creator: string,
    call: (token: string, signal: AbortSignal) => Promise<A>,
    options?: CallOptions
  ) => Promise<A>
}

/**
 * Asks TikTok about a creator.
 *
 * @category services
 * @since 0.1.0
 */
export interface Creator {
  /** Fetches the profile, or only some fields of it. */
  readonly profile: (
    creator: string,
    options?: CallOptions & { readonly only?: ReadonlyArray<keyof CreatorProfile> | undefined }
  ) => Promise<CreatorProfile>
  /** What the creator may do now. */
  readonly info: (creator: string, options?: CallOptions) => Promise<CreatorInfo>
}

/**
 * Lists videos. Needs the scope `video.list`.
 *
 * @category services
 * @since 0.1.0
 */
export interface Videos {
  /** Every public video, newest first. */
  readonly list: (
    creator: string,
    options?: CallOptions & {
      /** Only videos older than this. */
      readonly before?: Date | undefined
    }
  ) => AsyncIterable<VideoInfo>
  /** The given posts, without those of other creators. */
  readonly query: (
    creator: string,
    ids: ReadonlyArray<string>,
    options?: CallOptions
  ) => Promise<ReadonlyArray<VideoInfo>>
}

/**
 * Publishes posts.
 *
 * @category services
 * @since 0.1.0
 */
export interface Publisher {
  /** Publishes and returns the outcome. */
  readonly publish: (creator: string, post: Post, options?: PublishOptions) => Promise<Outcome>
  /** Publishes when it is iterated, and yields events. Leaving the loop stops the publish. */
  readonly publishStream: (creator: string, post: Post, options?: PublishOptions) => AsyncIterable<PublishEvent>
  /** Resumes a publish of an earlier run from its checkpoint. */
  readonly resume: (key: string, options?: ResumeOptions) => Promise<Outcome>
  /** Like `resume`, with events. */
  readonly resumeStream: (key: string, options?: ResumeOptions) => AsyncIterable<PublishEvent>
  /** Starts to resume every unfinished publish, until the signal aborts or the client is closed. */
  readonly recover: (options?: RecoverOptions) => Promise<void>
  /** Announces a video whose bytes another program has, and hands out what `effect-tiktok/upload` needs there. */
  readonly handOut: (
    creator: string,
    post: HandoutPost,
    options?: CallOptions & Pick<PublishOptions, "chunkSize">
  ) => Promise<Handout>
  /** Asks TikTok to cancel a publish whose media it still fetches. */
  readonly cancel: (creator: string, publishId: string, options?: CallOptions) => Promise<void>
  /** Publishes without a known outcome. */
  readonly pending: (options?: CallOptions) => Promise<ReadonlyArray<Pending>>
}

/**
 * Asks for the status of posts.
 *
 * @category services
 * @since 0.1.0
 */
export interface Poller {
  /** Makes one status call. */
  readonly get: (
    creator: string,
    publishId: string,
    options?: Pick<FollowOptions, "kind" | "signal">
  ) => Promise<StatusReport>
  /** Yields a report for every status call, until the last one or the deadline. */
  readonly follow: (creator: string, publishId: string, options?: FollowOptions) => AsyncIterable<StatusReport>
  /** Polls until the outcome is known. */
  readonly outcome: (creator: string, publishId: string, options?: FollowOptions) => Promise<Outcome>
}

/**
 * Plans and performs uploads.
 *
 * @category services
 * @since 0.1.0
 */
export interface Uploader {
  /** Reads the size of the media and plans its chunks. */
  readonly plan: (
    media: Uploadable,
    options?: CallOptions & {
      /** Bytes. */
      readonly chunkSize?: number | undefined
    }
  ) => Promise<Plan>
  /** The identity of the media now, to compare with an earlier one. */
  readonly identify: (media: Uploadable, options?: CallOptions) => Promise<MediaIdentity>
  /** Sends the chunks in order, once it is iterated. Leaving the loop stops the upload. */
  readonly upload: (request: UploadRequest) => AsyncIterable<UploadEvent>
}

/**
 * Counts calls against limits.
 *
 * @category services
 * @since 0.1.0
 */
export interface Quota {
  /** Takes one slot in every limit, and waits for room. */
  readonly take: (
    limits: ReadonlyArray<Limit>,
    options?: CallOptions & {
      /** Runs each time the call starts to wait. What it throws changes nothing. */
      readonly onWait?: ((wait: Wait) => void | Promise<void>) | undefined
    }
  ) => Promise<Slot>
  /** How much is used of each limit: those of a creator and the app, or these. Takes no slot. */
  readonly usage: (of: string | ReadonlyArray<Limit>, options?: CallOptions) => Promise<ReadonlyArray<Usage>>
  /** Milliseconds until every limit has room. */
  readonly nextSlot: (limits: ReadonlyArray<Limit>, options?: CallOptions) => Promise<number>
  /** Pauses a limit, for its window or for a time. */
  readonly pause: (
    limit: Limit,
    options?: CallOptions & {
      /** Milliseconds. */
      readonly duration?: number | undefined
    }
  ) => Promise<void>
  /** Gives a limit all its room. */
  readonly reset: (limit: Limit, options?: CallOptions) => Promise<void>
}

/**
 * Keeps one set of tokens for each creator.
 *
 * @category services
 * @since 0.1.0
 */
export interface TokenStore {
  readonly get: (creator: string, options?: CallOptions) => Promise<Tokens | undefined>
  /** Stores tokens over any record, such as those of another program. */
  readonly set: (tokens: Tokens, options?: CallOptions) => Promise<void>
  /** Stores `next` if the store still holds `previous`. Returns whether it did. */
  readonly replace: (previous: Tokens, next: Tokens, options?: CallOptions) => Promise<boolean>
  readonly remove: (creator: string, options?: CallOptions) => Promise<void>
  /** The creators whose tokens are stored, in no order. */
  readonly list: (options?: CallOptions) => Promise<ReadonlyArray<string>>
}

/**
 * Keeps one checkpoint for each key.
 *
 * @category services
 * @since 0.1.0
 */
export interface Checkpoints {
  /** The checkpoint of a key. */
  readonly get: (key: string, options?: CallOptions) => Promise<Checkpoint | undefined>
  /** Frees a key, once a person has found that there is no post. The next publish under it starts again. */
  readonly free: (key: string, options?: CallOptions) => Promise<void>
  /** Checkpoints without a known outcome, and records that cannot be read. */
  readonly open: (options?: CallOptions) => Promise<ReadonlyArray<Listed>>
  /** Checkpoints whose outcome became known at this time or later, and records that cannot be read. */
  readonly closedSince: (time: Date, options?: CallOptions) => Promise<ReadonlyArray<Listed>>
  /** Removes checkpoints whose outcome has been known for longer than these milliseconds, and returns how many. */
  readonly prune: (olderThan: number, options?: CallOptions) => Promise<number>
}

/**
 * Receives TikTok's webhooks.
 *
 * @category services
 * @since 0.1.0
 */
export interface Webhooks {
  /** Checks that a webhook is from TikTok and recent. */
  readonly verify: (delivery: Delivery) => Promise<void>
  /** Reads a body whose signature was already checked. */
  readonly decode: (body: Uint8Array | string, options?: CallOptions) => Promise<WebhookEvent>
  /** Checks a webhook, then reads it. */
  readonly receive: (delivery: Delivery) => Promise<WebhookEvent>
  /** The value of `TikTok-Signature` for a body, for tests of your route. */
  readonly testHeader: (
    body: Uint8Array | string,
    options?: CallOptions & {
      /** When it was signed. @default now */
      readonly at?: Date | undefined
    }
  ) => Promise<string>
  /** The identity of an event, equal for every delivery of it. */
  readonly dedupKey: (event: WebhookEvent) => string
  /**
   * Passes an event to all who read `events`, in every process that shares a Redis or PostgreSQL as store. Returns
   * `false` if it is a repeated delivery.
   */
  readonly publish: (event: WebhookEvent, options?: CallOptions) => Promise<boolean>
  /** The events that this process remembers, then new ones. */
  readonly events: (options?: CallOptions) => AsyncIterable<WebhookEvent>
}

/**
 * Every service, until it is closed.
 *
 * @category services
 * @since 0.1.0
 */
export interface TikTok {
  readonly auth: Auth
  readonly checkpoints: Checkpoints
  readonly creator: Creator
  readonly poller: Poller
  readonly publisher: Publisher
  readonly quota: Quota
  readonly tokens: TokenStore
  readonly uploader: Uploader
  readonly videos: Videos
  readonly webhooks: Webhooks
  /** Aborts what runs, and closes all connections. Calls that it aborts reject with an `AbortError`, and so do later ones. */
  readonly close: () => Promise<void>
  /** Like `close`, for `await using`. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}
