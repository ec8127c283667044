/**
 * What a process does with its posts, as a job queue would: all at once, each under its key, repeatedly until there is an
 * outcome. After a restart it resumes what is pending and publishes the rest under the same keys.
 */
import { Duration, Effect, Random } from "effect"
import { Media, type Outcome, Post, Publisher, type TikTokError } from "effect-tiktok"
import { captionOf, mediaUrlOf } from "./media.ts"
import type { Job, Report, Result } from "./protocol.ts"

/** How a process works. */
export interface WorkOptions {
  /** The time limit of one attempt at a post. */
  readonly timeout: Duration.Duration
  /** The longest pause between two attempts. For longer pauses, a queue ends the attempt. */
  readonly longestPause: Duration.Duration
  readonly publish: Publisher.Options
  readonly send: (report: Report) => Effect.Effect<void>
  /** Waits until a job is due; not at all by default. */
  readonly untilDue?: ((job: Job) => Effect.Effect<void>) | undefined
}

// About as many as a queue gives one process.
const concurrency = 20

export const work = (options: WorkOptions, jobs: ReadonlyArray<Job>) =>
  Effect.gen(function*() {
    const { pending } = yield* Publisher.Publisher
    const left = new Set(Array.from(yield* pending, ({ key }) => key))
    yield* Effect.forEach(jobs, (job) =>
      Effect.andThen(
        options.untilDue?.(job) ?? Effect.void,
        settle(options, job, left.has(job.key))
      ), { concurrency, discard: true })
  })

/** Publishes until there is an outcome. */
const settle = Effect.fnUntraced(function*(options: WorkOptions, job: Job, isPending: boolean) {
  const { pending, publish, resume } = yield* Publisher.Publisher
  const isOpen = (key: string) =>
    Effect.orElseSucceed(Effect.map(pending, (all) => all.some((publish) => publish.key === key)), () => true)
  const again = publish(Post.CreatorId.make(job.creator), postOf(job), { ...options.publish, key: job.key })
  const { chunkSize: _, ...resuming } = options.publish
  for (let attempts = 1;; attempts++) {
    const attempt = attempts === 1 && isPending ? resume(job.key, resuming) : again
    const result = yield* attempt.pipe(
      Effect.map((outcome): Result | undefined => isSettled(outcome) ? outcome : undefined),
      Effect.timeoutOrElse({ duration: options.timeout, orElse: () => Effect.undefined }),
      Effect.catchTag("TikTokError", (error) => afterFailure(options, job, error, isOpen(job.key)))
    )
    if (result !== undefined) return yield* options.send({ _tag: "Settled", key: job.key, attempts, result })
  }
})

const isSettled = (
  outcome: Outcome.Outcome
): outcome is Exclude<Outcome.Outcome, { readonly _tag: "StillProcessing" }> => outcome._tag !== "StillProcessing"

/** What to do after a failure: nothing more for this key, or another attempt after a pause. */
const afterFailure = Effect.fnUntraced(function*(
  options: WorkOptions,
  { creator }: Job,
  error: TikTokError.TikTokError,
  isOpen: Effect.Effect<boolean>
): Effect.fn.Return<Result | undefined> {
  const { reason, retryAfter } = error
  if (reason._tag === "QuotaExhausted" && Duration.toHours(reason.retryAfter) > 1) {
    return { _tag: "Tomorrow", limit: reason.limit }
  }
  // Not always a refusal of the post: also a status call may find that the login is over.
  if (error.category === "login") {
    yield* options.send({ _tag: "LoginNeeded", creator })
    yield* pause(options, Duration.seconds(2))
    return undefined
  }
  // A refresh can be refused while the status of an accepted post is asked for: that ends no publish. Under the same key
  // nothing is posted twice, and a key that could not be freed would be recovered.
  if (!error.retryable && reason._tag !== "UploadExpired" && error.unsaved === undefined && !(yield* isOpen)) {
    return { _tag: "Refused", reason: reason._tag, detail: error.message }
  }
  yield* pause(options, retryAfter ?? Duration.seconds(1))
  return undefined
})

const pause = ({ longestPause }: WorkOptions, duration: Duration.Duration): Effect.Effect<void> =>
  Effect.flatMap(
    Random.nextBetween(0.5, 1),
    (share) => Effect.sleep(Duration.times(Duration.min(duration, longestPause), share))
  )

const postOf = (job: Job): Post.Post =>
  Effect.runSync(Post.fromData(dataOf(job), (file) => Effect.succeed(Media.file(file))))

/** The post of a job as data. A video is named by its file. */
export const dataOf = (job: Job): Post.Data => {
  const url = mediaUrlOf(job.key)
  const shown = {
    title: captionOf(job),
    privacyLevel: job.size % 2 === 0 ? "SELF_ONLY" : "PUBLIC_TO_EVERYONE"
  } as const
  switch (job.kind) {
    case "video":
    case "large video":
      return { _tag: "Video", media: Media.named(job.file), ...shown }
    case "draft":
      return { _tag: "VideoDraft", media: Media.named(job.file) }
    case "pull":
      return { _tag: "Video", media: Media.url(url), ...shown }
    case "pulled draft":
      return { _tag: "VideoDraft", media: Media.url(url) }
    case "photos":
      return { _tag: "Photos", images: [url], ...shown }
    case "photo draft":
      return { _tag: "PhotosDraft", images: [url], title: shown.title }
  }
}
