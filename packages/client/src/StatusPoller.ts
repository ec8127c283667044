/**
 * Polls the status of a post until its outcome is known.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as Auth from "./Auth.ts"
import * as Retry from "./internal/common/retry.ts"
import * as Validate from "./internal/common/validate.ts"
import * as PollLoop from "./internal/publish/pollLoop.ts"
import * as ValidateOptions from "./internal/publish/validateOptions.ts"
import * as FreshSlot from "./internal/quota/freshSlot.ts"
import { webhookReports } from "./internal/webhooks/webhookReports.ts"
import { remedyOf } from "./internal/wire/failReasons.ts"
import { type Options, type StatusFailure, type StatusReport } from "./model/status.ts"
import type { Outcome } from "./Outcome.ts"
import { type CreatorId, type Post, type PublishId } from "./Post.ts"
import * as Quota from "./Quota.ts"
import * as TikTokApi from "./TikTokApi.ts"
import type { TikTokError } from "./TikTokError.ts"

export * from "./model/status.ts"

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * Asks for the status of posts.
 *
 * **Example** (How a publish stands)
 *
 * ```ts
 * import { type Post, StatusPoller } from "effect-tiktok"
 *
 * export const status = (creator: Post.CreatorId, publishId: Post.PublishId) =>
 *   StatusPoller.StatusPoller.use(({ get }) => get(creator, publishId))
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class StatusPoller extends Context.Service<StatusPoller, {
  /** Makes one status call. */
  readonly get: (
    creator: CreatorId,
    publishId: PublishId,
    kind?: Post["_tag"]
  ) => Effect.Effect<StatusReport, TikTokError<StatusFailure>>

  /**
   * Emits a report for every status call, and for an event that has the outcome.
   * Ends with a final report, or without one after the deadline. A status call with
   * a transient failure is repeated.
   */
  readonly follow: (
    creator: CreatorId,
    publishId: PublishId,
    options?: Options
  ) => Stream.Stream<StatusReport, TikTokError<StatusFailure>>

  /** Polls until the outcome is known. `StillProcessing` if the deadline passes first. */
  readonly outcome: (
    creator: CreatorId,
    publishId: PublishId,
    options?: Options
  ) => Effect.Effect<Outcome, TikTokError<StatusFailure>>
}>()("effect-tiktok/StatusPoller") {}

/**
 * The outcome that the last report of a post shows.
 *
 * @category getters
 * @since 0.1.0
 */
export const outcomeOf = (publishId: PublishId, report: StatusReport | undefined): Outcome => {
  switch (report?.stage) {
    case "Published":
      return { _tag: "Published", publishId, postIds: report.postIds, url: report.url }
    case "SentToInbox":
      return { _tag: "SentToInbox", publishId }
    case "Failed":
      return {
        _tag: "Failed",
        publishId,
        failReason: report.failReason ?? "no reason given",
        remedy: remedyOf(report.failReason)
      }
    default:
      return { _tag: "StillProcessing", publishId, status: report?.status ?? "no status yet" }
  }
}

// -----------------------------------------------------------------------------
// constructor
// -----------------------------------------------------------------------------

/**
 * Creates the service from `Auth`.
 *
 * **Example** (Another layer around the service)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { StatusPoller } from "effect-tiktok"
 *
 * export const layer = Layer.effect(StatusPoller.StatusPoller, StatusPoller.make)
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make: Effect.Effect<StatusPoller["Service"], never, Auth.Auth | Quota.Quota | TikTokApi.TikTokApi> = Effect
  .gen(
    function*() {
      const api = yield* TikTokApi.TikTokApi
      const auth = yield* Auth.Auth
      const quota = yield* Quota.Quota
      const retry = yield* Retry.make

      // Each attempt has a span, `TikTokApi.status`. A second one would cost more than the rest of a poll.
      const get: StatusPoller["Service"]["get"] = (creator, publishId, kind) =>
        Effect.andThen(Validate.orFail("StatusPoller.get", ofAsk(publishId, kind)), ask(creator, publishId, kind))

      const ask: StatusPoller["Service"]["get"] = (creator, publishId, kind) =>
        auth.withToken(creator, (token) =>
          FreshSlot.withSlot(
            quota,
            api.contract.limits("status", creator, api.app.clientKey),
            (ready) => Effect.andThen(ready, api.call(api.contract.posts.status, { publishId, kind }, token))
          )).pipe(
            retry("reads"),
            Effect.annotateSpans({ publishId })
          )

      const asker = (creator: CreatorId, publishId: PublishId, kind: Post["_tag"] | undefined) => () =>
        Effect.catchIf(ask(creator, publishId, kind), (error) => error.retryable, () => Effect.undefined)

      const pollLoop = (creator: CreatorId, publishId: PublishId, options: Options | undefined) =>
        Validate.orFail("StatusPoller.follow", [
          ...ofAsk(publishId, options?.kind),
          ...ValidateOptions.followOptions(options)
        ]).pipe(
          Effect.map(() => ({
            poll: asker(creator, publishId, options?.kind),
            schedule: options?.schedule ?? everyFiveSeconds,
            deadline: Duration.toMillis(Duration.fromInputUnsafe(options?.deadline ?? "10 minutes")),
            hasEvents: options?.webhooks !== undefined
          }))
        )

      const follow: StatusPoller["Service"]["follow"] = (creator, publishId, options) =>
        Stream.unwrap(
          Effect.map(pollLoop(creator, publishId, options), (pollLoop) =>
            Stream.fromPull(Effect.map(PollLoop.reports(pollLoop), Effect.map(Arr.of))).pipe(
              options?.webhooks === undefined
                ? identity
                : Stream.merge(webhookReports(publishId, options.webhooks), { haltStrategy: "left" }),
              Stream.takeUntil(isFinal)
            ))
        )

      const outcome: StatusPoller["Service"]["outcome"] = (creator, publishId, options) =>
        Effect.flatMap(pollLoop(creator, publishId, options), (pollLoop) => {
          const asked = PollLoop.untilFinal(pollLoop, isFinal)
          const last = options?.webhooks === undefined
            ? asked
            : Effect.raceFirst(asked, firstOf(webhookReports(publishId, options.webhooks)))
          return Effect.map(last, (report) => outcomeOf(publishId, report))
        })

      return StatusPoller.of({ get, follow, outcome })
    }
  )

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Provides `StatusPoller`.
 *
 * **Example** (On top of logins)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { Auth, StatusPoller } from "effect-tiktok"
 *
 * export const layer = Layer.provideMerge(StatusPoller.layer, Auth.layer)
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<StatusPoller, never, Auth.Auth | Quota.Quota | TikTokApi.TikTokApi> = Layer.effect(
  StatusPoller,
  make
)

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

const ofAsk = (publishId: unknown, kind: unknown): Validate.Violations => [
  ...Validate.name("publishId", publishId),
  ...Validate.check(kind === undefined || kinds.includes(kind), "kind", `must be one of ${kinds.join(", ")}`)
]

const kinds: ReadonlyArray<unknown> = ["Video", "VideoDraft", "Photos", "PhotosDraft"]

const everyFiveSeconds = Schedule.spaced(Duration.seconds(5))

/** The first report of the webhooks. If they end without one, polling decides. */
const firstOf = (reports: Stream.Stream<StatusReport>): Effect.Effect<StatusReport> =>
  Effect.flatMap(Stream.runHead(reports), Option.match({ onNone: () => Effect.never, onSome: Effect.succeed }))

const isFinal = (report: StatusReport): boolean => report.stage !== "Processing" && report.stage !== "Unrecognized"
