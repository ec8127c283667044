/** Mistakes of a caller without types. */
import { describe } from "@effect/vitest"
import { Redacted, Stream } from "effect"
import { Media, Post } from "effect-tiktok"
import {
  clip,
  media,
  noDurations,
  noText,
  nothing,
  photo,
  publish,
  refusesEach,
  rows,
  wrong
} from "../support/wrongKinds.ts"

const inPost = (key: string, values: ReadonlyArray<unknown>, post: Post.Post = clip, field = key) =>
  rows(`${post._tag}, ${key}`, field, values, (value, fixture) => publish(wrong({ ...post, [key]: value }))(fixture))

const inMedia = (key: string, values: ReadonlyArray<unknown>, of: Media.Video = media) => [
  ...rows(
    `${of._tag}, ${key}`,
    `media.${key}`,
    values,
    (value, fixture) =>
      publish(Post.video({ media: wrong({ ...of, [key]: value }), privacyLevel: "SELF_ONLY" }))(fixture)
  ),
  ...rows(
    `draft of ${of._tag}, ${key}`,
    `media.${key}`,
    values,
    (value, fixture) => publish(Post.videoDraft({ media: wrong({ ...of, [key]: value }) }))(fixture)
  )
]

const photos = Post.photos({ images: [photo, photo], privacyLevel: "SELF_ONLY" })
const photosDraft = Post.photosDraft({ images: [photo] })

const posts = [
  ...rows(
    "post",
    "post",
    [...nothing, 5, "post", {}, [], { _tag: "Story" }, { ...clip, _tag: 5 }],
    (value, fixture) => publish(value)(fixture)
  ),
  ...[Post.video, Post.videoDraft].flatMap((make) =>
    rows(
      "post made of",
      make === Post.video ? "privacyLevel" : "media",
      nothing,
      (value, fixture) => publish(make(value))(fixture)
    )
  ),
  ...inPost("title", noText),
  ...inPost("title", noText, photos),
  ...inPost("description", noText, photosDraft),
  ...inPost("coverTimestamp", noDurations),
  ...inPost("isAigc", [null, 0, "false"]),
  ...inPost("images", [...nothing, 5, photo, { 0: photo, length: 1 }], photos),
  ...[...nothing, 5, {}, Symbol("url"), new Date(0)].flatMap((value) =>
    inPost("images", [[photo, value]], photosDraft, "images[1]")
  ),
  // oxlint-disable-next-line no-sparse-arrays
  ...inPost("images", [[photo, , photo]], photos, "images[1]"),
  ...inPost("coverIndex", [null, "1", 1n, Symbol("cover"), {}], photos),
  ...inPost("media", [...nothing, 5, "clip.mp4", {}, { _tag: "Tape" }, new Uint8Array(5)]),
  ...inPost("media", [...nothing, { _tag: "Tape" }], Post.videoDraft({ media })),
  ...inMedia("path", [...nothing, 5, "", "a\0b"], Media.file("clip.mp4")),
  ...inMedia("bytes", [...nothing, 5, "bytes", [1, 2], new ArrayBuffer(5)]),
  ...inMedia("blob", [...nothing, 5, "blob", {}], Media.blob(new Blob(["blob"]))),
  ...inMedia("stream", [...nothing, 5, [], new ReadableStream()], Media.stream(Stream.empty, { size: 5 })),
  ...inMedia("size", [...nothing, "5", 5n], Media.stream(Stream.empty, { size: 5 })),
  ...inMedia("url", [...nothing, 5, {}], Media.url(photo)),
  ...inMedia("url", [...nothing, 5, photo], Media.http(photo)),
  ...inMedia("headers", [...nothing, 5, { a: 5 }, { a: Redacted.make(5) }], Media.http(photo)),
  ...inMedia("allowPrivate", [null, 0, "false"], Media.http(photo)),
  ...rows(
    "headers of",
    "media.headers",
    [5, "a: b", true],
    (headers, fixture) => publish(Post.videoDraft({ media: Media.http(photo, wrong({ headers })) }))(fixture)
  ),
  ...inMedia("contentType", [...nothing, 5, "video/avi", "video/mp4\r\nx: y"]),
  ...rows(
    "file",
    "media.path",
    [...nothing, 5],
    (value, fixture) => publish(Post.videoDraft({ media: Media.file(value) }))(fixture)
  ),
  ...rows(
    "blob",
    "media.blob",
    [...nothing, 5],
    (value, fixture) => publish(Post.videoDraft({ media: Media.blob(value) }))(fixture)
  ),
  ...rows(
    "stream of",
    "media.size",
    nothing,
    (value, fixture) => publish(Post.videoDraft({ media: Media.stream(Stream.empty, value) }))(fixture)
  )
]

describe("a post", () => {
  refusesEach(posts)
})
