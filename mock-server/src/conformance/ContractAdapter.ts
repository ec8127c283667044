import { type Client, codeOf, dataOf, expect, type Fields, objectOf, textOf, type WireResponse } from "./Client.ts"
import type { ContractName, LoginOptions } from "./Options.ts"

/** The states of a post, for both contracts. */
export type PostState = "in progress" | "published" | "in the inbox" | "failed"

/** The reasons of a refusal in the envelope, for both contracts. */
export type RefusalReason =
  | "bad token"
  | "missing scope"
  | "bad request"
  | "unknown privacy level"
  | "privacy level not offered"
  | "foreign url"
  | "unknown post"
  | "foreign post"
  | "unaudited app"
  | "banned creator"
  | "too many requests"
  | "too many posts"
  | "too many drafts"
  | "too many creators"
  | "old app"
  | "not cancelable"
  | "field outside scope"

/** The reasons of a refused token request, for both contracts. */
export type TokenRefusal =
  | "bad client"
  | "bad grant"
  | "bad grant type"
  | "bad token request"
  | "bad redirect"
  | "bad verifier"

/** HTTP status, and the codes that the status may have. */
export type Expected = readonly [status: number, ...codes: ReadonlyArray<string>]

/** The differences between the two contracts for a client. */
export interface ContractAdapter {
  readonly name: ContractName
  readonly exchange: (client: Client, fields: Readonly<Record<string, string>>) => Promise<WireResponse>
  /** Reads the data of a token response. */
  readonly tokens: (response: WireResponse) => Fields
  /** Reads the code of a refused token request. */
  readonly oauthCode: (response: WireResponse) => string
  readonly oauthCodes: Readonly<Record<TokenRefusal, string>>
  /** A token that was never issued. */
  readonly unknownToken: string
  /** Privacy level of a private post. */
  readonly privacy: string
  /** Path of a call that only reads, with its method. */
  readonly profile: (client: Client, token: string | undefined) => Promise<WireResponse>
  readonly stateOf: (status: unknown) => PostState | undefined
  /** States of a draft in the inbox. */
  readonly deliveredDraft: ReadonlyArray<PostState>
  readonly refusals: Readonly<Partial<Record<RefusalReason, Expected>>>
  /** The documented messages of refusals. */
  readonly messages: Readonly<Partial<Record<RefusalReason, string>>>
  /** Values of `data` in an error. */
  readonly isErrorData: (data: unknown) => boolean
  /** Statuses of an accepted chunk, before the last one and for the last one. */
  readonly chunkStatuses: { readonly more: ReadonlyArray<number>; readonly last: ReadonlyArray<number> }
  /** The URL of a chunk. Parts are counted from 1. */
  readonly chunkUrl: (uploadUrl: string, part: number) => string
}

const TOKEN_PATH = "/v2/oauth/token/"

const catalogStates: Readonly<Record<string, PostState>> = {
  PROCESSING: "in progress",
  POSTING: "in progress",
  POSTED: "published",
  FAILED: "failed"
}

const liveStates: Readonly<Record<string, PostState>> = {
  PROCESSING_UPLOAD: "in progress",
  PROCESSING_DOWNLOAD: "in progress",
  SEND_TO_USER_INBOX: "in the inbox",
  PUBLISH_COMPLETE: "published",
  FAILED: "failed"
}

const catalog: ContractAdapter = {
  name: "catalog",
  exchange: (client, fields) => client.post(TOKEN_PATH, fields, undefined),
  tokens: dataOf,
  oauthCode: (response) => {
    expect(response.status === 400, response, "status 400")
    return codeOf(response)
  },
  oauthCodes: {
    "bad client": "invalid_client",
    "bad grant": "invalid_grant",
    "bad grant type": "invalid_request",
    "bad token request": "invalid_request",
    "bad redirect": "invalid_grant",
    "bad verifier": "invalid_grant"
  },
  unknownToken: "v.c0eunknown",
  privacy: "PRIVATE",
  profile: (client, token) => client.get("/v2/creator_info/query/?fields=open_id,display_name", token),
  stateOf: (status) => catalogStates[String(status)],
  // There is no status for the inbox.
  deliveredDraft: ["published"],
  refusals: {
    "bad token": [401, "unauthorized"],
    "missing scope": [401, "scope_not_authorized"],
    "bad request": [400, "invalid_request"],
    "unknown privacy level": [400, "invalid_request"],
    "privacy level not offered": [403, "forbidden"],
    "foreign url": [403, "forbidden"],
    "unknown post": [400, "invalid_request"],
    "foreign post": [403, "forbidden"],
    "unaudited app": [403, "forbidden"],
    "banned creator": [403, "forbidden"],
    "too many requests": [429, "too_many_requests"],
    "too many posts": [429, "too_many_requests"]
  },
  messages: {
    "unaudited app": "Unaudited client can only post to private accounts",
    "too many requests": "Rate limit exceeded"
  },
  isErrorData: (data) => data === null,
  chunkStatuses: { more: [200], last: [200] },
  chunkUrl: (uploadUrl, part) => {
    const url = new URL(uploadUrl)
    url.searchParams.set("part_number", String(part))
    return url.href
  }
}

const badParameter: Expected = [400, "invalid_params", "invalid_param"]

const live: ContractAdapter = {
  name: "live",
  exchange: (client, fields) => client.form(TOKEN_PATH, fields),
  tokens: (response) => {
    expect(response.status === 200, response, "status 200")
    return objectOf(response)
  },
  // The HTTP status is undocumented.
  oauthCode: (response) => textOf(response, objectOf(response), "error"),
  oauthCodes: {
    "bad client": "invalid_client",
    "bad grant": "invalid_grant",
    "bad grant type": "unsupported_grant_type",
    "bad token request": "invalid_request",
    "bad redirect": "invalid_request",
    "bad verifier": "invalid_request"
  },
  unknownToken: "act.unknown",
  privacy: "SELF_ONLY",
  profile: (client, token) => client.post("/v2/post/publish/creator_info/query/", "", token),
  stateOf: (status) => liveStates[String(status)],
  deliveredDraft: ["in the inbox", "published"],
  refusals: {
    "bad token": [401, "access_token_invalid"],
    "missing scope": [401, "scope_not_authorized"],
    "bad request": badParameter,
    "unknown privacy level": [403, "privacy_level_option_mismatch"],
    "privacy level not offered": [403, "privacy_level_option_mismatch"],
    "foreign url": [403, "url_ownership_unverified"],
    "unknown post": [400, "invalid_publish_id"],
    "foreign post": [400, "token_not_authorized_for_specified_publish_id"],
    "unaudited app": [403, "unaudited_client_can_only_post_to_private_accounts"],
    "banned creator": [403, "spam_risk_user_banned_from_posting"],
    "too many requests": [429, "rate_limit_exceeded"],
    "too many posts": [403, "spam_risk_too_many_posts"],
    "too many drafts": [403, "spam_risk_too_many_pending_share"],
    "too many creators": [403, "reached_active_user_cap"],
    "old app": [400, "app_version_check_failed"],
    "not cancelable": [400, "publish_not_cancellable"],
    "field outside scope": [400, "scope_permission_missed"]
  },
  // Most refusals have the same message.
  messages: {},
  isErrorData: (data) => data === undefined || data === null || JSON.stringify(data) === "{}",
  chunkStatuses: { more: [206], last: [201, 200] },
  chunkUrl: (uploadUrl) => uploadUrl
}

export const adapters: Readonly<Record<ContractName, ContractAdapter>> = { catalog, live }

/** The fields of every token request. */
export const credentialsOf = ({ clientKey, clientSecret }: LoginOptions) => ({
  client_key: clientKey,
  client_secret: clientSecret
})
