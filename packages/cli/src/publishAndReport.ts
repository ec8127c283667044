import { Effect, Stream } from "effect"
import { type Post, Publisher } from "effect-tiktok"
import { ExitCode, ofOutcome } from "./exitCode.ts"
import { Reporter } from "./Reporter.ts"

/** Publishes, tells every event, and answers with the exit code of the outcome. */
export const publishAndReport = Effect.fn("publishAndReport")(
  function*(creator: Post.CreatorId, post: Post.Post, options: Publisher.Options) {
    const publisher = yield* Publisher.Publisher
    const reporter = yield* Reporter
    return yield* publisher.events(creator, post, options).pipe(
      Stream.tap(reporter.tell),
      Stream.runFold(
        (): number => ExitCode.Unknown,
        (code, event) => event._tag === "Finished" ? ofOutcome(event.outcome) : code
      )
    )
  }
)
