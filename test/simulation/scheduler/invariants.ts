/** What must hold for the posts of a scheduler at every moment. */
import type { ScheduledPost } from "effect-tiktok-scheduler"
import type { PostView } from "tiktok-mock-server"
import type { World } from "tiktok-mock-server/simulation"
import { changes, ended } from "../../../packages/scheduler/test/support/states.ts"
import { mediaUrlOf } from "../../chaos/media.ts"
import type { Result } from "../../chaos/protocol.ts"
import { disorderOf } from "../../chaos/scheduler/order.ts"
import { type PostRow, resultOf } from "../../chaos/scheduler/rows.ts"
import { judge } from "../../chaos/verdict.ts"
import { isAtTikTok } from "../invariants.ts"
import type { Database } from "./database.ts"
import type { MadeScheduledJob, People } from "./facts.ts"

/** A row of `tiktok_posts`, with what a check needs. */
export interface Row extends PostRow {
  readonly revision: number
  readonly start_at: number
  readonly wake_at: number | null
  readonly ended_at: number | null
}

/** What the checks look at. */
export interface RowFacts {
  readonly world: World
  readonly jobs: ReadonlyArray<MadeScheduledJob>
  readonly database: Database
  readonly people: People
  readonly secrets: ReadonlySet<string>
}

/** States in which nothing of a post is at TikTok, unless it has begun. */
const unsent: ReadonlySet<string> = new Set(["Scheduled", "AwaitingLogin", "NeedsAttention", "Canceled", "Skipped"])

/** Makes a check of rows and of TikTok's posts. Returns the rows. */
export const makeRowCheck = ({ database, jobs, people, secrets, world }: RowFacts) => {
  const last = new Map<string, Row>()
  const arrived = new Set<string>()
  const byMedia = new Map(jobs.map((job) => [job.sha256 ?? mediaUrlOf(job.key), job]))
  const bySize = new Map(jobs.flatMap((job) => job.size === 0 ? [] : [[job.size, job]]))

  /** How much clocks may differ, in milliseconds. */
  const slack = () =>
    skew + world.faults.reduce((sum, { kind, value }) => kind === "clock" ? sum + Math.abs(Number(value)) : sum, 0)

  const checkRow = (row: Row) => {
    const { detail, ended_at, key, post, revision, state, wake_at } = row
    const before = last.get(key)
    last.set(key, row)
    if (before?.revision === revision && before.state === state) return
    if (before === undefined) {
      if (state !== "Scheduled") world.violation(`${key} is stored as ${state}`)
    } else {
      if (revision !== before.revision + 1) {
        world.violation(`${key} goes from revision ${before.revision} to ${revision}`)
      }
      // A row that goes on waiting has no event.
      if (state !== before.state && !changes[before.state].includes(state)) {
        world.violation(`${key} goes from ${before.state} to ${state}`)
      }
    }
    if (ended.has(state) !== (ended_at !== null) || ended.has(state) !== (wake_at === null)) {
      world.violation(`${key} is ${state}, was ended at ${ended_at}, and is looked at ${wake_at}`)
    }
    if (people.canceled.has(key) && state !== "Canceled") world.violation(`${key} was canceled and is ${state}`)
    for (const secret of secrets) {
      if (detail.includes(secret) || post.includes(secret)) world.violation(`the row of ${key} has a secret`)
    }
    if (trouble.has(state) && world.faults.every(({ kind }) => kind === "clock")) {
      world.violation(`without a fault: ${key} is ${state}: ${detail}`)
    }
  }

  const checkPost = (post: PostView) => {
    const { createdAt, publishId, sha256, size, urls: [url] } = post
    if (!isAtTikTok(post) || arrived.has(publishId)) return
    arrived.add(publishId)
    const key = (byMedia.get(sha256 ?? url ?? "") ?? bySize.get(size ?? 0))?.key ?? ""
    const row = last.get(key)
    if (row === undefined) return world.violation(`TikTok has ${publishId}, and no row leads to it`)
    if (createdAt < row.start_at - slack()) {
      world.violation(`${key} was sent ${row.start_at - createdAt} ms before its time`)
    }
    if (unsent.has(row.state) && JSON.parse(row.detail).begun !== true) {
      world.violation(`TikTok has ${publishId} of ${key}, whose row says that it is ${row.state} and has not begun`)
    }
  }

  return (): ReadonlyArray<Row> => {
    const rows = readRows(database)
    for (const row of rows) checkRow(row)
    const keys = new Set(rows.map(({ key }) => key))
    for (const key of [...people.stored.keys(), ...last.keys()]) {
      if (!keys.has(key)) world.violation(`${key} was stored and has no row`)
    }
    const posts = world.mock.control.posts()
    for (const post of posts) checkPost(post)
    const results = resultsOf(rows, people)
    const { duplicates, lost } = judge({ jobs, results, posts, requests: [], injected: new Set(), uploadedBytes: 0 })
    for (const { key, problem } of [...duplicates, ...lost]) {
      if (problem !== "has no outcome") world.violation(`${key} ${problem}`)
    }
    const timed = rows.flatMap((row) => {
      const job = jobs.find(({ key }) => key === row.key)
      return job && { ...job, createdAt: row.created_at + slack(), startedAt: row.started_at ?? Infinity }
    }).filter((job) => job !== undefined)
    for (const { key, problem } of disorderOf(timed, posts, people.touched)) world.violation(`${key} ${problem}`)
    return rows
  }
}

/** The results that rows report. A person has found some that the scheduler does not know. */
const resultsOf = (rows: ReadonlyArray<Row>, { found }: People): ReadonlyMap<string, Result> =>
  new Map(rows.flatMap((row) => {
    const result = resultOf(row)
    if (result === undefined) return []
    const isFound = found.has(row.key) && row.state === "Published"
    return [[row.key, isFound ? { _tag: "OutcomeUnknown", detail: "", remedy: "" } as const : result] as const]
  }))

/** Reads all rows in the order of their times; none before the tables are made. */
const readRows = (database: Database): ReadonlyArray<Row> => {
  const [table] = database.read("SELECT 1 FROM sqlite_master WHERE name = 'tiktok_posts'")
  if (table === undefined) return []
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the columns of the table
  return database.read("SELECT * FROM tiktok_posts ORDER BY start_at, id") as unknown as ReadonlyArray<Row>
}

/** What a post can only come to by a fault. */
const trouble: ReadonlySet<ScheduledPost.State> = new Set<ScheduledPost.State>([
  "AwaitingLogin",
  "Failed",
  "NeedsAttention",
  "Unknown",
  "Skipped"
])

/** How much the clocks of two processes differ from the begin on, in milliseconds. */
const skew = 20_000
