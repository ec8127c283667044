/** Compiled by `tsc`, not run: the settings of each kind of post. */
import { expectTypeOf } from "@effect/vitest"
import { type Media, Post } from "effect-tiktok"

/** Every setting, with a value. */
interface Settings {
  readonly privacyLevel: Post.PrivacyLevel
  readonly title: string
  readonly description: string
  readonly disableComment: boolean
  readonly disableDuet: boolean
  readonly disableStitch: boolean
  readonly coverTimestamp: number
  readonly coverIndex: number
  readonly autoAddMusic: boolean
  readonly brandContent: boolean
  readonly brandOrganic: boolean
  readonly isAigc: boolean
}

/** The optional settings of these options. */
type Taken<Options, Needed> = {
  [Setting in keyof Settings]: Needed & Pick<Settings, Setting> extends Options ? Setting : never
}[keyof Settings]

interface Clip {
  readonly media: Media.Video
}

interface Album {
  readonly images: ReadonlyArray<string>
}

interface Level {
  readonly privacyLevel: Post.PrivacyLevel
}

type Disclosed = "brandContent" | "brandOrganic" | "isAigc"

expectTypeOf<Taken<Post.VideoOptions, Clip & Level>>().toEqualTypeOf<
  "privacyLevel" | "title" | "disableComment" | "disableDuet" | "disableStitch" | "coverTimestamp" | Disclosed
>()

expectTypeOf<Taken<Post.VideoDraftOptions, Clip>>().toEqualTypeOf<never>()

expectTypeOf<Taken<Post.PhotosOptions, Album & Level>>().toEqualTypeOf<
  "privacyLevel" | "title" | "description" | "disableComment" | "coverIndex" | "autoAddMusic" | Disclosed
>()

expectTypeOf<Taken<Post.PhotosDraftOptions, Album>>().toEqualTypeOf<"title" | "description" | "coverIndex">()

// `Publisher` is as strict as the constructors.
expectTypeOf<{ readonly _tag: "VideoDraft" } & Clip>().toExtend<Post.Post>()
expectTypeOf<{ readonly _tag: "VideoDraft" } & Clip & Level>().not.toExtend<Post.Post>()
expectTypeOf<{ readonly _tag: "PhotosDraft" } & Album & Level>().not.toExtend<Post.Post>()

// Privacy has no default.
expectTypeOf<Clip>().not.toExtend<Post.VideoOptions>()
expectTypeOf<Album>().not.toExtend<Post.PhotosOptions>()
expectTypeOf<Clip & { readonly privacyLevel: undefined }>().not.toExtend<Post.VideoOptions>()
expectTypeOf<Clip & { readonly privacyLevel: string }>().not.toExtend<Post.VideoOptions>()

declare const media: Media.Video

// @ts-expect-error a draft has no caption
Post.videoDraft({ media, title: "a caption" })

// @ts-expect-error an unknown setting
Post.videoDraft({ media, schedule: "tomorrow" })

// @ts-expect-error a video needs a privacy level
Post.video({ media })

// @ts-expect-error photos need a privacy level
Post.photos({ images: [] })

// @ts-expect-error the catalog's word for SELF_ONLY stays on the wire
Post.video({ media, privacyLevel: "PRIVATE" })

// @ts-expect-error photos have no duets
Post.photos({ images: [], privacyLevel: "SELF_ONLY", disableDuet: true })

// @ts-expect-error a draft of photos has no privacy level
Post.photosDraft({ images: [], privacyLevel: "SELF_ONLY" })

const posted = { media, privacyLevel: "SELF_ONLY", title: "a caption" } as const

// @ts-expect-error not even through a variable
Post.videoDraft(posted)

// A draft that is given a setting is told why.
expectTypeOf<Post.VideoDraftOptions["title"]>().toEqualTypeOf<
  Post.NoSetting<"A draft has no title: the creator sets it in TikTok"> | undefined
>()
expectTypeOf<Post.PhotosDraftOptions["privacyLevel"]>().toEqualTypeOf<
  Post.NoSetting<"A draft has no privacyLevel: the creator sets it in TikTok"> | undefined
>()
// What is read from a post is no riddle.
expectTypeOf<Post.Post["privacyLevel"]>().toEqualTypeOf<Post.PrivacyLevel | undefined>()
