import { Effect, Option, Stream } from "effect"
import { type Post, Publisher } from "effect-tiktok"
import { ExitCode, ofOutcome, Unsuccessful } from "./exitCode.ts"
import { Reporter } from "./Reporter.ts"

/** Publishes and tells every event. Fails with `Unsuccessful` when the outcome is not what the user wanted. */
export const publishAndReport = Effect.fn("publishAndReport")(
  function*(creator: Post.CreatorId, post: Post.Post, options: Publisher.Options) {
    const publisher = yield* Publisher.Publisher
    const reporter = yield* Reporter
    const last = yield* publisher.events(creator, post, options).pipe(Stream.tap(reporter.tell), Stream.runLast)
    const exitCode = Option.isSome(last) && last.value._tag === "Finished"
      ? ofOutcome(last.value.outcome)
      : ExitCode.Unknown
    if (exitCode !== ExitCode.Success) return yield* new Unsuccessful({ exitCode })
  }
)
