/**
 * What a form for a post must show, and which posts it may send.
 *
 * TikTok audits the forms of apps that post directly: what they show, what the
 * creator chooses, and what they refuse. `video` and `photos` compute this from
 * fresh creator info, as plain data that any user interface can render and JSON can
 * carry. `check` checks a post against it before anything is sent. The rules are
 * TikTok's content sharing guidelines (tiktok-live, section 13).
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { CreatorInfo } from "./Creator.ts"
import * as Validate from "./internal/common/validate.ts"
import { refusals } from "./internal/preflight/findingErrors.ts"
import * as Guidelines from "./internal/publish/postingGuidelines.ts"
import { isPrivacyLevel, validatePost } from "./internal/publish/validatePost.ts"
import type { Report } from "./model/preflight.ts"
import * as Post from "./Post.ts"
import { fromReason, type InvalidInput, type TikTokError } from "./TikTokError.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * A privacy level that the creator may choose. No level is preselected.
 *
 * @category models
 * @since 0.1.0
 */
export const PrivacyOption = Schema.Struct({
  level: Post.PrivacyLevel,
  /** `Discouraged` where the guidelines are unclear, `Refused` where `check` fails. */
  brandedContent: Schema.Literals(["Allowed", "Discouraged", "Refused"])
})

/**
 * @category models
 * @since 0.1.0
 */
export type PrivacyOption = typeof PrivacyOption.Type

/**
 * A switch with which the creator lets others interact with the post.
 *
 * @category models
 * @since 0.1.0
 */
export const Interaction = Schema.Struct({
  /** Show the switch grayed out if this is `false`. */
  available: Schema.Boolean,
  /** Why it is not available. */
  offBecause: Schema.optionalKey(Schema.Literals(["CreatorSetting", "NotForPhotos"])),
  /** Off, unless the creator turns it on. */
  default: Schema.Literal(false)
})

/**
 * @category models
 * @since 0.1.0
 */
export type Interaction = typeof Interaction.Type

/**
 * The effect of an option under commercial disclosure.
 *
 * @category models
 * @since 0.1.0
 */
export const DisclosureOption = Schema.Struct({
  /** TikTok shows it on the post. */
  label: Schema.Literals(["Promotional content", "Paid partnership"]),
  /** Show it as soon as the option is ticked. */
  notice: Schema.String
})

/**
 * The disclosure of commercial content: a switch with two options. At least one must
 * be ticked. If both are, the post is branded content.
 *
 * @category models
 * @since 0.1.0
 */
export const Disclosure = Schema.Struct({
  /** Off, unless the creator turns it on. */
  default: Schema.Literal(false),
  /** The creator's own business; `brandOrganic` of a post. */
  yourBrand: DisclosureOption,
  /** A third party's; `brandContent` of a post. */
  brandedContent: DisclosureOption,
  /** Show it while the switch is on and no option is ticked. Then nothing can be posted. */
  incompleteNotice: Schema.String,
  /** Show it beside a privacy level that branded content refuses. */
  privacyNotice: Schema.String
})

/**
 * @category models
 * @since 0.1.0
 */
export type Disclosure = typeof Disclosure.Type

/**
 * What the creator agrees to by posting. Show the text word for word, above the
 * button that posts, with its phrases as links.
 *
 * @category models
 * @since 0.1.0
 */
export const Declaration = Schema.Struct({
  text: Schema.String,
  links: Schema.Array(Schema.Struct({
    /** Part of the text. */
    phrase: Schema.String,
    url: Schema.String
  }))
})

/**
 * @category models
 * @since 0.1.0
 */
export type Declaration = typeof Declaration.Type

/**
 * Everything that a form for a post has to show. It is plain data: what
 * `JSON.stringify` writes is what this schema reads.
 *
 * @category models
 * @since 0.1.0
 */
export const PostForm = Schema.Struct({
  kind: Schema.Literals(["Video", "Photos"]),
  /** The creator of the post, as far as TikTok says. The form must show the nickname. */
  creator: Schema.Struct({
    nickname: Schema.optionalKey(Schema.String),
    /** The handle, without `@`. */
    username: Schema.optionalKey(Schema.String),
    /** Expires after two hours. */
    avatarUrl: Schema.optionalKey(Schema.String)
  }),
  /** The creator must choose one. */
  privacyLevels: Schema.Array(PrivacyOption),
  interactions: Schema.Struct({ comment: Interaction, duet: Interaction, stitch: Interaction }),
  disclosure: Disclosure,
  /** `declaration` returns the one that applies. */
  declarations: Schema.Struct({ standard: Declaration, brandedContent: Declaration }),
  /** Absent for photos, and if TikTok names no maximum. */
  duration: Schema.optionalKey(Schema.Struct({
    /** Seconds that this creator's videos may last. */
    longestSeconds: Schema.Finite,
    /** Seconds that this video lasts, if known. */
    videoSeconds: Schema.optionalKey(Schema.Finite),
    /** Whether the video is known to be too long. */
    exceeded: Schema.Boolean
  })),
  /** Show it after the post was sent. */
  processingNotice: Schema.String
})

/**
 * @category models
 * @since 0.1.0
 */
export type PostForm = typeof PostForm.Type

/**
 * A post that a form is for. Drafts need none: the creator decides everything
 * in TikTok's app.
 *
 * @category models
 * @since 0.1.0
 */
export type DirectPost = Post.Video | Post.Photos

/**
 * Something that TikTok does not refuse but its reviewers may reject.
 *
 * @category models
 * @since 0.1.0
 */
export interface Warning {
  /** Path of the value, such as `privacyLevel`. */
  readonly field: string
  /** The advice, as the end of a sentence that starts with the field. */
  readonly rule: string
}

// -----------------------------------------------------------------------------
// constructors
// -----------------------------------------------------------------------------

/**
 * The form for a video. Fetch creator info again each time it is shown. Fails with
 * `InvalidInput` if the duration is not valid.
 *
 * @category constructors
 * @since 0.1.0
 */
export const video = (
  info: CreatorInfo,
  options?: {
    /** How long the video lasts, if known. */
    readonly duration?: Duration.Input | undefined
    /** What `Preflight.check` found in the video, which includes how long it lasts. */
    readonly report?: Report | undefined
  }
): Effect.Effect<PostForm, TikTokError<InvalidInput>> =>
  options?.duration === undefined
    ? Effect.succeed(ofVideo(info, options?.report && wholeSeconds(options.report)))
    : Effect.map(
      Validate.readDuration("PostForm.video", "duration", options.duration),
      (duration) => ofVideo(info, Duration.toSeconds(duration))
    )

/**
 * The form for photos. Fetch creator info again each time it is shown.
 *
 * @category constructors
 * @since 0.1.0
 */
export const photos = (info: CreatorInfo): PostForm => ({
  ...common(info),
  kind: "Photos",
  interactions: { comment: interaction(info.commentDisabled), duet: notForPhotos, stitch: notForPhotos }
})

// -----------------------------------------------------------------------------
// getters
// -----------------------------------------------------------------------------

/**
 * The declaration that applies to these settings.
 *
 * @category getters
 * @since 0.1.0
 */
export const declaration = (
  form: PostForm,
  post: Pick<DirectPost, "brandContent" | "brandOrganic">
): Declaration => post.brandContent === true ? form.declarations.brandedContent : form.declarations.standard

/**
 * The label that TikTok puts on a post with these settings, if any.
 *
 * @category getters
 * @since 0.1.0
 */
export const label = (
  form: PostForm,
  post: Pick<DirectPost, "brandContent" | "brandOrganic">
): typeof DisclosureOption.Type["label"] | undefined => {
  if (post.brandContent === true) return form.disclosure.brandedContent.label
  return post.brandOrganic === true ? form.disclosure.yourBrand.label : undefined
}

/**
 * The settings of a post for the options that the creator ticked, with disclosure
 * switched on. Fails if no option is ticked.
 *
 * @category getters
 * @since 0.1.0
 */
export const disclose = (
  ticked: { readonly yourBrand: boolean; readonly brandedContent: boolean }
): Effect.Effect<{ readonly brandOrganic: boolean; readonly brandContent: boolean }, TikTokError<InvalidInput>> =>
  Validate.orFail("PostForm.disclose", [
    ...Validate.check(
      Validate.isObject(ticked) && isTick(ticked.yourBrand) && isTick(ticked.brandedContent),
      "disclosure",
      "must say of yourBrand and brandedContent whether they are ticked, true or false"
    ),
    ...Validate.check(
      ticked?.yourBrand || ticked?.brandedContent,
      "disclosure",
      "must be yourBrand, brandedContent or both"
    )
  ]).pipe(Effect.map(() => ({ brandOrganic: ticked.yourBrand, brandContent: ticked.brandedContent })))

// -----------------------------------------------------------------------------
// checks
// -----------------------------------------------------------------------------

/**
 * Every rule that a post breaks: of the guidelines for this creator now, of every
 * post, and of its media if there is a report of `Preflight.check`.
 *
 * @category checks
 * @since 0.1.0
 */
export const violations = (form: PostForm, post: DirectPost, report?: Report): ReadonlyArray<InvalidInput> =>
  Validate.isObject(post) ? [...ofBoth(form, post), ...ofMedia(form, report)] : validatePost(post)

/**
 * What TikTok's reviewers may reject, although no document says so, and what is
 * doubtful in the media.
 *
 * @category checks
 * @since 0.1.0
 */
export const warnings = (form: PostForm, post: DirectPost, report?: Report): ReadonlyArray<Warning> => [
  ...form.privacyLevels.flatMap(({ brandedContent, level }) =>
    post.brandContent === true && level === post.privacyLevel && brandedContent === "Discouraged"
      ? [{ field: "privacyLevel", rule: "should be public or friends for branded content" }]
      : []
  ),
  ...(report?.findings ?? []).flatMap(({ field, sentence, severity }) =>
    severity === "Doubtful" ? [{ field, rule: sentence }] : []
  )
]

/**
 * Fails with the first rule that a post breaks. Does not change the post: only the
 * creator may do that.
 *
 * @category checks
 * @since 0.1.0
 */
export const check = (
  form: PostForm,
  post: DirectPost,
  report?: Report
): Effect.Effect<void, TikTokError<InvalidInput>> =>
  Effect.suspend(() => {
    const [first] = violations(form, post, report)
    return first === undefined ? Effect.void : Effect.fail(fromReason("PostForm.check")(first))
  })

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

const ofVideo = (info: CreatorInfo, videoSeconds: number | undefined): PostForm => {
  const longestSeconds = info.maxVideoDuration === undefined ? undefined : Duration.toSeconds(info.maxVideoDuration)
  return {
    ...common(info),
    kind: "Video",
    interactions: {
      comment: interaction(info.commentDisabled),
      duet: interaction(info.duetDisabled),
      stitch: interaction(info.stitchDisabled)
    },
    ...(longestSeconds === undefined ? {} : {
      duration: {
        longestSeconds,
        ...(videoSeconds === undefined ? {} : { videoSeconds }),
        exceeded: videoSeconds !== undefined && videoSeconds > longestSeconds
      }
    })
  }
}

const ofBoth = (form: PostForm, post: DirectPost): ReadonlyArray<InvalidInput> => [
  ...Validate.check(post._tag === form.kind, "post", `must be made by Post.${constructorOf[form.kind]}`),
  ...ofPrivacy(form, post),
  ...ofInteraction("disableComment", form.interactions.comment, post.disableComment),
  ...ofInteraction("disableDuet", form.interactions.duet, post.disableDuet),
  ...ofInteraction("disableStitch", form.interactions.stitch, post.disableStitch),
  ...ofDuration(form),
  ...validatePost(post)
]

const isTick = (given: unknown): boolean => typeof given === "boolean"

const constructorOf = { Video: "video", Photos: "photos" } as const

const common = ({ avatarUrl, nickname, privacyLevels, username }: CreatorInfo) => ({
  creator: {
    ...(nickname === undefined ? {} : { nickname }),
    ...(username === undefined ? {} : { username }),
    ...(avatarUrl === undefined ? {} : { avatarUrl })
  },
  // A level that this version does not know cannot be said in a post, so it is not offered.
  privacyLevels: privacyLevels.filter((level) => isPrivacyLevel(level)).map((level) => ({
    level,
    brandedContent: Guidelines.brandedContentFor[level]
  })),
  disclosure: Guidelines.disclosure,
  declarations: Guidelines.declarations,
  processingNotice: Guidelines.processingNotice
})

const interaction = (disabled: boolean): Interaction =>
  disabled
    ? { available: false, offBecause: "CreatorSetting", default: false }
    : { available: true, default: false }

const notForPhotos: Interaction = { available: false, offBecause: "NotForPhotos", default: false }

const ofPrivacy = (form: PostForm, { privacyLevel }: DirectPost): ReadonlyArray<InvalidInput> => {
  const levels = form.privacyLevels.map(({ level }) => level)
  return Validate.check(
    !isPrivacyLevel(privacyLevel) || levels.includes(privacyLevel),
    "privacyLevel",
    `must be one that the creator may choose (${levels.join(", ")}), was ${privacyLevel}`
  )
}

const ofInteraction = (
  field: string,
  { available, offBecause }: Interaction,
  disabled: boolean | undefined
): ReadonlyArray<InvalidInput> => {
  if (available) {
    return Validate.check(
      disabled !== undefined,
      field,
      "must be true or false: only what the creator turned on may be on"
    )
  }
  return offBecause === "NotForPhotos"
    ? Validate.check(disabled === undefined, field, "must be left out of photos")
    : Validate.check(disabled === true, field, "must be true, because the creator's settings turn it off")
}

const ofDuration = ({ duration }: PostForm): ReadonlyArray<InvalidInput> =>
  duration === undefined ? [] : Validate.check(
    !duration.exceeded,
    "media.duration",
    `must be at most ${duration.longestSeconds} seconds for this creator, was ${duration.videoSeconds}`
  )

// A video that is longer by a part of a second is only doubtful.
const wholeSeconds = ({ media: [first] }: Report): number | undefined =>
  first?._tag === "Video" && first.seconds !== undefined ? Math.floor(first.seconds) : undefined

/** The form has its own words for a video that is too long for the creator. */
const ofMedia = ({ duration }: PostForm, report: Report | undefined): ReadonlyArray<InvalidInput> =>
  report === undefined
    ? []
    : refusals(report).filter(({ field }) => field !== "media.duration" || duration?.exceeded !== true)
