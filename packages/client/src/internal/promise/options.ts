import type {
  Plan,
  Post,
  Report,
  RequestEvent,
  ResponseEvent,
  RetryEvent,
  Tokens,
  Uploadable,
  WaitEvent,
  WebhookEvent
} from "./models.ts"

/**
 * A line of the library's log.
 *
 * @category options
 * @since 0.1.0
 */
export interface LogLine {
  readonly level: string
  readonly message: string
  readonly at: Date
  /** What the line is about, such as the key of a publish. */
  readonly annotations: Readonly<Record<string, unknown>>
  /** The error that the line reports. */
  readonly error?: unknown
}

/**
 * How TikTok is reached, and where state is kept.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /** The API on the wire: `"live"` for TikTok. There is no default. */
  readonly contract: "catalog" | "live"
  /** Client key of the app, from TikTok's developer portal. */
  readonly clientKey: string
  /** Client secret of the app. */
  readonly clientSecret: string
  /**
   * Where tokens, limits and checkpoints are kept: `"memory"` for scripts and tests, a folder for the processes of one
   * host, or the URL of a Redis or PostgreSQL for any number of processes.
   */
  readonly store: string
  /**
   * Encrypts what is kept outside memory, and is required there: 32 bytes in Base64. Several keys are separated by
   * commas, the newest first.
   */
  readonly encryptionKey?: string | undefined
  /** Starts the names of all keys or tables of the store. */
  readonly prefix?: string | undefined
  /** The initial tokens of a store in memory. */
  readonly tokens?: ReadonlyArray<Tokens> | undefined
  /** One origin for the API and the authorize page, such as a mock server's. @default TikTok's own hosts */
  readonly baseUrl?: string | URL | undefined
  /** How long one call may take, in milliseconds. @default 30000 */
  readonly timeout?: number | undefined
  /** More places where an upload may go: host names and whole origins. @default TikTok's hosts and the base URL's own */
  readonly uploadHosts?: ReadonlyArray<string> | undefined
  /** How many requests to one host run at once. @default 128 */
  readonly maxConnections?: number | undefined
  /** How often a failed call is repeated where that is safe. @default 4 */
  readonly retries?: number | undefined
  /** How long a call waits for room under TikTok's limits, in milliseconds. @default 120000 */
  readonly maxWait?: number | undefined
  /** Sends every request. @default `node:http` on Node, `fetch` otherwise */
  readonly fetch?: typeof fetch | undefined
  /** Receives what the library would log. @default none: the library is silent */
  readonly log?: ((line: LogLine) => void) | undefined
  /** See each request, retry and wait. */
  readonly hooks?: Hooks | undefined
}

/**
 * Callbacks that see each request to TikTok, each retry and each wait for room. Events have no secrets. A call does not
 * wait for its hooks, and what they throw changes nothing.
 *
 * @category options
 * @since 0.1.0
 */
export interface Hooks {
  /** A request is sent. */
  readonly onRequest?: ((event: RequestEvent) => void | Promise<void>) | undefined
  /** It has ended. */
  readonly onResponse?: ((event: ResponseEvent) => void | Promise<void>) | undefined
  /** A call failed and is repeated. */
  readonly onRetry?: ((event: RetryEvent) => void | Promise<void>) | undefined
  /** A call waits for room under a limit. */
  readonly onWait?: ((event: WaitEvent) => void | Promise<void>) | undefined
}

/**
 * What every call takes.
 *
 * @category options
 * @since 0.1.0
 */
export interface CallOptions {
  /** Aborts the call: its connection is closed, and its promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/**
 * How a publish is followed to its outcome.
 *
 * @category options
 * @since 0.1.0
 */
export interface ResumeOptions extends CallOptions {
  /** Milliseconds between two status calls. @default 5000 */
  readonly pollEvery?: number | undefined
  /** How long to ask for the outcome, after the last byte, in milliseconds. @default 600000 */
  readonly deadline?: number | undefined
  /** Webhooks as a second source of the outcome, such as `webhooks.events()`. @default none */
  readonly webhooks?: AsyncIterable<WebhookEvent> | undefined
}

/**
 * How one post is published.
 *
 * @category options
 * @since 0.1.0
 */
export interface PublishOptions extends ResumeOptions {
  /** Bytes in a chunk. @default one chunk up to 64,000,000 bytes, 10,000,000 above */
  readonly chunkSize?: number | undefined
  /**
   * Your name for this post. With it, the publish survives a crash: the same key and the same request resume where the
   * last run ended, or return the known outcome.
   */
  readonly key?: string | undefined
}

/**
 * How a post is followed that may be published elsewhere.
 *
 * @category options
 * @since 0.1.0
 */
export interface FollowOptions extends ResumeOptions {
  /** What was published. It distinguishes a delivered draft from a post. */
  readonly kind?: Post["_tag"] | undefined
}

/**
 * How unfinished publishes are found and resumed.
 *
 * @category options
 * @since 0.1.0
 */
export interface RecoverOptions extends ResumeOptions {
  /** How often to look for unfinished publishes, in milliseconds. @default 30000 */
  readonly every?: number | undefined
  /** How many posts to send at a time. @default 4 */
  readonly concurrency?: number | undefined
  /** Receives what happens to each publish. @default a line for `create({ log })`, so nothing without it */
  readonly report?: ((report: Report) => void | Promise<void>) | undefined
}

/**
 * What to upload, and where.
 *
 * @category options
 * @since 0.1.0
 */
export interface UploadRequest extends CallOptions {
  /** The bytes to send. */
  readonly media: Uploadable
  /** From `uploader.plan`, for the same media. */
  readonly plan: Plan
  /** Whose tokens are removed from errors. */
  readonly creator?: string | undefined
  /** From the response to the init. A secret. */
  readonly uploadUrl: string
  /** Bytes that TikTok has confirmed to an earlier run. @default none: the upload is new */
  readonly confirmed?: number | undefined
  /** Asks how many bytes TikTok has. `undefined` or a failure means that the number is not known. */
  readonly progress?: (() => Promise<number | undefined>) | undefined
  /** Runs once, before the request whose arrival makes TikTok publish. */
  readonly beforeLast?: (() => Promise<void>) | undefined
}

/**
 * A webhook as it arrived.
 *
 * @category options
 * @since 0.1.0
 */
export interface Delivery extends CallOptions {
  /** The headers of the request, of the web or of Node. Case does not matter in their names. */
  readonly headers: Headers | Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  /** The body as it arrived. JSON that was parsed and encoded again may differ. */
  readonly body: Uint8Array | string
  /** How far the time in the header may be from now, in milliseconds. @default 300000 */
  readonly tolerance?: number | undefined
}
