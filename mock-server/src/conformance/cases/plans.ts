import { errorOf, expectShape } from "../Client.ts"
import type { ContractName } from "../Options.ts"
import {
  bothContracts,
  type Case,
  catalogOnly,
  expectInit,
  fileSource,
  liveOnly,
  type Outcome,
  paths,
  postInfo,
  said
} from "../Run.ts"

/** A chunk plan, and the outcome of its init. */
interface Plan {
  readonly id: string
  readonly what: string
  readonly plan: readonly [size: number, chunkSize: number, count: number]
  readonly outcome: Outcome
  /** TikTok's words for a refusal. */
  readonly message?: string
  readonly contracts?: ReadonlyArray<ContractName>
}

const badSize = { outcome: "bad request", message: "The chunk size is invalid" } as const
const badCount = { outcome: "bad request", message: "The total chunk count is invalid" } as const
const good = { outcome: "accepted" } as const

// Bounds that hold for both meanings of "MB" and "GB".
const MIN_BELOW_BOTH = 4_999_999
const MAX_ABOVE_BOTH = 64 * 2 ** 20 + 1
const GB = 2 ** 30

const plans: ReadonlyArray<Plan> = [
  { id: "one-byte", what: "a video of one byte", plan: [1, 1, 1], ...good },
  { id: "below-minimum", what: "a video below 5 MB in one chunk", plan: [4_194_304, 4_194_304, 1], ...good },
  { id: "single-64-mb", what: "a single chunk of 64,000,000 bytes", plan: [64_000_000, 64_000_000, 1], ...good },
  {
    id: "single-whole-example",
    what: "the example's video in a single chunk",
    plan: [50_000_123, 50_000_123, 1],
    ...good
  },
  { id: "example", what: "the example of 50,000,123 bytes in 5 chunks", plan: [50_000_123, 10_000_000, 5], ...good },
  { id: "above-64-mb", what: "64,000,001 bytes in 6 chunks", plan: [64_000_001, 10_000_000, 6], ...good },
  { id: "77-mb", what: "77,360,899 bytes in 7 chunks", plan: [77_360_899, 10_000_000, 7], ...good },
  { id: "4-gb", what: "4,294,967,296 bytes in 429 chunks", plan: [4 * GB, 10_000_000, 429], ...good },
  { id: "reference-sample", what: "the sample's ten chunks of 5 MiB", plan: [52_428_800, 5_242_880, 10], ...good },
  { id: "smallest-chunk", what: "a chunk_size of 5,242,880 bytes", plan: [15_728_640, 5_242_880, 3], ...good },
  { id: "largest-chunk", what: "a chunk_size of 64,000,000 bytes", plan: [128_000_000, 64_000_000, 2], ...good },
  {
    id: "last-chunk-double",
    what: "a last chunk just below twice the chunk_size",
    plan: [127_999_999, 32_000_000, 3],
    ...good
  },
  {
    id: "last-chunk-128-mb",
    what: "a last chunk of nearly 128 MB",
    plan: [191_999_999, 64_000_000, 2],
    ...good
  },
  { id: "chunk-too-small", what: "a chunk_size below 5 MB", plan: [20_000_000, MIN_BELOW_BOTH, 4], ...badSize },
  {
    id: "chunk-too-large",
    what: "a chunk_size above 64 MB",
    plan: [3 * MAX_ABOVE_BOTH, MAX_ABOVE_BOTH, 3],
    ...badSize
  },
  { id: "single-too-large", what: "a single chunk above 64 MB", plan: [MAX_ABOVE_BOTH, MAX_ABOVE_BOTH, 1], ...badSize },
  {
    id: "single-not-whole",
    what: "a single chunk that is smaller than the video",
    plan: [77_000_000, 64_000_000, 1],
    ...badSize
  },
  { id: "single-larger", what: "a single chunk that is larger than the video", plan: [1_000, 2_000, 1], ...badSize },
  {
    id: "count-ceil",
    what: "the remainder as a chunk of its own",
    plan: [50_000_123, 10_000_000, 6],
    ...badCount,
    contracts: liveOnly
  },
  {
    id: "count-ceil",
    what: "the remainder as a chunk of its own",
    plan: [50_000_123, 10_000_000, 6],
    ...good,
    contracts: catalogOnly
  },
  { id: "count-low", what: "one chunk too few", plan: [50_000_123, 10_000_000, 4], ...badCount },
  { id: "count-high", what: "two chunks too many", plan: [50_000_123, 10_000_000, 7], ...badCount },
  { id: "video-too-large", what: "a video above 4 GB", plan: [4 * GB + 1, 10_000_000, 429], outcome: "bad request" }
]

/** Cases about chunk plans. */
export const planCases: ReadonlyArray<Case> = plans.map((
  { contracts = bothContracts, id, message, outcome, plan, what }
) => ({
  id: `chunk-plan/${id}`,
  name: `${what} is ${said(outcome)}`,
  contracts,
  run: async (run) => {
    const body = { ...postInfo(run), source_info: fileSource(...plan) }
    const response = await run.client.post(paths.video, body, await run.token())
    expectInit(run, response, outcome)
    if (message !== undefined) expectShape(response, errorOf(response), { message: [message] })
  }
}))
