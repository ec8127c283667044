import type { Scope } from "./App.ts"
import type { ByteRange, ChunkPlan } from "./chunkPlan.ts"
import type { Contract } from "./ContractRules.ts"

/** The upload of a post. */
export interface Upload {
  readonly uploadId: string
  /** The secret in the upload URL; empty when the URL has none. */
  readonly token: string
  readonly publishId: string
  /** The chunk plan; undefined for a pull. */
  readonly plan: ChunkPlan | undefined
  /** Number of confirmed bytes, from the start of the video. */
  readonly confirmed: number
  readonly chunks: ReadonlyArray<ByteRange & { readonly at: number }>
  /** First bytes of the file in hex. */
  readonly head: string
  readonly sha256: string | undefined
  readonly expiresAt: number
  /** A fixture of the scenario that accepts any chunk at any time. */
  readonly anyOrder: boolean
}

/** A chunk whose bytes are arriving. They do not count before its end. */
export interface ArrivingChunk {
  readonly first: number
  received: number
}

/** What a creator allows an app to do. */
export interface Grant {
  readonly appId: string
  readonly openId: string
  readonly scopes: ReadonlyArray<Scope>
}

/** A code from the consent page. */
export interface AuthorizationCode extends Grant {
  readonly code: string
  readonly redirectUri: string
  /** SHA-256 of the verifier: in lower-case hex as TikTok documents, or in base64url as in RFC 7636. */
  readonly challenge: string | undefined
  readonly expiresAt: number
  readonly used: boolean
  /** A fixture of the scenario that can be exchanged more than once. */
  readonly reusable: boolean
}

/** An access token of a creator. */
export interface AccessToken extends Grant {
  readonly token: string
  /** The contract that issued the token. */
  readonly contract: Contract
  readonly expiresAt: number
  readonly revokedAt?: number | undefined
}

/** A refresh token of a creator. */
export interface RefreshToken extends Grant {
  readonly token: string
  readonly expiresAt: number
  readonly rotatedAt: number | undefined
  readonly revokedAt?: number | undefined
  /** A fixture of the scenario that does not rotate. */
  readonly reusable: boolean
}

/** The names of TikTok's webhook events. */
export const webhookEventNames = [
  "post.publish.failed",
  "post.publish.complete",
  "post.publish.inbox_delivered",
  "post.publish.publicly_available",
  // TikTok's spelling.
  "post.publish.no_longer_publicaly_available",
  "authorization.removed",
  "video.upload.failed",
  "video.publish.completed",
  "portability.download.ready"
] as const

/** The name of a webhook event. */
export type WebhookEventName = (typeof webhookEventNames)[number]

type WebhookEventContent =
  | {
    readonly _tag: "Post"
    readonly publishId: string
    readonly draft: boolean
    readonly postId?: string | undefined
    readonly reason?: string | undefined
  }
  | { readonly _tag: "Removal"; readonly reason: RemovalReason }
  /** JSON that is sent unchanged. */
  | { readonly _tag: "Raw"; readonly json: string }

/** A webhook event for an app. */
export interface WebhookEvent {
  readonly id: string
  readonly event: WebhookEventName
  readonly appId: string
  readonly openId: string | undefined
  /** In epoch milliseconds. */
  readonly at: number
  readonly content: WebhookEventContent
}

/** One attempt to deliver a webhook. */
export interface Attempt {
  readonly at: number
  /** Status of the app's response; undefined when there was none. */
  readonly status: number | undefined
  readonly error: string | undefined
  /** Where it was sent. */
  readonly url?: string | undefined
  /** The header `TikTok-Signature`. */
  readonly signature?: string | undefined
  /** The start of the body of the app's response. */
  readonly response?: string | undefined
}

/** A webhook event with its delivery attempts. */
export interface Delivery extends WebhookEvent {
  readonly attempts: ReadonlyArray<Attempt>
  /** `dropped` after 72 hours without a 200, and for an event of a starting state or from before its app had a URL. */
  readonly outcome: "waiting" | "delivered" | "dropped"
  /** When the next attempt is due, in epoch milliseconds; undefined when there is none. */
  readonly nextAt: number | undefined
}

/** Why an app lost its permission for a creator, with the number in the webhook. */
export const removalReasons = {
  unknown: 0,
  "user-disconnected": 1,
  "account-deleted": 2,
  "age-changed": 3,
  "account-banned": 4,
  "developer-revoked": 5
} as const

/** Why an app lost its permission for a creator. */
export type RemovalReason = keyof typeof removalReasons
