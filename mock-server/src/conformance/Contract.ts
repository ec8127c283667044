import { type Answer, type Client, codeOf, dataOf, expect, type Fields, isFields, objectOf } from "./Client.ts"
import type { LoginOptions } from "./Options.ts"

/** Where a post can stand, in one language for both contracts. */
export type PostState = "on its way" | "published" | "in the inbox" | "failed"

/** What a call can be refused for, in one language for both contracts. */
export type Refused =
  | "bad token"
  | "bad body"
  | "bad plan"
  | "unknown post"
  | "foreign url"

/** What differs between the two contracts, as far as a client sees it. */
export interface ContractReading {
  /** Reads the data of a token answer. */
  readonly exchange: (client: Client, fields: Readonly<Record<string, string>>) => Promise<Answer>
  readonly tokens: (answer: Answer) => Fields
  readonly isOAuthError: (answer: Answer) => boolean
  /** The word for a post that only its creator sees. */
  readonly privacy: string
  readonly profile: (client: Client, token: string) => Promise<Answer>
  readonly profileFields: (answer: Answer) => ReadonlyArray<unknown>
  readonly standing: (status: unknown) => PostState | undefined
  /** How a draft stands that has reached the creator. */
  readonly deliveredDraft: ReadonlyArray<PostState>
  readonly codes: Readonly<Record<Refused, readonly [status: number, ...codes: ReadonlyArray<string>]>>
  /** Statuses of a chunk that was taken, when more are expected and when it was the last. */
  readonly chunkStatuses: { readonly more: ReadonlyArray<number>; readonly last: ReadonlyArray<number> }
  /** The address of a chunk; parts are counted from 1. */
  readonly chunkUrl: (uploadUrl: string, part: number) => string
}

const TOKEN_PATH = "/v2/oauth/token/"

const catalog: ContractReading = {
  exchange: (client, fields) => client.post(TOKEN_PATH, fields, undefined),
  tokens: dataOf,
  isOAuthError: (answer) => answer.status === 400 && codeOf(answer).startsWith("invalid_"),
  privacy: "PRIVATE",
  profile: (client, token) => client.get("/v2/creator_info/query/?fields=open_id,display_name", token),
  profileFields: (answer) => {
    const { user } = dataOf(answer)
    expect(isFields(user), answer, "data.user")
    return [user["open_id"], user["display_name"]]
  },
  standing: (status) =>
    status === "PROCESSING" || status === "POSTING"
      ? "on its way"
      : status === "POSTED"
      ? "published"
      : status === "FAILED"
      ? "failed"
      : undefined,
  // There is no word for the inbox.
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

const standings: Readonly<Record<string, PostState>> = {
  PROCESSING_UPLOAD: "on its way",
  PROCESSING_DOWNLOAD: "on its way",
  SEND_TO_USER_INBOX: "in the inbox",
  PUBLISH_COMPLETE: "published",
  FAILED: "failed"
}

const live: ContractReading = {
  exchange: (client, fields) => client.form(TOKEN_PATH, fields),
  tokens: (answer) => {
    expect(answer.status === 200, answer, "status 200")
    return objectOf(answer)
  },
  // Which status it has is documented nowhere.
  isOAuthError: (answer) => typeof objectOf(answer)["error"] === "string",
  privacy: "SELF_ONLY",
  profile: (client, token) => client.post("/v2/post/publish/creator_info/query/", "", token),
  profileFields: (answer) => {
    const data = dataOf(answer)
    const { privacy_level_options: options } = data
    expect(Array.isArray(options) && options.includes("SELF_ONLY"), answer, "SELF_ONLY among the privacy levels")
    return ["creator_username", "creator_nickname"].map((name) => data[name])
  },
  standing: (status) => typeof status === "string" ? standings[status] : undefined,
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

/** Both contracts. */
export const readings = { catalog, live }

/** The fields that every token request has. */
export const credentialsOf = ({ clientKey, clientSecret }: LoginOptions) => ({
  client_key: clientKey,
  client_secret: clientSecret
})
