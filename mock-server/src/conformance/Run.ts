import { planBounds } from "../engine/chunkBounds.ts"
import {
  chunkHeaders,
  type Client,
  codeOf,
  dataOf,
  errorOf,
  expect,
  expectShape,
  type Fields,
  objectOf,
  type Range,
  textOf,
  type WireResponse
} from "./Client.ts"
import type { ContractAdapter, PostState, RefusalReason } from "./ContractAdapter.ts"
import type { Control } from "./Control.ts"
import { type ConformanceCase, ConformanceError, type ContractName, type LoginOptions } from "./Options.ts"

/** The context of a running case. */
export interface Run {
  readonly client: Client
  readonly contract: ContractAdapter
  readonly videos: { readonly small: Uint8Array<ArrayBuffer>; readonly large: Uint8Array<ArrayBuffer> }
  readonly urls: { readonly video: string; readonly photos: ReadonlyArray<string> }
  readonly polls: number
  readonly token: () => Promise<string>
  readonly wait: (millis: number) => Promise<void>
  readonly login: () => Promise<LoginOptions>
  /** Throws without `control`, which the case must need. */
  readonly control: () => Control
}

/** A case with its steps. */
export interface Case extends ConformanceCase {
  readonly run: (run: Run) => Promise<void>
}

/** A case of each contract that has it. */
export const bothContracts: ReadonlyArray<ContractName> = ["catalog", "live"]

/** A case of the live contract. */
export const liveOnly: ReadonlyArray<ContractName> = ["live"]

/** A case of the catalog. */
export const catalogOnly: ReadonlyArray<ContractName> = ["catalog"]

/** Paths of the API. */
export const paths = {
  authorize: "/v2/auth/authorize/",
  token: "/v2/oauth/token/",
  revoke: "/v2/oauth/revoke/",
  video: "/v2/post/publish/video/init/",
  inbox: "/v2/post/publish/inbox/video/init/",
  photos: "/v2/post/publish/content/init/",
  status: "/v2/post/publish/status/fetch/",
  cancel: "/v2/post/publish/cancel/",
  creatorInfo: "/v2/post/publish/creator_info/query/",
  creatorQuery: "/v2/creator_info/query/",
  userInfo: "/v2/user/info/",
  videoList: "/v2/video/list/",
  videoQuery: "/v2/video/query/"
}

/** Size of a chunk in bytes when there is more than one: the smallest that is valid for both meanings of "MB". */
export const CHUNK = planBounds.binary.minChunk

/** The chunks of a file. The last one contains the remainder. */
export const chunksOf = (size: number, chunkSize: number): ReadonlyArray<Range> => {
  const count = Math.max(1, Math.floor(size / chunkSize))
  return Array.from({ length: count }, (_, index) => ({
    first: index * chunkSize,
    last: index === count - 1 ? size - 1 : (index + 1) * chunkSize - 1,
    total: size
  }))
}

/** A post after its init. */
export interface StartedPost {
  readonly response: WireResponse
  readonly data: Fields
  readonly publishId: string
}

/** Sends an init, which must succeed. */
export const start = async ({ client }: Run, path: string, body: unknown, token: string): Promise<StartedPost> => {
  const response = await client.post(path, body, token)
  const data = dataOf(response)
  return { response, data, publishId: textOf(response, data, "publish_id") }
}

/** The `source_info` of an upload. */
export const fileSource = (size: number, chunkSize = size, count = chunksOf(size, chunkSize).length) => ({
  source: "FILE_UPLOAD",
  video_size: size,
  chunk_size: chunkSize,
  total_chunk_count: count
})

/** The init body of a video post by upload. */
export const uploadBody = (run: Run, size: number, chunkSize = size) => ({
  ...postInfo(run),
  source_info: fileSource(size, chunkSize)
})

/** The init body of a pulled video. */
export const pullBody = (run: Run) => ({
  ...postInfo(run),
  source_info: { source: "PULL_FROM_URL", video_url: run.urls.video }
})

/** The init body of a pulled public video. */
export const publicPull = (run: Run, title = "Conformance") => ({
  ...pullBody(run),
  post_info: { title, privacy_level: "PUBLIC_TO_EVERYONE" }
})

/** The `post_info` of a direct post. */
export const postInfo = ({ contract }: Run) => ({
  post_info: {
    title: "Conformance #test",
    privacy_level: contract.privacy,
    brand_content_toggle: false,
    brand_organic_toggle: false
  }
})

/** The init body of a photo post or draft. */
export const photoBody = (run: Run, mode: "DIRECT_POST" | "MEDIA_UPLOAD" = "DIRECT_POST") => ({
  media_type: "PHOTO",
  post_mode: mode,
  post_info: mode === "DIRECT_POST"
    ? { ...postInfo(run).post_info, description: "Several photos" }
    : { title: "Conformance", description: "Several photos" },
  source_info: {
    source: "PULL_FROM_URL",
    photo_images: run.urls.photos,
    photo_cover_index: run.urls.photos.length - 1
  }
})

/** Starts the upload of the small video as a direct post. Returns the URL of its only chunk too. */
export const startSmall = async (run: Run, token: string) => {
  const started = await start(run, paths.video, uploadBody(run, run.videos.small.length), token)
  const url = run.contract.chunkUrl(textOf(started.response, started.data, "upload_url"), 1)
  return { ...started, url }
}

/** The range of the small video. */
export const smallRange = ({ videos: { small } }: Run): Range => ({
  first: 0,
  last: small.length - 1,
  total: small.length
})

/** Uploads a file in chunks, which must all be accepted. */
export const upload = async (
  { client, contract }: Run,
  { response, data }: StartedPost,
  video: Uint8Array<ArrayBuffer>,
  chunkSize = video.length
): Promise<void> => {
  const uploadUrl = textOf(response, data, "upload_url")
  const chunks = chunksOf(video.length, chunkSize)
  for (const [index, range] of chunks.entries()) {
    const isLast = index === chunks.length - 1
    const bytes = video.slice(range.first, range.last + 1)
    const taken = await client.put(contract.chunkUrl(uploadUrl, index + 1), bytes, chunkHeaders(range))
    const statuses = isLast ? contract.chunkStatuses.last : contract.chunkStatuses.more
    expect(statuses.includes(taken.status), taken, `status ${statuses.join(" or ")}`)
  }
}

/** Asks for the status of a post, which must succeed. */
export const statusOf = async ({ client }: Run, publishId: string, token: string) => {
  const response = await client.post(paths.status, { publish_id: publishId }, token)
  return { response, data: dataOf(response) }
}

// The live contract allows 30 status calls per minute.
const POLL_MILLIS = 2_000

/** Polls the status of a post until it ends, in one of the given states. */
export const follow = async (
  run: Run,
  publishId: string,
  token: string,
  ends: ReadonlyArray<PostState>
): Promise<{ readonly response: WireResponse; readonly data: Fields }> => {
  for (let poll = 1;; poll++) {
    const { response, data } = await statusOf(run, publishId, token)
    const state = run.contract.stateOf(data["status"])
    expect(state !== undefined, response, "a documented status")
    if (ends.includes(state)) return { response, data }
    expect(state === "in progress", response, `a post that ends as ${ends.join(" or ")}`)
    expect(poll < run.polls, response, `a final status within ${run.polls} calls`)
    await run.wait(POLL_MILLIS)
  }
}

/** Expects a refusal with the status and code of the contract, in the whole envelope. */
export const expectRefusal = ({ contract }: Run, response: WireResponse, reason: RefusalReason): void => {
  const expected = contract.refusals[reason]
  if (expected === undefined) throw new ConformanceError(`the ${contract.name} contract has no code for: ${reason}`)
  const [status, ...codes] = expected
  expect(response.status === status, response, `status ${status}`)
  expect(codes.includes(codeOf(response)), response, `the code ${codes.join(" or ")}`)
  const message = contract.messages[reason]
  expectShape(response, errorOf(response), { message: message === undefined ? "text" : [message], log_id: "text" })
  expect(contract.isErrorData(objectOf(response)["data"]), response, "no data")
}

/** What a row of a table expects: a success, or a refusal. */
export type Outcome = "accepted" | RefusalReason

export const expectInit = (run: Run, response: WireResponse, outcome: Outcome): void => {
  if (outcome === "accepted") textOf(response, dataOf(response), "publish_id")
  else expectRefusal(run, response, outcome)
}

/** Words for the outcome of a row. */
export const said = (outcome: Outcome): string => outcome === "accepted" ? "accepted" : "refused"

/** Copies a body with some fields changed. A path has dots; undefined removes a field. */
export const changed = (body: unknown, changes: Fields): unknown => {
  const copy: unknown = structuredClone(body)
  for (const [path, value] of Object.entries(changes)) {
    const steps = path.split(".")
    const last = steps.pop() ?? ""
    const parent = steps.reduce((part: object, step) => Object(Reflect.get(part, step)), Object(copy))
    if (value === undefined) Reflect.deleteProperty(parent, last)
    else Reflect.set(parent, last, value)
  }
  return copy
}
