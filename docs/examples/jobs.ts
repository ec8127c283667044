import { Effect, Schema } from "effect"
import { Media, Post, Publisher } from "effect-tiktok"

// #region jobs
/** What one process writes into a queue, or a client sends to an HTTP API, and another reads. */
const Job = Schema.fromJsonString(Schema.toCodecJson(Schema.Struct({
  order: Schema.NonEmptyString,
  creator: Post.CreatorId,
  post: Post.Schema
})))

export const toMessage = Schema.encodeEffect(Job)

/** Refuses what is not a job, also a setting that is misspelled, and names the field. */
export const fromMessage = (message: string) => Schema.decodeEffect(Job)(message, { onExcessProperty: "error" })

export const work = Effect.fn("work")(function*(message: string) {
  const publisher = yield* Publisher.Publisher
  const { creator, order, post } = yield* fromMessage(message)
  return yield* publisher.publish(creator, yield* Post.fromData(post, clip), { key: order })
})

/** What the names of clips mean here. */
const clip = (name: string) => Effect.succeed(Media.url(`https://verified-domain.com/${encodeURIComponent(name)}.mp4`))
// #endregion jobs
