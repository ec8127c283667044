import type * as Duration from "effect/Duration"
import type * as Redacted from "effect/Redacted"
import type * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { OperationName } from "../contract/operationNames.ts"
import type * as Post from "../Post.ts"
import type { InvalidInput, MalformedResponse, OffsetMismatch, Refusal, UploadExpired } from "../TikTokError.ts"
import type { CreatorInfo, CreatorProfile } from "./creator.ts"
import type { Limit } from "./quota.ts"
import type { StatusReport } from "./status.ts"
import type { Plan } from "./upload.ts"
import type { VideoInfo, VideoPage } from "./video.ts"

/**
 * A request before base URL and bearer token are added.
 *
 * @category wire
 * @since 0.1.0
 */
export interface WireRequest {
  readonly method: "GET" | "POST"
  /** Absolute path, such as `/v2/oauth/token/`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>> | undefined
  /** Sent as JSON; must not be logged. */
  readonly json?: unknown
  /** Sent as a form; must not be logged. */
  readonly form?: Readonly<Record<string, string>> | undefined
}

/**
 * A response as it arrived.
 *
 * @category wire
 * @since 0.1.0
 */
export interface WireResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly text: string
}

/**
 * An operation of the API: how to encode the request and decode the response.
 *
 * @category wire
 * @since 0.1.0
 */
export interface Operation<in I, out A> {
  /** Stable name for errors and spans, such as `video.init`. */
  readonly name: OperationName
  readonly encode: (input: I) => WireRequest
  readonly decode: (response: WireResponse, input: I) => Result.Result<A, Refusal | MalformedResponse>
}

/**
 * Credentials of an app.
 *
 * @category models
 * @since 0.1.0
 */
export interface App {
  readonly clientKey: string
  readonly clientSecret: Redacted.Redacted<string>
}

/**
 * Tokens as TikTok issues them.
 *
 * @category models
 * @since 0.1.0
 */
export interface TokenGrant {
  readonly accessToken: Redacted.Redacted<string>
  /**
   * Absent if TikTok sends none. After a refresh, the old one remains. After a login, the creator must log in again when
   * the access token expires.
   */
  readonly refreshToken?: Redacted.Redacted<string> | undefined
  readonly expiresIn: Duration.Duration
  /** Absent if TikTok does not say. */
  readonly refreshExpiresIn?: Duration.Duration | undefined
  /** Absent if TikTok does not say. Then they are the requested scopes, or those from before the refresh. */
  readonly scopes?: ReadonlyArray<string> | undefined
}

/**
 * Tokens of a login. The response should name their creator.
 *
 * @category models
 * @since 0.1.0
 */
export interface LoginGrant extends TokenGrant {
  /** Absent if TikTok does not say. Then the library asks for the profile. */
  readonly creator?: Post.CreatorId | undefined
}

/**
 * A token of the app itself, without a creator or scope. It is for the Research
 * and Commercial Content APIs and publishes nothing (tiktok-live, section 2.3).
 *
 * @category models
 * @since 0.1.0
 */
export interface ClientToken {
  readonly accessToken: Redacted.Redacted<string>
  readonly expiresIn: Duration.Duration
}

/**
 * The source of a video's bytes in an init.
 *
 * @category models
 * @since 0.1.0
 */
export type VideoSource =
  | { readonly _tag: "Upload"; readonly plan: Plan }
  | { readonly _tag: "Pull"; readonly url: string }

/**
 * The result of an init that TikTok accepts.
 *
 * @category models
 * @since 0.1.0
 */
export interface Accepted {
  readonly publishId: Post.PublishId
  /** Carries a token. */
  readonly uploadUrl?: Redacted.Redacted<string> | undefined
  readonly uploadExpiresIn?: Duration.Duration | undefined
}

/**
 * A chunk as it was sent, in bytes of the whole file.
 *
 * @category models
 * @since 0.1.0
 */
export interface ChunkSent {
  /** First byte of the chunk. */
  readonly start: number
  /** First byte after the chunk. */
  readonly end: number
  readonly size: number
}

/**
 * Names of the calls that count against a limit.
 *
 * @category models
 * @since 0.1.0
 */
export const LimitedCall = Schema.Literals([
  "video.init",
  "inbox.init",
  "photo.init",
  "photo.draft",
  "creator.info",
  "status"
])

/**
 * @category models
 * @since 0.1.0
 */
export type LimitedCall = typeof LimitedCall.Type

/**
 * One wire contract, by product. A contract that lacks a product or an
 * operation leaves it out, and asking for it fails with `Unsupported`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Contract {
  readonly name: "catalog" | "live"
  readonly oauth: OAuth
  /** The profile of a creator. */
  readonly user: { readonly info: Operation<ReadonlyArray<keyof CreatorProfile>, CreatorProfile> }
  /** What a creator may post at the moment. */
  readonly creator?: { readonly info: Operation<void, CreatorInfo> }
  readonly posts: Posts
  readonly upload: Upload
  /** The public videos of a creator. */
  readonly videos?: {
    readonly list: Operation<{ readonly cursor: number | undefined; readonly count: number }, VideoPage>
    readonly query: Operation<ReadonlyArray<Post.PostId>, ReadonlyArray<VideoInfo>>
  }
  /** The limits of a call of this app for this creator. */
  readonly limits: (call: LimitedCall, creator: Post.CreatorId, clientKey: string) => ReadonlyArray<Limit>
}

/**
 * Logins and tokens.
 *
 * @category models
 * @since 0.1.0
 */
export interface OAuth {
  /** Query of the authorize page. */
  readonly authorizeQuery: (input: {
    readonly clientKey: string
    readonly redirectUri: string
    readonly scopes: ReadonlyArray<string>
    readonly state: string
    /** Whether TikTok shows the page even if the creator has a session. */
    readonly alwaysAsk: boolean
    /** SHA-256 of the code verifier. */
    readonly codeDigest: Uint8Array
  }) => Readonly<Record<string, string>>
  readonly exchange: Operation<
    {
      readonly app: App
      readonly code: Redacted.Redacted<string>
      readonly redirectUri: string
      readonly codeVerifier: Redacted.Redacted<string>
    },
    LoginGrant
  >
  readonly refresh: Operation<{ readonly app: App; readonly refreshToken: Redacted.Redacted<string> }, TokenGrant>
  readonly revoke?: Operation<{ readonly app: App; readonly accessToken: Redacted.Redacted<string> }, void>
  readonly clientToken?: Operation<App, ClientToken>
}

/**
 * Inits of posts and drafts, their status, and cancel.
 *
 * @category models
 * @since 0.1.0
 */
export interface Posts {
  readonly video: Operation<{ readonly post: Post.Video; readonly source: VideoSource }, Accepted>
  readonly videoDraft: Operation<{ readonly source: VideoSource }, Accepted>
  readonly photos: Operation<Post.Photos, Accepted>
  readonly photosDraft?: Operation<Post.PhotosDraft, Accepted>
  readonly status: Operation<
    { readonly publishId: Post.PublishId; readonly kind?: Post.Post["_tag"] | undefined },
    StatusReport
  >
  readonly cancel?: Operation<Post.PublishId, void>
}

/**
 * The chunks of an upload.
 *
 * @category models
 * @since 0.1.0
 */
export interface Upload {
  /** The chunks of a file of `size` bytes. */
  readonly plan: (size: number, chunkSize?: number) => Result.Result<Plan, InvalidInput>
  /** Where chunk `index` (zero-based) is put. */
  readonly chunkUrl: (uploadUrl: string, index: number) => string
  /** Whether TikTok has the chunk. */
  readonly chunkResponse: (
    response: WireResponse,
    chunk: ChunkSent
  ) => Result.Result<void, Refusal | UploadExpired | OffsetMismatch>
  /**
   * How many bytes TikTok may have, by the headers of a chunk's response. The likelier number comes first. Empty if the
   * headers do not say.
   */
  readonly chunkProgress: (response: Pick<WireResponse, "headers">, chunk: ChunkSent) => ReadonlyArray<number>
}

/**
 * What TikTok's pages about the live API leave open.
 *
 * @category options
 * @since 0.1.0
 */
export interface LiveOptions {
  /**
   * The encoding of the code challenge of a login. TikTok documents hex, unlike RFC
   * 7636. `none` sends no challenge.
   *
   * @default "hex"
   */
  readonly challenge?: "hex" | "base64url" | "none" | undefined
}
