import type { Scope } from "./App.ts"
import type { ByteRange, ChunkPlan } from "./chunkPlan.ts"
import type { Contract } from "./Contract.ts"

/** A video on its way in. */
export interface Upload {
  readonly uploadId: string
  /** Secret part of the upload's address; empty when the address has none. */
  readonly token: string
  readonly publishId: string
  /** How the video comes in chunks; undefined for media that are pulled. */
  readonly plan: ChunkPlan | undefined
  /** Bytes the server has for sure, counted from the start. */
  readonly confirmed: number
  readonly chunks: ReadonlyArray<ByteRange & { readonly at: number }>
  /** First bytes of the file in hex. */
  readonly head: string
  readonly sha256: string | undefined
  readonly expiresAt: number
  /** A fixture of the scenario: takes any chunk at any time. */
  readonly anyOrder: boolean
}

/** What a creator allowed an app to do. */
export interface Grant {
  readonly appId: string
  readonly openId: string
  readonly scopes: ReadonlyArray<Scope>
}

/** A code from the consent page, waiting for its exchange. */
export interface AuthorizationCode extends Grant {
  readonly code: string
  readonly redirectUri: string
  /** SHA-256 of the verifier: in lower-case hex, which is TikTok's deviation, or as RFC 7636 writes it. */
  readonly challenge: string | undefined
  readonly expiresAt: number
  readonly used: boolean
  /** A fixture of the scenario: exchanged as often as one likes. */
  readonly reusable: boolean
}

/** A token that opens the API for one creator. */
export interface AccessToken extends Grant {
  readonly token: string
  /** Name of the API under which the token was born. */
  readonly contract: Contract
  readonly expiresAt: number
  readonly revokedAt?: number | undefined
}

/** A token for the next access token. */
export interface RefreshToken extends Grant {
  readonly token: string
  readonly expiresAt: number
  readonly rotatedAt: number | undefined
  readonly revokedAt?: number | undefined
  /** A fixture of the scenario: does not rotate. */
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

/** The content of a webhook event. */
type WebhookEventContent =
  | {
    readonly _tag: "Post"
    readonly publishId: string
    readonly draft: boolean
    readonly postId?: string | undefined
    readonly reason?: string | undefined
  }
  | { readonly _tag: "Removal"; readonly reason: RemovalReason }
  /** JSON that is sent as it is. */
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
  /** Status of the app's answer; undefined when none came. */
  readonly status: number | undefined
  readonly error: string | undefined
}

/** A webhook event with its delivery attempts. */
export interface Delivery extends WebhookEvent {
  readonly attempts: ReadonlyArray<Attempt>
  /** `dropped` after 72 hours without a 200. */
  readonly outcome: "waiting" | "delivered" | "dropped"
  /** When it is tried next, in epoch milliseconds; undefined when it is no longer. */
  readonly nextAt: number | undefined
}

/** Why an app may no longer act for a creator, with the number that webhooks give. */
export const removalReasons = {
  unknown: 0,
  "user-disconnected": 1,
  "account-deleted": 2,
  "age-changed": 3,
  "account-banned": 4,
  "developer-revoked": 5
} as const

/** Why an app may no longer act for a creator. */
export type RemovalReason = keyof typeof removalReasons
