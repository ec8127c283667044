import { Media, Post } from "effect-tiktok"
import type { Operation } from "tiktok-mock-server"
import type { ContractName } from "./fixture.ts"
import { video } from "./media.ts"

/** A kind of post, in any number of versions. */
export interface PostKind {
  readonly kind: string
  readonly operation: Operation
  /** Whether TikTok publishes it by itself after acceptance. */
  readonly isPulled: boolean
  /** A version with a setting that TikTok may refuse. */
  readonly first: Post.Post
  /** The corrected version. */
  readonly second: Post.Post
}

const bytes = Media.bytes(video(1000))
const otherVideo = Media.bytes(video(2000))
const url = (name: string) => Media.url(`https://verified-domain.com/${name}.mp4`)
const images = ["https://verified-domain.com/a.jpg"]

const makeVideo = (media: Media.Video, privacyLevel: Post.PrivacyLevel) =>
  Post.video({ media, privacyLevel, title: "One" })

const inBoth: ReadonlyArray<PostKind> = [
  {
    kind: "an uploaded video",
    operation: "video.init",
    isPulled: false,
    first: makeVideo(bytes, "PUBLIC_TO_EVERYONE"),
    second: makeVideo(bytes, "SELF_ONLY")
  },
  {
    kind: "a fetched video",
    operation: "video.init",
    isPulled: true,
    first: makeVideo(url("a"), "PUBLIC_TO_EVERYONE"),
    second: makeVideo(url("a"), "SELF_ONLY")
  },
  {
    kind: "an uploaded draft",
    operation: "inbox.init",
    isPulled: false,
    first: Post.videoDraft({ media: bytes }),
    second: Post.videoDraft({ media: otherVideo })
  },
  {
    kind: "a fetched draft",
    operation: "inbox.init",
    isPulled: true,
    first: Post.videoDraft({ media: url("a") }),
    second: Post.videoDraft({ media: url("b") })
  },
  {
    kind: "photos",
    operation: "photo.init",
    isPulled: true,
    first: Post.photos({ images, privacyLevel: "PUBLIC_TO_EVERYONE" }),
    second: Post.photos({ images, privacyLevel: "SELF_ONLY" })
  }
]

export const postKinds: { readonly [Name in ContractName]: ReadonlyArray<PostKind> } = {
  catalog: inBoth,
  live: [...inBoth, {
    kind: "a draft of photos",
    operation: "photo.init",
    isPulled: true,
    first: Post.photosDraft({ images, title: "One" }),
    second: Post.photosDraft({ images, title: "Two" })
  }]
}
