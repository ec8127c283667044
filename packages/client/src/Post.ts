/**
 * What a post says, and who may see it.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Media from "./Media.ts"
import * as PostShape from "./model/post.ts"

// -----------------------------------------------------------------------------
// identifiers
// -----------------------------------------------------------------------------

/**
 * TikTok's identifier of a creator for one app (`open_id`). `Auth.complete` gives
 * it at the end of a login, and every call about the creator takes it.
 *
 * **Example** (An id out of a database)
 *
 * ```ts
 * import { Post } from "effect-tiktok"
 *
 * export const creatorOf = (user: { readonly openId: string }) => Post.CreatorId.make(user.openId)
 * ```
 *
 * @category identifiers
 * @since 0.1.0
 */
export const CreatorId = Schema.NonEmptyString.pipe(Schema.brand("effect-tiktok/CreatorId"))

/**
 * @category identifiers
 * @since 0.1.0
 */
export type CreatorId = typeof CreatorId.Type

/**
 * TikTok's identifier of a publish that it accepted.
 *
 * @category identifiers
 * @since 0.1.0
 */
export const PublishId = Schema.NonEmptyString.pipe(Schema.brand("effect-tiktok/PublishId"))

/**
 * @category identifiers
 * @since 0.1.0
 */
export type PublishId = typeof PublishId.Type

/**
 * TikTok's identifier of a public post: some 19 digits, beyond what a
 * JavaScript number can hold, so it is a string.
 *
 * @category identifiers
 * @since 0.1.0
 */
export const PostId = Schema.NonEmptyString.pipe(Schema.brand("effect-tiktok/PostId"))

/**
 * @category identifiers
 * @since 0.1.0
 */
export type PostId = typeof PostId.Type

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * Who may see a post. There is no default: TikTok's guidelines want the
 * creator to choose (tiktok-live, section 13).
 *
 * @category models
 * @since 0.1.0
 */
export const PrivacyLevel = PostShape.PrivacyLevel

/**
 * @category models
 * @since 0.1.0
 */
export type PrivacyLevel = typeof PrivacyLevel.Type

/**
 * Settings that TikTok ignores here. They do not type-check, not even through a
 * variable.
 *
 * @category models
 * @since 0.1.0
 */
export type Ignored<Setting extends PropertyKey> = { readonly [Key in Setting]?: undefined }

/**
 * Settings that the creator of a draft chooses in TikTok. Where one is given,
 * the compiler's message says so.
 *
 * @category models
 * @since 0.1.0
 */
export type LeftToCreator<Setting extends string> = {
  readonly [Key in Setting]?: NoSetting<`A draft has no ${Key}: the creator sets it in TikTok`> | undefined
}

/**
 * A type without values, which carries the reason for that.
 *
 * @category models
 * @since 0.1.0
 */
export interface NoSetting<Why extends string> {
  readonly [why]: Why
}

/**
 * Settings of a video that goes straight to the creator's profile.
 *
 * @category models
 * @since 0.1.0
 */
export interface VideoOptions extends Ignored<"description" | "coverIndex" | "autoAddMusic"> {
  /** The video. */
  readonly media: Media.Video
  /** Who may see it. The creator chooses; there is no default. */
  readonly privacyLevel: PrivacyLevel
  /** Caption with `#tags` and `@mentions`; at most 2,200 UTF-16 units. */
  readonly title?: string | undefined
  /** Turns comments off. */
  readonly disableComment?: boolean | undefined
  /** Turns duets off. */
  readonly disableDuet?: boolean | undefined
  /** Turns stitches off. */
  readonly disableStitch?: boolean | undefined
  /** Position of the frame that becomes the cover. */
  readonly coverTimestamp?: Duration.Input | undefined
  /** Paid partnership with a third party. */
  readonly brandContent?: boolean | undefined
  /** Promotion of the creator's own business. */
  readonly brandOrganic?: boolean | undefined
  /** Made with artificial intelligence. */
  readonly isAigc?: boolean | undefined
}

/**
 * A video that goes straight to the creator's profile.
 *
 * @category models
 * @since 0.1.0
 */
export interface Video extends VideoOptions {
  readonly _tag: "Video"
}

/**
 * Settings of a video that goes to the creator's inbox: none but the media.
 * Caption and privacy are chosen there.
 *
 * @category models
 * @since 0.1.0
 */
export type VideoDraftOptions =
  & Pick<VideoOptions, "media">
  & LeftToCreator<Exclude<keyof VideoOptions, "media">>

/**
 * A video that goes to the creator's inbox, where the creator finishes and
 * posts it.
 *
 * @category models
 * @since 0.1.0
 */
export interface VideoDraft extends Pick<VideoOptions, "media">, Ignored<Exclude<keyof VideoOptions, "media">> {
  readonly _tag: "VideoDraft"
}

/**
 * Settings of a photo post that goes straight to the creator's profile.
 *
 * @category models
 * @since 0.1.0
 */
export interface PhotosOptions extends Ignored<"coverTimestamp" | "disableDuet" | "disableStitch"> {
  /** 1 to 35 https URLs on a domain or prefix that is verified for the app. */
  readonly images: ReadonlyArray<string | URL>
  /** Which image is the cover. Zero-based. @default 0 */
  readonly coverIndex?: number | undefined
  /** Who may see them. The creator chooses; there is no default. */
  readonly privacyLevel: PrivacyLevel
  /** At most 90 UTF-16 units. */
  readonly title?: string | undefined
  /** At most 4,000 UTF-16 units. */
  readonly description?: string | undefined
  /** Turns comments off. */
  readonly disableComment?: boolean | undefined
  /** Lets TikTok choose music; the creator may change it later. */
  readonly autoAddMusic?: boolean | undefined
  /** Paid partnership with a third party. */
  readonly brandContent?: boolean | undefined
  /** Promotion of the creator's own business. */
  readonly brandOrganic?: boolean | undefined
  /** Made with artificial intelligence. */
  readonly isAigc?: boolean | undefined
}

/**
 * Photos that go straight to the creator's profile.
 *
 * @category models
 * @since 0.1.0
 */
export interface Photos extends PhotosOptions {
  readonly _tag: "Photos"
}

/**
 * Settings of photos that go to the creator's inbox. Everything else is chosen
 * there.
 *
 * @category models
 * @since 0.1.0
 */
export type PhotosDraftOptions =
  & Pick<PhotosOptions, PhotosDraftSetting>
  & LeftToCreator<Exclude<keyof PhotosOptions, PhotosDraftSetting>>

/**
 * Photos that go to the creator's inbox, where the creator finishes and posts
 * them.
 *
 * @category models
 * @since 0.1.0
 */
export interface PhotosDraft
  extends Pick<PhotosOptions, PhotosDraftSetting>, Ignored<Exclude<keyof PhotosOptions, PhotosDraftSetting>>
{
  readonly _tag: "PhotosDraft"
}

/**
 * Anything `Publisher` can publish.
 *
 * @category models
 * @since 0.1.0
 */
export type Post = Video | VideoDraft | Photos | PhotosDraft

// -----------------------------------------------------------------------------
// constructors
// -----------------------------------------------------------------------------

/**
 * A video for the creator's profile.
 *
 * @category constructors
 * @since 0.1.0
 */
export const video = (options: VideoOptions): Video => ({ ...options, _tag: "Video" })

/**
 * A video for the creator's inbox. It takes no caption and no privacy level:
 * TikTok ignores them there.
 *
 * @category constructors
 * @since 0.1.0
 */
export const videoDraft = (options: VideoDraftOptions): VideoDraft => ({
  media: options?.media,
  _tag: "VideoDraft"
})

/**
 * Photos for the creator's profile.
 *
 * @category constructors
 * @since 0.1.0
 */
export const photos = (options: PhotosOptions): Photos => ({ ...options, _tag: "Photos" })

/**
 * Photos for the creator's inbox.
 *
 * @category constructors
 * @since 0.1.0
 */
export const photosDraft = (options: PhotosDraftOptions): PhotosDraft => {
  const settings: Pick<PhotosOptions, PhotosDraftSetting> = options
  return { ...settings, _tag: "PhotosDraft" }
}

// -----------------------------------------------------------------------------
// schemas
// -----------------------------------------------------------------------------

const HttpsUrl = Schema.String.check(
  Schema.makeFilter((text) => URL.parse(text)?.protocol === "https:", {
    expected: "an absolute https URL",
    arbitraryConstraint: { patterns: [{ source: "^https://[a-z]+[.]example/[a-z0-9]*$", flags: "" }] }
  })
)

const Reference = Schema.Union([
  Schema.TaggedStruct("Url", { url: HttpsUrl }),
  Schema.TaggedStruct("Named", { name: Schema.NonEmptyString })
]).annotate({ expected: "media whose _tag is Url or Named" })

const fields = PostShape.fields(Reference, HttpsUrl)

/** A setting that the other kinds have; decoding would drop it otherwise, and its author would not hear of it. */
const Absent = Schema.optionalKey(Schema.Never.annotate({ message: "This kind of post has no such setting" }))

const PostSchema = Schema.Union([
  Schema.TaggedStruct("Video", { ...fields.Video, description: Absent, coverIndex: Absent, autoAddMusic: Absent }),
  Schema.TaggedStruct("VideoDraft", {
    ...fields.VideoDraft,
    privacyLevel: Absent,
    title: Absent,
    description: Absent,
    disableComment: Absent,
    disableDuet: Absent,
    disableStitch: Absent,
    coverTimestamp: Absent,
    coverIndex: Absent,
    autoAddMusic: Absent,
    brandContent: Absent,
    brandOrganic: Absent,
    isAigc: Absent
  }),
  Schema.TaggedStruct("Photos", {
    ...fields.Photos,
    coverTimestamp: Absent,
    disableDuet: Absent,
    disableStitch: Absent
  }),
  Schema.TaggedStruct("PhotosDraft", {
    ...fields.PhotosDraft,
    privacyLevel: Absent,
    disableComment: Absent,
    autoAddMusic: Absent,
    brandContent: Absent,
    brandOrganic: Absent,
    isAigc: Absent
  })
]).annotate({ expected: "a post whose _tag is Video, VideoDraft, Photos or PhotosDraft" })

/**
 * A post as data, for queues and HTTP APIs. It holds no bytes: a video is a
 * reference, either an absolute https URL that TikTok fetches or a name of your
 * own. Images are absolute https URLs, and times are milliseconds once encoded.
 * What does not fit is refused with the path of the field, also a setting of
 * another kind of post. The limits of TikTok, such as the length of a title, are
 * checked when the post is published.
 *
 * **Example** (A post on its way through a queue)
 *
 * ```ts
 * import { Effect, Schema } from "effect"
 * import { Media, Post, Publisher } from "effect-tiktok"
 *
 * const Job = Schema.fromJsonString(Schema.Struct({
 *   order: Schema.NonEmptyString,
 *   creator: Post.CreatorId,
 *   post: Post.Schema
 * }))
 *
 * export const encode = Schema.encodeEffect(Job)
 *
 * export const work = Effect.fn("work")(function*(message: string) {
 *   const { creator, order, post } = yield* Schema.decodeEffect(Job)(message)
 *   const publisher = yield* Publisher.Publisher
 *   const open = (name: string) => Effect.succeed(Media.file(`/var/clips/${encodeURIComponent(name)}.mp4`))
 *   return yield* publisher.publish(creator, yield* Post.fromData(post, open), { key: order })
 * })
 * ```
 *
 * @category schemas
 * @since 0.1.0
 */
export { PostSchema as Schema }

/**
 * What `Post.Schema` decodes to.
 *
 * @category schemas
 * @since 0.1.0
 */
export type Data = typeof PostSchema.Type

/**
 * The post that data stands for. `open` says which video is meant by a name of
 * your own; it is not called for URLs and photos. Names may come from a stranger,
 * so look them up rather than read them as paths.
 *
 * **Example** (Clips in a bucket)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { Media, Post } from "effect-tiktok"
 *
 * export const toPost = (data: Post.Data) =>
 *   Post.fromData(data, (name) =>
 *     Effect.succeed(Media.http(`https://clips.example.com/${encodeURIComponent(name)}`)))
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromData = <E = never, R = never>(
  data: Data,
  open: (name: string) => Effect.Effect<Media.Video, E, R>
): Effect.Effect<Post, E, R> => {
  if (data._tag === "Photos" || data._tag === "PhotosDraft") return Effect.succeed(data)
  const { media } = data
  return Effect.map(media._tag === "Named" ? open(media.name) : Effect.succeed(media), (media) => ({ ...data, media }))
}

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

declare const why: unique symbol

type PhotosDraftSetting = "images" | "coverIndex" | "title" | "description"
