import { Cause, Effect, Exit, Option, Ref, Stream } from "effect"
import { type Post, Publisher, type TikTokError } from "effect-tiktok"
import { type CommandEvent } from "../CommandEvent.ts"
import { ExitCode, ofOutcome, Unsuccessful } from "../exitCode.ts"
import { Reporter } from "../output/Reporter.ts"

/** Publishes and reports every event; see `reportEvents`. */
export const publishAndReport = Effect.fn("publishAndReport")(
  function*(creator: Post.CreatorId, post: Post.Post, options: Publisher.Options, resumable = false) {
    const publisher = yield* Publisher.Publisher
    yield* reportEvents(publisher.publishStream(creator, post, options), resumable)
  }
)

/**
 * Reports every event of a publish, and how to resume if it ends early. Fails with `Unsuccessful` when the outcome is no
 * success.
 */
export const reportEvents = Effect.fnUntraced(function*<R>(
  events: Stream.Stream<Publisher.PublishEvent, TikTokError.TikTokError, R>,
  resumable: boolean
) {
  const reporter = yield* Reporter
  const stopped = yield* Ref.make<Stopped>({ _tag: "Stopped", confirmed: 0, size: 0, resumable })
  const last = yield* events.pipe(
    Stream.tap((event) => Effect.andThen(Ref.update(stopped, after(event)), reporter.report(event))),
    Stream.runLast,
    Effect.onExit((exit) =>
      Exit.isFailure(exit) && mayGoOn(exit.cause) ? Effect.flatMap(Ref.get(stopped), reporter.report) : Effect.void
    )
  )
  const exitCode = Option.isSome(last) && last.value._tag === "Finished"
    ? ofOutcome(last.value.outcome)
    : ExitCode.Unknown
  if (exitCode !== ExitCode.Success) return yield* new Unsuccessful({ exitCode })
})

type Stopped = Extract<CommandEvent, { readonly _tag: "Stopped" }>

const after = (event: Publisher.PublishEvent) => (before: Stopped): Stopped => {
  switch (event._tag) {
    case "Planned":
      return { ...before, size: event.plan.size }
    case "Initialized":
      return { ...before, publishId: event.publishId }
    case "BytesConfirmed":
      return { ...before, confirmed: event.confirmed, size: event.size }
    default:
      return before
  }
}

/** Whether the publish was interrupted, or failed after TikTok accepted the post. */
const mayGoOn = (cause: Cause.Cause<TikTokError.TikTokError>): boolean =>
  Cause.hasInterruptsOnly(cause) ||
  cause.reasons.some((reason) => Cause.isFailReason(reason) && reason.error.publishId !== undefined)
