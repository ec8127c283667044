import { type Answer, type Client, codeOf, dataOf, expect, type Fields, isFields, objectOf } from "./Client.ts"
import type { LoginOptions } from "./Options.ts"

/** The states of a post, for both contracts. */
export type PostState = "in progress" | "published" | "in the inbox" | "failed"

/** The reasons of a refusal, for both contracts. */
export type RefusalReason =
  | "bad token"
  | "bad body"
  | "bad plan"
  | "unknown post"
  | "foreign url"

/** The differences between the two contracts for a client. */
export interface ContractAdapter {
  readonly exchange: (client: Client, fields: Readonly<Record<string, string>>) => Promise<Answer>
  /** Reads the data of a token response. */
  readonly tokens: (answer: Answer) => Fields
  readonly isOAuthError: (answer: Answer) => boolean
  /** A token that was never issued. */
  readonly unknownToken: string
  /** Privacy level of a private post. */
  readonly privacy: string
  readonly profile: (client: Client, token: string) => Promise<Answer>
  readonly profileFields: (answer: Answer) => ReadonlyArray<unknown>
  readonly stateOf: (status: unknown) => PostState | undefined
  /** States of a draft in the inbox. */
  readonly deliveredDraft: ReadonlyArray<PostState>
  readonly codes: Readonly<Record<RefusalReason, readonly [status: number, ...codes: ReadonlyArray<string>]>>
  /** Statuses of an accepted chunk, before the last one and for the last one. */
  readonly chunkStatuses: { readonly more: ReadonlyArray<number>; readonly last: ReadonlyArray<number> }
  /** The URL of a chunk. Parts are counted from 1. */
  readonly chunkUrl: (uploadUrl: string, part: number) => string
}

const TOKEN_PATH = "/v2/oauth/token/"

const catalog: ContractAdapter = {
  exchange: (client, fields) => client.post(TOKEN_PATH, fields, undefined),
  tokens: dataOf,
  isOAuthError: (answer) => answer.status === 400 && codeOf(answer).startsWith("invalid_"),
  unknownToken: "v.c0eunknown",
  privacy: "PRIVATE",
  profile: (client, token) => client.get("/v2/creator_info/query/?fields=open_id,display_name", token),
  profileFields: (answer) => {
    const { user } = dataOf(answer)
    expect(isFields(user), answer, "data.user")
    return [user["open_id"], user["display_name"]]
  },
  stateOf: (status) =>
    status === "PROCESSING" || status === "POSTING"
      ? "in progress"
      : status === "POSTED"
      ? "published"
      : status === "FAILED"
      ? "failed"
      : undefined,
  // There is no status for the inbox.
  deliveredDraft: ["published"],
  codes: {
    "bad token": [401, "unauthorized"],
    "bad body": [400, "invalid_request"],
    "bad plan": [400, "invalid_request"],
    "unknown post": [400, "invalid_request"],
    "foreign url": [403, "forbidden"]
  },
  chunkStatuses: { more: [200], last: [200] },
  chunkUrl: (uploadUrl, part) => {
    const url = new URL(uploadUrl)
    url.searchParams.set("part_number", String(part))
    return url.href
  }
}

const liveStates: Readonly<Record<string, PostState>> = {
  PROCESSING_UPLOAD: "in progress",
  PROCESSING_DOWNLOAD: "in progress",
  SEND_TO_USER_INBOX: "in the inbox",
  PUBLISH_COMPLETE: "published",
  FAILED: "failed"
}

const live: ContractAdapter = {
  exchange: (client, fields) => client.form(TOKEN_PATH, fields),
  tokens: (answer) => {
    expect(answer.status === 200, answer, "status 200")
    return objectOf(answer)
  },
  // The HTTP status is undocumented.
  isOAuthError: (answer) => typeof objectOf(answer)["error"] === "string",
  unknownToken: "act.unknown",
  privacy: "SELF_ONLY",
  profile: (client, token) => client.post("/v2/post/publish/creator_info/query/", "", token),
  profileFields: (answer) => {
    const data = dataOf(answer)
    const { privacy_level_options: options } = data
    expect(Array.isArray(options) && options.includes("SELF_ONLY"), answer, "SELF_ONLY among the privacy levels")
    return ["creator_username", "creator_nickname"].map((name) => data[name])
  },
  stateOf: (status) => typeof status === "string" ? liveStates[status] : undefined,
  deliveredDraft: ["in the inbox", "published"],
  codes: {
    "bad token": [401, "access_token_invalid"],
    "bad body": [400, "invalid_params", "invalid_param"],
    "bad plan": [400, "invalid_params", "invalid_param"],
    "unknown post": [400, "invalid_publish_id"],
    "foreign url": [403, "url_ownership_unverified"]
  },
  chunkStatuses: { more: [206], last: [201, 200] },
  chunkUrl: (uploadUrl) => uploadUrl
}

/** The contracts by name. */
export const adapters = { catalog, live }

/** The fields of every token request. */
export const credentialsOf = ({ clientKey, clientSecret }: LoginOptions) => ({
  client_key: clientKey,
  client_secret: clientSecret
})
