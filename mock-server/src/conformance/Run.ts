import { planBounds } from "../engine/chunkBounds.ts"
import { type Answer, type Client, codeOf, dataOf, expect, type Fields, type Range, textOf } from "./Client.ts"
import type { ContractAdapter, PostState, RefusalReason } from "./Contract.ts"
import type { ConformanceOptions } from "./Options.ts"

/** The context of every case. */
export interface Run {
  readonly client: Client
  readonly contract: ContractAdapter
  readonly options: ConformanceOptions
  readonly videos: { readonly small: Uint8Array<ArrayBuffer>; readonly large: Uint8Array<ArrayBuffer> }
  readonly urls: { readonly video: string; readonly photos: ReadonlyArray<string> }
}

/** Paths that both contracts have. */
export const paths = {
  video: "/v2/post/publish/video/init/",
  inbox: "/v2/post/publish/inbox/video/init/",
  photos: "/v2/post/publish/content/init/",
  status: "/v2/post/publish/status/fetch/"
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
  readonly answer: Answer
  readonly data: Fields
  readonly publishId: string
}

/** Sends an init, which must succeed. */
export const start = async ({ client }: Run, path: string, body: unknown, token: string): Promise<StartedPost> => {
  const answer = await client.post(path, body, token)
  const data = dataOf(answer)
  return { answer, data, publishId: textOf(answer, data, "publish_id") }
}

/** The init body of a video post or draft by upload. */
export const uploadBody = (run: Run, size: number, chunkSize: number, draft = false) => ({
  ...(draft ? {} : postInfo(run)),
  source_info: {
    source: "FILE_UPLOAD",
    video_size: size,
    chunk_size: chunkSize,
    total_chunk_count: chunksOf(size, chunkSize).length
  }
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

/** Uploads a file in chunks, which must all be accepted. */
export const upload = async (
  { client, contract }: Run,
  { answer, data }: StartedPost,
  video: Uint8Array<ArrayBuffer>,
  chunkSize: number
): Promise<void> => {
  const uploadUrl = textOf(answer, data, "upload_url")
  const chunks = chunksOf(video.length, chunkSize)
  for (const [index, range] of chunks.entries()) {
    const isLast = index === chunks.length - 1
    const taken = await client.put(
      contract.chunkUrl(uploadUrl, index + 1),
      video.slice(range.first, range.last + 1),
      range
    )
    const statuses = isLast ? contract.chunkStatuses.last : contract.chunkStatuses.more
    expect(statuses.includes(taken.status), taken, `status ${statuses.join(" or ")}`)
  }
}

// The live contract allows 30 status calls per minute.
const POLL_MILLIS = 2_000

/** Polls the status of a post until it ends, in one of the given states. */
export const follow = async (
  { client, contract, options }: Run,
  publishId: string,
  token: string,
  ends: ReadonlyArray<PostState>
): Promise<Fields> => {
  const { polls = 60, wait = waitInRealTime } = options
  for (let poll = 1;; poll++) {
    const answer = await client.post(paths.status, { publish_id: publishId }, token)
    const data = dataOf(answer)
    const state = contract.stateOf(data["status"])
    expect(state !== undefined, answer, "a documented status")
    if (ends.includes(state)) return data
    expect(state === "in progress", answer, `a post that ends as ${ends.join(" or ")}`)
    expect(poll < polls, answer, `a final status within ${polls} calls`)
    await wait(POLL_MILLIS)
  }
}

/** Expects a refusal with the status and code of the contract. */
export const expectRefusal = ({ contract }: Run, answer: Answer, reason: RefusalReason): void => {
  const [status, ...codes] = contract.codes[reason]
  expect(answer.status === status, answer, `status ${status}`)
  expect(codes.includes(codeOf(answer)), answer, `the code ${codes.join(" or ")}`)
}

const waitInRealTime = (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis))
