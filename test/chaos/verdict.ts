import type { JournalEntry, PostView } from "tiktok-mock-server"
import { captionOf, type MadeJob, mediaUrlOf } from "./media.ts"
import type { Result } from "./protocol.ts"

/** The state after a run: what was wanted, what the processes report, and what the mock has. */
export interface Evidence {
  readonly jobs: ReadonlyArray<Pick<MadeJob, "key" | "kind" | "creator" | "size" | "sha256">>
  readonly results: ReadonlyMap<string, Result>
  readonly posts: ReadonlyArray<
    Pick<PostView, "publishId" | "postId" | "stage" | "creator" | "caption" | "urls" | "sha256" | "size">
  >
  readonly requests: ReadonlyArray<Request>
  /** The entries of `requests` that a fault answered instead of the mock. */
  readonly injected: ReadonlySet<Request>
  /** Bytes of chunks that reached the mock. */
  readonly uploadedBytes: number
}

type Request = Pick<JournalEntry, "at" | "operation" | "creator" | "status" | "code">

/** A violation. */
export interface Finding {
  /** The key of the post, the publish id of a post without a key, or the refused creator. */
  readonly key: string
  readonly problem: string
}

/** The result of a run. The run passes when the first three lists are empty. */
export interface Verdict {
  readonly duplicates: ReadonlyArray<Finding>
  readonly lost: ReadonlyArray<Finding>
  /** Calls that the mock's own limits refused. */
  readonly limited: ReadonlyArray<Finding>
  /** How many keys ended with each outcome. */
  readonly outcomes: Readonly<Record<string, number>>
  /** Keys with an unknown outcome, by what the mock knows. */
  readonly unknown: { readonly published: number; readonly notPublished: number }
  /** Why their outcome is unknown, and how often. */
  readonly unknownBecause: Readonly<Record<string, number>>
  readonly requestsOf: Readonly<Record<string, number>>
  /** Responses with 429 that the run itself asked for. */
  readonly injectedLimits: number
  /** Bytes sent beyond the published files. */
  readonly bytesSentAgain: number
}

/** Whether the run has no violation. */
export const isPassed = ({ duplicates, limited, lost }: Verdict): boolean =>
  duplicates.length + lost.length + limited.length === 0

/** Judges a run by the state of the mock. */
export const judge = (evidence: Evidence): Verdict => {
  const { injected, jobs, posts, requests, results, uploadedBytes } = evidence
  const published = posts.filter(({ stage }) => stage === "published" || stage === "in-inbox")
  const keyOf = keyFinder(jobs)
  const postsOf = Map.groupBy(published, keyOf)
  const unknown = jobs.filter(({ key }) => results.get(key)?._tag === "OutcomeUnknown")
  const isPublished = ({ key }: { readonly key: string }) => (postsOf.get(key)?.length ?? 0) > 0
  const refusals = requests.filter(isLimitRefusal)

  return {
    duplicates: [...postsOf].flatMap(([key, { length }]) =>
      key !== undefined && length > 1 ? [{ key, problem: `is published ${length} times` }] : []
    ),
    lost: [
      ...jobs.flatMap((job) => {
        const problem = contradiction(job, results.get(job.key), postsOf.get(job.key) ?? [])
        return problem === undefined ? [] : [{ key: job.key, problem }]
      }),
      ...(postsOf.get(undefined) ?? []).map(({ publishId }) => ({
        key: publishId,
        problem: "is published and has the media of no post"
      }))
    ],
    limited: refusals.filter((request) => !injected.has(request)).map((refused) => ({
      key: refused.creator ?? "unknown",
      problem: `was refused a ${refused.operation} with ${refused.code ?? refused.status}, ${
        history(refused, requests)
      }`
    })),
    outcomes: countBy(jobs, ({ key }) => results.get(key)?._tag ?? "none"),
    unknown: {
      published: unknown.filter(isPublished).length,
      notPublished: unknown.filter((job) => !isPublished(job)).length
    },
    unknownBecause: countBy(unknown, ({ key }) => {
      const result = results.get(key)
      return result?._tag === "OutcomeUnknown" ? result.detail : ""
    }),
    requestsOf: countBy(requests, ({ operation }) => operation),
    injectedLimits: refusals.filter((request) => injected.has(request)).length,
    bytesSentAgain: uploadedBytes
      - published.reduce((total, { sha256, size = 0 }) => sha256 === undefined ? total : total + size, 0)
  }
}

/** Finds the key whose media a post has. */
const keyFinder = (jobs: Evidence["jobs"]) => {
  const keys = new Map<string, string>(
    jobs.flatMap(({ key, sha256 }) => [[sha256 ?? mediaUrlOf(key), key]])
  )
  return ({ sha256, urls: [url] }: Evidence["posts"][number]): string | undefined => keys.get(sha256 ?? url ?? "")
}

/** How the outcome of a key differs from what the mock has. */
const contradiction = (
  { creator, key, kind }: Evidence["jobs"][number],
  result: Result | undefined,
  posts: Evidence["posts"]
): string | undefined => {
  const [post] = posts
  switch (result?._tag) {
    case undefined:
      return "has no outcome"
    case "Published":
    case "SentToInbox": {
      if (!posts.some((post) => isSame(post, result))) {
        return `ended as ${result._tag}, but the mock has not published what it names`
      }
      const isDraft = kind.includes("draft")
      if (isDraft !== (result._tag === "SentToInbox")) return `is a ${kind} and ended as ${result._tag}`
      if (post?.creator !== creator) return `was published for ${post?.creator}, not ${creator}`
      return isDraft || post.caption === captionOf({ key, kind }) ? undefined : `was published as "${post.caption}"`
    }
    case "OutcomeUnknown":
      return undefined
    case "Refused": {
      const why = [result.reason, result.detail].filter((text) => text !== "").join(": ")
      return post === undefined ? undefined : `is published, although it ended as Refused (${why})`
    }
    case "Failed":
    case "Tomorrow":
      return post === undefined ? undefined : `is published, although it ended as ${result._tag}`
  }
}

/** A post found among the creator's videos has no publish id, but its own id. */
const isSame = (
  { postId, publishId }: Evidence["posts"][number],
  result: Extract<Result, { readonly _tag: "Published" | "SentToInbox" }>
): boolean =>
  result.publishId === undefined
    ? result._tag === "Published" && postId !== undefined && result.postIds.some((id) => id === postId)
    : result.publishId === publishId

/** The times of the calls that used up a limit of the minute. */
const history = (refused: Request, requests: ReadonlyArray<Request>): string => {
  const before = requests.filter((request) =>
    request !== refused && request.creator === refused.creator && isAlike(request.operation, refused.operation) &&
    request.at <= refused.at && request.at > refused.at - 65_000
  )
  const ages = before.map(({ at, operation, status }) =>
    `${operation} (${status}) ${((refused.at - at) / 1_000).toFixed(2)} s`
  )
  return `before it: ${ages.join(", ")}`
}

// One contract counts all inits together.
const isAlike = (one: string, other: string): boolean =>
  one === other || (one.endsWith(".init") && other.endsWith(".init"))

const isLimitRefusal = ({ code, status }: Evidence["requests"][number]): boolean =>
  status === 429 || limitCodes.has(code ?? "")

// The live contract answers these with 403.
const limitCodes: ReadonlySet<string> = new Set([
  "spam_risk_too_many_posts",
  "spam_risk_too_many_pending_share",
  "reached_active_user_cap"
])

const countBy = <A>(items: ReadonlyArray<A>, nameOf: (item: A) => string): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...Map.groupBy(items, nameOf)]
      .map(([name, { length }]) => [name, length] as const)
      .toSorted(([a], [b]) => a.localeCompare(b))
  )
