import { assert, describe, it } from "@effect/vitest"
import { Post } from "effect-tiktok"
import { captionOf, mediaUrlOf } from "./media.ts"
import type { Result } from "./protocol.ts"
import { type Evidence, isPassed, judge, type Verdict } from "./verdict.ts"

type Job = Evidence["jobs"][number]
type MockPost = Evidence["posts"][number]

const file: Job = { key: "a", kind: "video", creator: "mara", size: 500, sha256: "hash of a" }
const pull: Job = { key: "b", kind: "pull", creator: "mara", size: 0, sha256: undefined }
const draft: Job = { key: "c", kind: "draft", creator: "jonas", size: 300, sha256: "hash of c" }

const made = (job: Job, patch: Partial<MockPost> = {}): MockPost => ({
  publishId: `p_${job.key}`,
  postId: undefined,
  stage: job.kind === "draft" ? "in-inbox" : "published",
  creator: job.creator,
  caption: job.kind === "draft" ? "" : captionOf(job),
  urls: job.sha256 === undefined ? [mediaUrlOf(job.key)] : [],
  sha256: job.sha256,
  size: job.sha256 === undefined ? undefined : job.size,
  ...patch
})

const publishId = (key: string) => Post.PublishId.make(`p_${key}`)
const published = (key: string): Result => ({ _tag: "Published", publishId: publishId(key), postIds: [] })
const unknown: Result = { _tag: "OutcomeUnknown", detail: "", remedy: "" }
const refused: Result = { _tag: "Refused", reason: "Forbidden", detail: "" }

const good: Evidence = {
  jobs: [file, pull, draft],
  results: new Map<string, Result>([
    ["a", published("a")],
    ["b", published("b")],
    ["c", { _tag: "SentToInbox", publishId: publishId("c") }]
  ]),
  posts: [made(file), made(pull), made(draft)],
  requests: [{ at: 0, operation: "video.init", creator: "mara", status: 200, code: "ok" }],
  injected: new Set(),
  uploadedBytes: 900
}

const withResult = (key: string, result: Result | undefined): Evidence["results"] => {
  const results = new Map(good.results)
  if (result === undefined) results.delete(key)
  else results.set(key, result)
  return results
}

const problems = ({ duplicates, limited, lost }: Verdict) =>
  [duplicates, lost, limited].map((found) => found.map(({ key, problem }) => `${key} ${problem}`))

describe("judge", () => {
  it("passes a run in which each key has one outcome and the mock one post for it", () => {
    const verdict = judge(good)
    assert.deepStrictEqual(problems(verdict), [[], [], []])
    assert.isTrue(isPassed(verdict))
    assert.deepStrictEqual(verdict.outcomes, { Published: 2, SentToInbox: 1 })
    assert.deepStrictEqual(verdict.requestsOf, { "video.init": 1 })
    assert.strictEqual(verdict.bytesSentAgain, 100)
  })

  it.each([
    ["a file", file],
    ["a pull", pull],
    ["a draft", draft]
  ])("finds %s that is published twice, even when the outcome is unknown", (_, job) => {
    const posts = [...good.posts, made(job, { publishId: "p_again" })]
    for (const results of [good.results, withResult(job.key, unknown)]) {
      const verdict = judge({ ...good, posts, results })
      assert.deepStrictEqual(problems(verdict), [[`${job.key} is published 2 times`], [], []])
      assert.isFalse(isPassed(verdict))
    }
  })

  it.each<readonly [string, Partial<Evidence>, string]>([
    ["a key without an outcome", { results: withResult("b", undefined) }, "b has no outcome"],
    [
      "a success that the mock knows nothing of",
      { posts: [made(file), made(draft)] },
      "b ended as Published, but the mock has not published what it names"
    ],
    [
      "a success whose upload never ended",
      { posts: [made(file, { stage: "awaiting-upload", sha256: undefined }), made(pull), made(draft)] },
      "a ended as Published, but the mock has not published what it names"
    ],
    [
      "a success that names the post of another key",
      { results: withResult("b", published("a")) },
      "b ended as Published, but the mock has not published what it names"
    ],
    [
      "a failure that was published",
      { results: withResult("a", refused) },
      "a is published, although it ended as Refused (Forbidden)"
    ],
    ["a draft on the profile", { results: withResult("c", published("c")) }, "c is a draft and ended as Published"],
    [
      "a post of the wrong creator",
      { posts: [made(file, { creator: "jonas" }), made(pull), made(draft)] },
      "a was published for jonas, not mara"
    ],
    [
      "a post with the caption of another",
      { posts: [made(file, { caption: captionOf(pull) }), made(pull), made(draft)] },
      "a was published as \"Chaos b\""
    ],
    [
      "a file that arrived damaged",
      { posts: [...good.posts, made(file, { publishId: "p_broken", sha256: "another hash" })] },
      "p_broken is published and has the media of no post"
    ]
  ])("finds %s", (_, patch, problem) => {
    const verdict = judge({ ...good, ...patch })
    assert.deepStrictEqual(problems(verdict), [[], [problem], []])
    assert.isFalse(isPassed(verdict))
  })

  it("accepts an unknown outcome for one post or none, and reports which", () => {
    const known = judge({ ...good, results: withResult("b", unknown) })
    const none = judge({ ...good, results: withResult("b", unknown), posts: [made(file), made(draft)] })
    assert.isTrue(isPassed(known))
    assert.isTrue(isPassed(none))
    assert.deepStrictEqual(known.unknown, { published: 1, notPublished: 0 })
    assert.deepStrictEqual(none.unknown, { published: 0, notPublished: 1 })
  })

  it("recognizes a post found among the creator's videos by its own id", () => {
    const posts = [made(file), made(pull, { postId: "7300" }), made(draft)]
    const found = (id: string) =>
      judge({ ...good, posts, results: withResult("b", { _tag: "Published", postIds: [Post.PostId.make(id)] }) })
    assert.isTrue(isPassed(found("7300")))
    assert.isFalse(isPassed(found("7301")))
  })

  it.each([
    { status: 429, code: "too_many_requests" },
    { status: 403, code: "spam_risk_too_many_pending_share" }
  ])("counts a refusal by the mock's limits, $code, and not one that was injected", (response) => {
    const first = { at: 1_000, operation: "video.init", creator: "mara", status: 200, code: "ok" }
    const refusal = { ...first, ...response, at: 60_500 }
    const requests = [first, refusal]
    const verdict = judge({ ...good, requests })
    assert.deepStrictEqual(problems(verdict), [[], [], [
      `mara was refused a video.init with ${response.code}, before it: video.init (200) 59.50 s`
    ]])
    assert.isFalse(isPassed(verdict))
    const injected = judge({ ...good, requests, injected: new Set([refusal]) })
    assert.isTrue(isPassed(injected))
    assert.strictEqual(injected.injectedLimits, 1)
  })
})
