/**
 * What a chaos run sets out to do. The same options give the same posts, faults and kills; what meets what still differs
 * from run to run, since processes and sockets take turns as they like.
 */
import { createHash } from "node:crypto"
import type { FaultRule, Switches } from "tiktok-mock-server"
import { smallestChunk } from "../support/media.ts"
import type { ContractName } from "../support/world.ts"
import { faultRules } from "./faultRules.ts"

/** The ways of a post. Both drafts go to the inbox; `pull`, `pulled draft` and both photos publish by themselves. */
type PostKind = "video" | "large video" | "draft" | "pull" | "pulled draft" | "photos" | "photo draft"

/** One post that somebody wants published once. */
export interface PlannedPost {
  /** Name of the publish, and what makes its media and its caption unlike any other. */
  readonly key: string
  readonly kind: PostKind
  readonly creator: string
  /** Which processes publish it: one, or both at once, as by a queue that delivers twice. */
  readonly workers: ReadonlyArray<number>
  /** Bytes of the file; 0 for media that TikTok fetches. */
  readonly size: number
}

/** The end of a process, at the n-th request that reaches the mock and so many milliseconds later. */
interface Kill {
  readonly atRequest: number
  readonly afterMillis: number
  readonly worker: number
}

/** A process stands still, or its next write is on its way to the store, for longer than a lease. */
interface Pause extends Kill {
  readonly forMillis: number
}

/** What a run does. */
export interface Plan {
  readonly contract: ContractName
  readonly seed: string
  readonly creators: ReadonlyArray<string>
  readonly posts: ReadonlyArray<PlannedPost>
  readonly faults: ReadonlyArray<FaultRule>
  /** What a chunk leaves at the mock that breaks off. */
  readonly partialChunks: Switches["partialChunks"]
  readonly kills: ReadonlyArray<Kill>
  readonly freezes: ReadonlyArray<Pause>
  readonly holds: ReadonlyArray<Pause>
}

/** What a plan is made from. */
export interface PlanOptions {
  readonly contract: ContractName
  readonly seed: string
  readonly posts: number
  readonly creators: number
  readonly kills: number
  readonly freezes: number
  /** Writes that are held back, where the store is a server. */
  readonly holds: number
  /** Leaves out the answers after which a creator waits for a minute. */
  readonly short: boolean
}

/** How many processes publish. */
export const workerCount = 2

const allWorkers: ReadonlyArray<number> = Array.from({ length: workerCount }, (_, index) => index)

// Share of posts that are given to all processes.
const twiceShare = 0.1

/** Posts of one creator in a run: 15 a day, less what is begun again after a kill or a lost answer. */
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
    // The posts of a creator fall to every process, so that they share limits and tokens.
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

const momentsIn = (posts: number, count: number, random: () => number): ReadonlyArray<Kill> =>
  Array.from({ length: count }, (_, index) => ({
    // Spread over what a run surely asks: three requests for a post.
    atRequest: Math.floor(posts * 3 * (index + random()) / count) + 1,
    afterMillis: Math.floor(random() * 300),
    worker: Math.floor(random() * workerCount)
  }))

/** How long claims and locks outlive the process that had them, in milliseconds. The next one need not wait long. */
export const leaseMillis = 3_000

const pausesIn = (posts: number, count: number, random: () => number): ReadonlyArray<Pause> =>
  momentsIn(posts, count, random).map(({ afterMillis, atRequest, worker }) => ({
    afterMillis,
    atRequest,
    worker,
    forMillis: overdue(random)
  }))

const overdue = (random: () => number): number => leaseMillis + 500 + Math.floor(random() * 1_000)

/** Numbers from 0 up to 1 that follow from a text. */
const randomFrom = (seed: string): () => number => {
  let count = 0
  return () => createHash("sha256").update(`${seed}/${count++}`).digest().readUInt32BE() / 2 ** 32
}

const shuffled = <A>(items: ReadonlyArray<A>, random: () => number): ReadonlyArray<A> =>
  items.map((item) => ({ item, at: random() })).toSorted((a, b) => a.at - b.at).map(({ item }) => item)

// Three drafts at most: the live contract takes five a day, and one that is begun again counts anew.
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
