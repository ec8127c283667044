import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import type { Post } from "../Post.ts"
import * as PostShape from "./post.ts"

const ContentType = Schema.Literals(["video/mp4", "video/quicktime", "video/webm"])

const StoredMedia = Schema.Union([
  Schema.TaggedStruct("File", {
    path: Schema.String,
    contentType: ContentType
  }),
  Schema.TaggedStruct("Http", {
    url: Schema.RedactedFromValue(Schema.String),
    headers: Schema.Record(Schema.String, Schema.RedactedFromValue(Schema.String)),
    contentType: ContentType,
    allowPrivate: Schema.optional(Schema.Boolean)
  }),
  Schema.TaggedStruct("Url", { url: Schema.String })
])

const fields = PostShape.fields(StoredMedia, Schema.String)

/**
 * A post whose media can be opened again by another process.
 *
 * @internal
 */
export const StoredPost = Schema.Union([
  Schema.TaggedStruct("Video", fields.Video),
  Schema.TaggedStruct("VideoDraft", fields.VideoDraft),
  Schema.TaggedStruct("Photos", fields.Photos),
  Schema.TaggedStruct("PhotosDraft", fields.PhotosDraft)
])

/** @internal */
export type StoredPost = typeof StoredPost.Type

/**
 * The post in its stored form, or undefined if its bytes exist only in this process.
 *
 * @internal
 */
export const fromPost = (post: Post): StoredPost | undefined => {
  switch (post._tag) {
    case "Photos":
    case "PhotosDraft":
      return { ...post, images: post.images.map(String) }
    case "VideoDraft":
      return isOpenable(post.media) ? { _tag: "VideoDraft", media: post.media } : undefined
    case "Video": {
      const { coverTimestamp: at, media, ...settings } = post
      const coverTimestamp = at === undefined ? undefined : Duration.fromInputUnsafe(at)
      return isOpenable(media) ? { ...settings, media, coverTimestamp } : undefined
    }
  }
}

const isOpenable = (media: { readonly _tag: string }): media is typeof StoredMedia.Type =>
  media._tag === "File" || media._tag === "Http" || media._tag === "Url"
