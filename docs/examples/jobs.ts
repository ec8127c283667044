import { Effect, Schema } from "effect"
import { Media, Post, Publisher } from "effect-tiktok"

// #region jobs
/** A message that one process writes to a queue or sends to an HTTP API, and another reads. */
const Job = Schema.fromJsonString(Schema.toCodecJson(Schema.Struct({
  order: Schema.NonEmptyString,
  creator: Post.CreatorId,
  post: Post.Schema
})))

export const toMessage = Schema.encodeEffect(Job)

/** Rejects a message that is no job or has a misspelled setting, and names the field. */
export const fromMessage = (message: string) => Schema.decodeEffect(Job)(message, { onExcessProperty: "error" })

export const work = Effect.fn("work")(function*(message: string) {
  const publisher = yield* Publisher.Publisher
  const { creator, order, post } = yield* fromMessage(message)
  return yield* publisher.publish(creator, yield* Post.fromData(post, clip), { key: order })
})

/** Returns the video of a clip by its name. */
const clip = (name: string) => Effect.succeed(Media.url(`https://verified-domain.com/${encodeURIComponent(name)}.mp4`))
// #endregion jobs
