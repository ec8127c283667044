import { Duration, Effect, Option, Schedule } from "effect"
import { Checkpoint, Post } from "effect-tiktok"
import type { Command } from "effect/cli"
import type { photoFlags, photosDraftFlags, videoDraftFlags, videoFlags } from "../commands/publish.ts"
import { Reporter } from "../output/Reporter.ts"
import { currentCreator, layerSession } from "../session.ts"
import { CurrentTarget, withTarget } from "../settings/connection.ts"
import { broken, variable } from "../settings/variables.ts"
import { canKeep } from "../stores/keptLogin.ts"
import { videoOf } from "./media.ts"
import { postKey } from "./postKey.ts"
import { publishAndReport } from "./publishAndReport.ts"

/** `tiktok publish video FILE`. */
export const video = (input: Command.Command.Config.Infer<typeof videoFlags>) =>
  publishing(
    input,
    input.file,
    Effect.gen(function*() {
      // A missing file is a reason to stop before any other.
      const media = yield* videoOf(input.file)
      return Post.video({ media, ...yield* videoSettings(input) })
    })
  )

/** What the flags say of a video. */
export const videoSettings = Effect.fnUntraced(function*(
  input: Pick<Command.Command.Config.Infer<typeof videoFlags>, Exclude<keyof typeof videoFlags, keyof Settings>>
) {
  return {
    privacyLevel: yield* privacyLevel(input.privacy),
    title: Option.getOrUndefined(input.title),
    disableComment: input.disableComment,
    disableDuet: input.disableDuet,
    disableStitch: input.disableStitch,
    coverTimestamp: Option.getOrUndefined(Option.map(input.coverSeconds, Duration.seconds)),
    isAigc: input.aigc,
    brandContent: input.brandContent,
    brandOrganic: input.brandOrganic
  }
})

/** `tiktok draft video FILE`. */
export const videoDraft = (input: Command.Command.Config.Infer<typeof videoDraftFlags>) =>
  publishing(input, input.file, Effect.map(videoOf(input.file), (media) => Post.videoDraft({ media })))

/** `tiktok publish photos URL...`. */
export const photos = (input: Command.Command.Config.Infer<typeof photoFlags>) =>
  publishing(
    input,
    photosIn(input.images),
    Effect.map(photoSettings(input), (settings) => Post.photos(settings))
  )

/** What the flags say of photos. */
export const photoSettings = Effect.fnUntraced(function*(
  input: Pick<Command.Command.Config.Infer<typeof photoFlags>, Exclude<keyof typeof photoFlags, keyof Settings>>
) {
  return {
    images: input.images,
    privacyLevel: yield* privacyLevel(input.privacy),
    title: Option.getOrUndefined(input.title),
    description: Option.getOrUndefined(input.description),
    coverIndex: Option.getOrUndefined(input.coverIndex),
    disableComment: input.disableComment,
    autoAddMusic: input.autoMusic,
    isAigc: input.aigc,
    brandContent: input.brandContent,
    brandOrganic: input.brandOrganic
  }
})

/** `tiktok draft photos URL...`. */
export const photosDraft = (input: Command.Command.Config.Infer<typeof photosDraftFlags>) =>
  publishing(
    input,
    photosIn(input.images),
    Effect.succeed(Post.photosDraft({
      images: input.images,
      title: Option.getOrUndefined(input.title),
      description: Option.getOrUndefined(input.description),
      coverIndex: Option.getOrUndefined(input.coverIndex)
    }))
  )

const photosIn = (images: ReadonlyArray<string>): string => images.length === 1 ? "a photo" : `${images.length} photos`

interface Settings {
  readonly chunkSize?: Option.Option<number>
  readonly key: Option.Option<string>
  readonly pollSeconds: number
  readonly deadlineSeconds: number
}

const publishing = <E, R>(input: Settings, name: string, makePost: Effect.Effect<Post.Post, E, R>) =>
  withTarget(() =>
    Effect.gen(function*() {
      const post = yield* makePost
      // Checked first: without a state folder, the error to report is the missing token.
      const creator = yield* currentCreator
      const named = Option.getOrUndefined(input.key)
      // Without a state folder, a post without `--key` is still published.
      const isKept = named !== undefined || (yield* canKeep)
      const key = named ?? (isKept ? yield* postKey(yield* CurrentTarget, creator, post) : undefined)
      yield* Effect.gen(function*() {
        const reporter = yield* Reporter
        yield* reporter.report({ _tag: "Started", file: name, resumable: isKept })
        yield* publishAndReport(creator, post, {
          chunkSize: input.chunkSize === undefined ? undefined : Option.getOrUndefined(input.chunkSize),
          key,
          schedule: Schedule.spaced(Duration.seconds(input.pollSeconds)),
          deadline: Duration.seconds(input.deadlineSeconds)
        }, isKept).pipe(
          // Without `--key`, the next run is another post once this one has an outcome.
          Effect.ensuring(key === undefined || named !== undefined ? Effect.void : Effect.ignore(forgetEnded(key)))
        )
      }).pipe(Effect.provide(layerSession(isKept)))
    })
  )

const forgetEnded = Effect.fnUntraced(function*(key: string) {
  const store = yield* Checkpoint.CheckpointStore
  const { outcome } = (yield* store.get(key)) ?? {}
  if (outcome !== undefined && outcome._tag !== "OutcomeUnknown") {
    yield* Effect.scoped(Effect.flatMap(store.tryClaim(key), ({ remove }) => remove))
  }
})

const levels = Post.PrivacyLevel.literals

const privacyLevel = Effect.fnUntraced(function*(flag: Option.Option<Post.PrivacyLevel>) {
  if (Option.isSome(flag)) return flag.value
  const given = yield* variable("TIKTOK_PRIVACY")
  const level = levels.find((known) => known === given)
  if (level !== undefined) return level
  return yield* given === undefined
    ? broken("--privacy (or TIKTOK_PRIVACY)", `must say who may see the post: ${levels.join(", ")}`)
    : broken("TIKTOK_PRIVACY", `must be one of ${levels.join(", ")}, was "${given}"`)
})
