/**
 * The plan of a chaos run. The same options give the same posts, faults and kills. Which request meets which fault still
 * differs from run to run, because processes and sockets are scheduled freely.
 */
import { createHash } from "node:crypto"
import { createMock, type FaultRule, type Scenario, scenarios, type Switches } from "tiktok-mock-server"
import type { ContractName } from "../support/fixture.ts"
import { smallestChunk } from "../support/media.ts"
import { faultRules } from "./faultRules.ts"

/** The kinds of post. Both drafts go to the inbox. `pull`, `pulled draft` and both photos publish by themselves. */
type PostKind = "video" | "large video" | "draft" | "pull" | "pulled draft" | "photos" | "photo draft"

/** One post that must be published once. */
export interface PlannedPost {
  /** The key of the publish, which also makes its media and caption unique. */
  readonly key: string
  readonly kind: PostKind
  readonly creator: string
  /** The processes that publish it: one, or both at once, as a queue does that delivers twice. */
  readonly workers: ReadonlyArray<number>
  /** Bytes of the file, or 0 for media that TikTok pulls. */
  readonly size: number
}

/** Kills a process some milliseconds after the n-th request reaches the mock. */
export interface Kill {
  readonly atRequest: number
  readonly afterMillis: number
  readonly worker: number
}

/** Freezes a process, or delays its next write to the store, for longer than a lease. */
export interface Pause extends Kill {
  readonly forMillis: number
}

/** The plan of a run. */
export interface Plan {
  readonly contract: ContractName
  readonly seed: string
  readonly creators: ReadonlyArray<string>
  readonly posts: ReadonlyArray<PlannedPost>
  readonly faults: ReadonlyArray<FaultRule>
  /** Whether the mock keeps the bytes of a broken chunk. */
  readonly partialChunks: Switches["partialChunks"]
  readonly kills: ReadonlyArray<Kill>
  readonly freezes: ReadonlyArray<Pause>
  readonly holds: ReadonlyArray<Pause>
}

export interface PlanOptions {
  readonly contract: ContractName
  readonly seed: string
  readonly posts: number
  readonly creators: number
  readonly kills: number
  readonly freezes: number
  /** Number of delayed writes, where the store is a server. */
  readonly holds: number
  /** Leaves out the responses that make a creator wait for a minute. */
  readonly short: boolean
}

/** The number of processes that publish. */
export const workerCount = 2

const allWorkers: ReadonlyArray<number> = Array.from({ length: workerCount }, (_, index) => index)

// Share of posts that every process gets.
const twiceShare = 0.1

/** Posts of one creator in a run: 15 a day, less those that start again after a kill or a lost response. */
export const postsPerCreator = 10

/** Makes the plan of a run. */
export const makePlan = (options: PlanOptions): Plan => {
  const { contract, creators: count, freezes, holds, kills, posts: total, seed, short } = options
  const random = randomFrom(`${contract}/${seed}`)
  const creators = Array.from({ length: count }, (_, index) => `creator-${index}`)
  const decks = creators.map(() => shuffled(deckOf[contract], random))
  const posts = Array.from({ length: total }, (_, index): PlannedPost => {
    const round = Math.floor(index / count)
    const kind = decks[index % count]?.[round] ?? "video"
    // Each creator's posts go to every process, so that processes share limits and tokens.
    const worker = (round + index) % workerCount
    return {
      key: `${contract}-${seed}-${index}`,
      kind,
      creator: creators[index % count] ?? "",
      workers: random() < twiceShare ? allWorkers : [worker],
      size: sizeOf(kind, random)
    }
  })
  return {
    contract,
    seed,
    creators,
    posts,
    partialChunks: random() < 0.5 ? "dropped" : "kept",
    faults: faultRules({ contract, random, seed, short }),
    kills: momentsIn(total, kills, random),
    freezes: pausesIn(total, freezes, random),
    holds: pausesIn(total, holds, random)
  }
}

/** The mock's scenario of a plan. */
export const scenarioOf = ({ creators }: Pick<Plan, "creators">): Scenario => {
  const [one] = createMock({ scenario: scenarios.happy }).control.creators()
  if (one === undefined) throw new Error("the scenario has no creator")
  return {
    name: "chaos",
    description: "Many creators",
    creators: creators.map((openId) => ({ ...one, openId, username: openId }))
  }
}

/** Moments of a run, each for one of its processes. */
export const momentsIn = (
  posts: number,
  count: number,
  random: () => number,
  processes = workerCount
): ReadonlyArray<Kill> =>
  Array.from({ length: count }, (_, index) => ({
    // Spread over the requests that every run makes: three for a post.
    atRequest: Math.floor(posts * 3 * (index + random()) / count) + 1,
    afterMillis: Math.floor(random() * 300),
    worker: Math.floor(random() * processes)
  }))

/** How long claims and locks outlive their process, in milliseconds. Short, so that the next owner waits little. */
export const leaseMillis = 3_000

const pausesIn = (posts: number, count: number, random: () => number): ReadonlyArray<Pause> =>
  momentsIn(posts, count, random).map(({ afterMillis, atRequest, worker }) => ({
    afterMillis,
    atRequest,
    worker,
    forMillis: overdue(random)
  }))

const overdue = (random: () => number): number => leaseMillis + 500 + Math.floor(random() * 1_000)

/** Numbers from 0 up to 1, determined by a text. */
export const randomFrom = (seed: string): () => number => {
  let count = 0
  return () => createHash("sha256").update(`${seed}/${count++}`).digest().readUInt32BE() / 2 ** 32
}

const shuffled = <A>(items: ReadonlyArray<A>, random: () => number): ReadonlyArray<A> =>
  items.map((item) => ({ item, at: random() })).toSorted((a, b) => a.at - b.at).map(({ item }) => item)

// Three drafts at most: the live contract takes five a day, and a draft that starts again counts twice.
const common: ReadonlyArray<PostKind> = [
  "video",
  "video",
  "video",
  "large video",
  "large video",
  "pull",
  "photos",
  "draft",
  "pulled draft"
]

const deckOf: { readonly [Name in ContractName]: ReadonlyArray<PostKind> } = {
  catalog: [...common, "photos"],
  live: [...common, "photo draft"]
}

const sizeOf = (kind: PostKind, random: () => number): number => {
  const extra = 1_000 + Math.floor(random() * 100_000)
  if (kind === "large video") return (2 + Math.floor(random() * 2)) * smallestChunk + extra
  return kind === "video" || kind === "draft" ? extra : 0
}
