import { DateTime, Effect, Stream } from "effect"
import { type Post, Publisher } from "effect-tiktok"

// #region progress
export const publishWithProgress = Effect.fn("publishWithProgress")(
  function*(creator: Post.CreatorId, post: Post.Post, show: (line: string) => void) {
    const publisher = yield* Publisher.Publisher
    yield* Stream.runForEach(publisher.publishStream(creator, post), (event) =>
      Effect.sync(() => {
        switch (event._tag) {
          case "Planned":
            return show(`${event.plan.size} bytes in ${event.plan.chunkCount} chunks`)
          case "WaitingForRoom":
            return show(`waits for room under "${event.limit}" until ${DateTime.formatIso(event.until)}`)
          case "BytesConfirmed":
            return show(`${event.confirmed} of ${event.size} bytes have arrived`)
          case "StatusReceived":
            return show(event.report.status)
          case "Finished":
            return show(event.outcome._tag)
        }
      }))
  }
)
// #endregion progress
