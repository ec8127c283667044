/**
 * Checks media before they are sent, for what TikTok would find after the upload.
 *
 * `check` reads the headers of a video or photo, and the end of it: kilobytes of an
 * MP4 of any size. It returns everything that TikTok has cause to refuse. Videos need
 * the package `mediabunny` beside this one. Import this module as
 * `effect-tiktok/Preflight`; a program that does not has nothing of it in its bundle.
 *
 * **Example** (A report, and a refusal)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { Media, type TikTokError } from "effect-tiktok"
 * import * as Preflight from "effect-tiktok/Preflight"
 *
 * const clip = Media.file("clip.mp4")
 *
 * export const print = Effect.gen(function*() {
 *   const { findings } = yield* Preflight.check(clip)
 *   for (const { field, sentence } of findings) yield* Effect.log(`${field} ${sentence}`)
 * })
 *
 * export const refuse = Preflight.orFail(clip, { draft: true })
 * ```
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as HttpClient from "effect/http/HttpClient"
import * as Validate from "./internal/common/validate.ts"
import { checkOne } from "./internal/preflight/checkOne.ts"
import * as FindingErrors from "./internal/preflight/findingErrors.ts"
import type { Broken, Purpose } from "./internal/preflight/rules.ts"
import { isHttps, validateMedia } from "./internal/upload/validateMedia.ts"
import * as Media from "./Media.ts"
import type { CreatorInfo } from "./model/creator.ts"
import type { Finding, Report } from "./model/preflight.ts"
import type * as Post from "./Post.ts"
import { InvalidInput, type TikTokError } from "./TikTokError.ts"

export * from "./model/preflight.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * What can be checked: media, several of them, or those of a post. Media that are no
 * part of a post are photos or videos by their content, so `Media.file` may name a
 * photo. Media that TikTok fetches are read over HTTP.
 *
 * @category models
 * @since 0.1.0
 */
export type Subject = Media.Video | ReadonlyArray<Media.Video> | Post.Post

/**
 * What limits the media besides TikTok's rules for all of them.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** Info of the creator, with the longest video that the creator may post. */
  readonly info?: Pick<CreatorInfo, "maxVideoDuration"> | undefined
  /** Whether media without a post go to the creator's inbox. @default false */
  readonly draft?: boolean | undefined
}

/**
 * The services that reading the media needs: none for bytes and blobs.
 *
 * @category models
 * @since 0.1.0
 */
export type Services<S> = S extends ReadonlyArray<infer Each> ? Services<Each>
  : S extends Media.FileMedia ? FileSystem.FileSystem
  : S extends Media.HttpMedia | Media.UrlMedia ? HttpClient.HttpClient
  : S extends { readonly images: unknown } ? HttpClient.HttpClient
  : S extends { readonly media: infer Each } ? Services<Each>
  : never

// -----------------------------------------------------------------------------
// checks
// -----------------------------------------------------------------------------

/**
 * Everything that TikTok may refuse in these media, and what is in them. Fails with
 * `InvalidInput` for what is no media, and for a video if `mediabunny` is not
 * installed. Media that cannot be read are a finding.
 *
 * @category checks
 * @since 0.1.0
 */
export function check<S extends Subject>(
  subject: S,
  options?: Options
): Effect.Effect<Report, TikTokError<InvalidInput>, Services<S>>
export function check(
  subject: Subject,
  options?: Options
): Effect.Effect<Report, TikTokError<InvalidInput>, FileSystem.FileSystem | HttpClient.HttpClient> {
  return Effect.withSpan(reportOf("Preflight.check", subject, options), "Preflight.check")
}

/**
 * Checks as `check` does, and fails with the first finding that TikTok refuses.
 *
 * @category checks
 * @since 0.1.0
 */
export function orFail<S extends Subject>(
  subject: S,
  options?: Options
): Effect.Effect<Report, TikTokError<InvalidInput>, Services<S>>
export function orFail(
  subject: Subject,
  options?: Options
): Effect.Effect<Report, TikTokError<InvalidInput>, FileSystem.FileSystem | HttpClient.HttpClient> {
  return reportOf("Preflight.orFail", subject, options).pipe(
    Effect.tap((report) => Validate.orFail("Preflight.orFail", refusals(report))),
    Effect.withSpan("Preflight.orFail")
  )
}

/**
 * The findings that TikTok refuses, as errors.
 *
 * @category getters
 * @since 0.1.0
 */
export const refusals: (report: Report) => ReadonlyArray<InvalidInput> = FindingErrors.refusals

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

interface Item {
  readonly media: Media.Video
  readonly field: string
  readonly purpose: Purpose
}

const MAX_PHOTOS = 35

/** Media that are open at the same time. */
const concurrency = 4

const reportOf = Effect.fnUntraced(function*(
  operation: string,
  subject: Subject,
  options: Options | undefined
): Effect.fn.Return<Report, TikTokError<InvalidInput>, FileSystem.FileSystem | HttpClient.HttpClient> {
  yield* Validate.orFail(operation, [...ofOptions(options), ...ofSubject(subject)])
  const items = itemsOf(subject, options)
  const checked = yield* Effect.forEach(items, ({ media, purpose }) => checkOne(operation, media, purpose), {
    concurrency
  })
  const photos = checked.filter(({ facts }) => facts._tag === "Photo").length
  return {
    media: checked.map(({ facts }) => facts),
    findings: [
      ...checked.flatMap(({ broken }, index) => broken.map((one) => findingOf(one, index, items[index]?.field ?? ""))),
      ..."images" in subject ? ofCount("images", items.length) : ofCount("media", photos)
    ]
  }
})

const findingOf = (broken: Broken, index: number, field: string): Finding => ({
  ...broken,
  index,
  field: broken.rule === "readable" || broken.rule === "complete" ? field : `${field}.${broken.rule}`
})

const ofCount = (field: string, value: number): ReadonlyArray<Finding> =>
  value <= MAX_PHOTOS ? [] : [{
    index: MAX_PHOTOS,
    field,
    rule: "count",
    value,
    limit: { max: MAX_PHOTOS },
    source: "MediaTransferGuide",
    severity: "Refused",
    sentence: `must be at most ${MAX_PHOTOS}, were ${value}`
  }]

const itemsOf = (subject: Subject, options: Options | undefined): ReadonlyArray<Item> => {
  const common = { info: options?.info, isDraft: options?.draft ?? false }
  if (isList(subject)) return subject.map((media, index) => itemOf(media, `media[${index}]`, common))
  switch (subject._tag) {
    case "Photos":
    case "PhotosDraft":
      return subject.images.map((image, index) =>
        itemOf(Media.url(image), `images[${index}]`, { ...common, kind: "Photo" })
      )
    case "Video":
    case "VideoDraft":
      return [itemOf(subject.media, "media", { ...common, kind: "Video", isDraft: subject._tag === "VideoDraft" })]
    default:
      return [itemOf(subject, "media", common)]
  }
}

const itemOf = (media: Media.Video, field: string, purpose: Purpose): Item => ({
  media,
  field,
  purpose: media._tag === "Url" ? purpose : { ...purpose, contentType: media.contentType }
})

const isList = (subject: Subject): subject is ReadonlyArray<Media.Video> => Array.isArray(subject)

const ofSubject = (subject: unknown): Validate.Violations => {
  if (Array.isArray(subject)) {
    return Array.from(
      subject,
      (media, index) =>
        validateMedia(media).map(({ field, rule }) =>
          new InvalidInput({ field: field.replace("media", `media[${index}]`), rule })
        )
    ).flat()
  }
  if (!Validate.isObject(subject)) return validateMedia(subject)
  switch (subject["_tag"]) {
    case "Photos":
    case "PhotosDraft":
      return Array.isArray(subject["images"])
        ? Array.from(
          subject["images"],
          (image, index) => Validate.check(isHttps(image), `images[${index}]`, "must be an absolute https URL")
        ).flat()
        : Validate.check(false, "images", "must be a list of absolute https URLs")
    case "Video":
    case "VideoDraft":
      return validateMedia(subject["media"])
    default:
      return validateMedia(subject)
  }
}

const ofOptions = (options: unknown): Validate.Violations => {
  if (!Validate.isObject(options)) return Validate.options("options", options)
  const { draft, info } = options
  const longest = Validate.isObject(info) ? info["maxVideoDuration"] : info
  return [
    ...Validate.check(draft === undefined || typeof draft === "boolean", "options.draft", "must be true or false"),
    ...Validate.check(
      longest === undefined || Duration.isDuration(longest),
      "options.info",
      "must be info that Creator.info gives"
    )
  ]
}
