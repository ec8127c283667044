import { type Answer, type Client, codeOf, dataOf, expect, type Fields, type Range, textOf } from "./Client.ts"
import type { ContractReading, PostState, Refused } from "./Contract.ts"
import type { ConformanceOptions } from "./Options.ts"

/** A run of the suite: what every case works with. */
export interface Run {
  readonly client: Client
  readonly contract: ContractReading
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

/** Bytes of a chunk when there are several: the least that is legal in both unit systems. */
export const CHUNK = 5 * 2 ** 20

/** A file in chunks; the last one takes the rest. */
export const chunksOf = (size: number, chunkSize: number): ReadonlyArray<Range> => {
  const count = Math.max(1, Math.floor(size / chunkSize))
  return Array.from({ length: count }, (_, index) => ({
    first: index * chunkSize,
    last: index === count - 1 ? size - 1 : (index + 1) * chunkSize - 1,
    total: size
  }))
}

/** A post that was begun. */
export interface Begun {
  readonly answer: Answer
  readonly data: Fields
  readonly publishId: string
}

/** Begins a post, which has to work. */
export const start = async ({ client }: Run, path: string, body: unknown, token: string): Promise<Begun> => {
  const answer = await client.post(path, body, token)
  const data = dataOf(answer)
  return { answer, data, publishId: textOf(answer, data, "publish_id") }
}

/** Body of a video post, or of its draft, whose bytes will be uploaded. */
export const uploadBody = (run: Run, size: number, chunkSize: number, draft = false) => ({
  ...(draft ? {} : postInfo(run)),
  source_info: {
    source: "FILE_UPLOAD",
    video_size: size,
    chunk_size: chunkSize,
    total_chunk_count: chunksOf(size, chunkSize).length
  }
})

/** What is said about a direct post. */
export const postInfo = ({ contract }: Run) => ({
  post_info: {
    title: "Conformance #test",
    privacy_level: contract.privacy,
    brand_content_toggle: false,
    brand_organic_toggle: false
  }
})

/** Uploads a file chunk by chunk, each of which has to be taken. */
export const upload = async (
  { client, contract }: Run,
  { answer, data }: Begun,
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

// The live API takes 30 of these calls a minute.
const POLL_MILLIS = 2_000

/** Asks for a post until it is over; it has to end in one of these ways. */
export const follow = async (
  { client, contract, options }: Run,
  publishId: string,
  token: string,
  ends: ReadonlyArray<PostState>
): Promise<Fields> => {
  const { polls = 60, wait = really } = options
  for (let poll = 1;; poll++) {
    const answer = await client.post(paths.status, { publish_id: publishId }, token)
    const data = dataOf(answer)
    const standing = contract.standing(data["status"])
    expect(standing !== undefined, answer, "a status that is documented")
    if (ends.includes(standing)) return data
    expect(standing === "on its way", answer, `a post that ends ${ends.join(" or ")}`)
    expect(poll < polls, answer, `an end after ${polls} calls`)
    await wait(POLL_MILLIS)
  }
}

/** An answer in the envelope has to say no, in the contract's words. */
export const refused = ({ contract }: Run, answer: Answer, reason: Refused): void => {
  const [status, ...codes] = contract.codes[reason]
  expect(answer.status === status, answer, `status ${status}`)
  expect(codes.includes(codeOf(answer)), answer, `the code ${codes.join(" or ")}`)
}

const really = (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis))
