/**
 * A process that publishes its posts as a job queue would: all at once, each under its key, repeatedly
 * until there is an outcome. It shares a store with others and may be killed or frozen at any time. After a restart it
 * resumes what is pending and publishes the rest under the same keys.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Duration, Effect, Layer, Logger, Random, Redacted, Schedule } from "effect"
import { Contract, Media, type Outcome, Post, Publisher, RetryPolicy, type TikTokError } from "effect-tiktok"
import * as NodeFileReader from "effect-tiktok/NodeFileReader"
import { readFileSync } from "node:fs"
import { smallestChunk } from "../support/media.ts"
import { captionOf, mediaUrlOf } from "./media.ts"
import { leaseMillis } from "./plan.ts"
import { type Assignment, type Job, type Report, type Result, sealed } from "./protocol.ts"
import { layerIn } from "./stores.ts"

const assignment: Assignment = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"))
const { baseUrl, clientKey, clientSecret, jobs } = assignment
const timeout = Duration.seconds(assignment.timeoutSeconds)
// For longer pauses, a queue ends the attempt.
const longestPause = Duration.times(timeout, 2 / 3)

const policy = RetryPolicy.standard.pipe(
  Schedule.modifyDelay(({ duration }) => Effect.succeed(Duration.min(duration, longestPause)))
)

const services = layerIn(assignment.place, {
  contract: assignment.contract === "live" ? Contract.live : Contract.catalog,
  baseUrl,
  clientKey,
  clientSecret: Redacted.make(clientSecret),
  timeout: "3 seconds",
  ...sealed(assignment),
  lease: Duration.millis(leaseMillis),
  quota: { maxWait: longestPause }
}).pipe(
  Layer.provide([NodeHttpClient.layerUndici, NodeServices.layer, NodeFileReader.layer]),
  Layer.provide(Layer.succeed(RetryPolicy.RetryPolicy, { reads: policy, inits: policy, chunks: policy }))
)

// About as many as a queue gives one process.
const concurrency = 20

const options = { schedule: Schedule.spaced("2 seconds"), deadline: "1 minute", chunkSize: smallestChunk } as const

const postOf = (job: Job): Post.Post => {
  const url = mediaUrlOf(job.key)
  const shown = {
    title: captionOf(job.key),
    privacyLevel: job.size % 2 === 0 ? "SELF_ONLY" : "PUBLIC_TO_EVERYONE"
  } as const
  switch (job.kind) {
    case "video":
    case "large video":
      return Post.video({ media: Media.file(job.file), ...shown })
    case "draft":
      return Post.videoDraft({ media: Media.file(job.file) })
    case "pull":
      return Post.video({ media: Media.url(url), ...shown })
    case "pulled draft":
      return Post.videoDraft({ media: Media.url(url) })
    case "photos":
      return Post.photos({ images: [url], ...shown })
    case "photo draft":
      return Post.photosDraft({ images: [url], title: shown.title })
  }
}

const send = (report: Report): Effect.Effect<void> => Effect.sync(() => process.send?.(report))

const pause = (duration: Duration.Duration): Effect.Effect<void> =>
  Effect.flatMap(
    Random.nextBetween(0.5, 1),
    (share) => Effect.sleep(Duration.times(Duration.min(duration, longestPause), share))
  )

/** What to do after a failure: nothing more for this key, or another attempt after a pause. */
const afterFailure = Effect.fnUntraced(function*(
  { creator }: Job,
  error: TikTokError.TikTokError
): Effect.fn.Return<Result | undefined> {
  const { reason, retryAfter } = error
  if (reason._tag === "QuotaExhausted" && Duration.toHours(reason.retryAfter) > 1) {
    return { _tag: "Tomorrow", limit: reason.limit }
  }
  if (reason._tag === "ReauthorizationRequired") {
    yield* send({ _tag: "LoginNeeded", creator })
    yield* pause(Duration.seconds(2))
    return undefined
  }
  // The remedy is to publish again, which posts nothing twice under the same key.
  if (!error.retryable && reason._tag !== "UploadExpired") {
    return { _tag: "Refused", reason: reason._tag, detail: error.message }
  }
  yield* pause(retryAfter ?? Duration.seconds(1))
  return undefined
})

const isSettled = (
  outcome: Outcome.Outcome
): outcome is Exclude<Outcome.Outcome, { readonly _tag: "StillProcessing" }> => outcome._tag !== "StillProcessing"

/** Publishes until there is an outcome. */
const settle = Effect.fnUntraced(function*(job: Job, isPending: boolean) {
  const { publish, resume } = yield* Publisher.Publisher
  const again = publish(Post.CreatorId.make(job.creator), postOf(job), { ...options, key: job.key })
  for (let attempts = 1;; attempts++) {
    const attempt = attempts === 1 && isPending ? resume(job.key, options) : again
    const result = yield* attempt.pipe(
      Effect.map((outcome): Result | undefined => isSettled(outcome) ? outcome : undefined),
      Effect.timeoutOrElse({ duration: timeout, orElse: () => Effect.undefined }),
      Effect.catchTag("TikTokError", (error) => afterFailure(job, error))
    )
    if (result !== undefined) return yield* send({ _tag: "Settled", key: job.key, attempts, result })
  }
})

const program = Effect.gen(function*() {
  const { pending } = yield* Publisher.Publisher
  const left = new Set(Array.from(yield* pending, ({ key }) => key))
  yield* Effect.forEach(jobs, (job) => settle(job, left.has(job.key)), { concurrency, discard: true })
})

await Effect.runPromise(Effect.provide(program, [services, Logger.layer([])]))
process.disconnect?.()
