import { Duration, Effect, Option, Schedule } from "effect"
import { Checkpoint, Media, Post } from "effect-tiktok"
import { Argument, Command, Flag } from "effect/cli"
import { connect, connectionFlags } from "../connection.ts"
import { canKeep } from "../keptLogin.ts"
import { postKey } from "../postKey.ts"
import { publishAndReport } from "../publishAndReport.ts"
import { Reporter } from "../Reporter.ts"
import { currentCreator, layerSession } from "../session.ts"
import { broken, variable } from "../variables.ts"

const levels = Post.PrivacyLevel.literals

const flags = {
  file: Argument.Path("file").pipe(Argument.withDescription("Video file: MP4, MOV or WebM")),
  title: Flag.String("title").pipe(Flag.withDescription("Caption, at most 2200 UTF-16 units"), Flag.optional),
  privacy: Flag.Literals("privacy", levels).pipe(
    Flag.withDescription("Who may see the post; there is no default (TIKTOK_PRIVACY)"),
    Flag.optional
  ),
  disableComment: off("disable-comment", "No comments"),
  disableDuet: off("disable-duet", "No duets"),
  disableStitch: off("disable-stitch", "No stitches"),
  aigc: off("aigc", "Label as made with artificial intelligence"),
  brandContent: off("brand-content", "Paid partnership with a third party"),
  brandOrganic: off("brand-organic", "Promotes the creator's own business"),
  chunkSize: Flag.Int("chunk-size").pipe(Flag.withDescription("Bytes in a chunk"), Flag.optional),
  key: Flag.String("key").pipe(
    Flag.withDescription(
      "Name of this post: it is never posted twice under the same name. Without one, the same command resumes an " +
        "interrupted publish, and posts again once it has ended"
    ),
    Flag.optional
  ),
  pollSeconds: Flag.Finite("poll-seconds").pipe(
    Flag.withDescription("Seconds between two status calls"),
    Flag.filter((seconds) => seconds > 0, () => "more than 0"),
    Flag.withDefault(5)
  ),
  deadlineSeconds: Flag.Finite("deadline-seconds").pipe(
    Flag.withDescription("Seconds to wait for the outcome"),
    Flag.filter((seconds) => seconds >= 0, () => "0 or more"),
    Flag.withDefault(600)
  ),
  ...connectionFlags
}

/** `tiktok publish video FILE`. */
const publishVideo = Command.make("video", flags, (input) =>
  Effect.gen(function*() {
    const connection = yield* connect(input)
    const post = Post.video({
      media: Media.file(input.file),
      privacyLevel: Option.getOrUndefined(input.privacy) ?? (yield* privacyOfEnvironment),
      title: Option.getOrUndefined(input.title),
      disableComment: input.disableComment,
      disableDuet: input.disableDuet,
      disableStitch: input.disableStitch,
      isAigc: input.aigc,
      brandContent: input.brandContent,
      brandOrganic: input.brandOrganic
    })
    // Checked first: without a state folder, the error to report is the missing token.
    const creator = yield* currentCreator
    const named = Option.getOrUndefined(input.key)
    // Without a state folder, a post without `--key` is still published.
    const isKept = named !== undefined || (yield* canKeep)
    const key = named ?? (isKept ? yield* postKey(input.file, connection, { creator, ...post }) : undefined)
    const publishing = Effect.gen(function*() {
      const reporter = yield* Reporter
      yield* reporter.report({ _tag: "Started", file: input.file, resumable: isKept })
      yield* publishAndReport(creator, post, {
        chunkSize: Option.getOrUndefined(input.chunkSize),
        key,
        schedule: Schedule.spaced(Duration.seconds(input.pollSeconds)),
        deadline: Duration.seconds(input.deadlineSeconds)
      }, isKept).pipe(
        // Without `--key`, the next run is another post once this one has an outcome.
        Effect.ensuring(key === undefined || named !== undefined ? Effect.void : Effect.ignore(forgetEnded(key)))
      )
    })
    yield* Effect.provide(publishing, layerSession(connection, isKept))
  }).pipe(Effect.provide(Reporter.layer))).pipe(
    Command.withDescription("Publish a video file")
  )

const forgetEnded = Effect.fnUntraced(function*(key: string) {
  const store = yield* Checkpoint.CheckpointStore
  const { outcome } = (yield* store.get(key)) ?? {}
  if (outcome !== undefined && outcome._tag !== "OutcomeUnknown") {
    yield* Effect.scoped(Effect.flatMap(store.tryClaim(key), ({ remove }) => remove))
  }
})

const privacyOfEnvironment = Effect.gen(function*() {
  const given = yield* variable("TIKTOK_PRIVACY")
  const level = levels.find((known) => known === given)
  if (level !== undefined) return level
  return yield* given === undefined
    ? broken("--privacy (or TIKTOK_PRIVACY)", `must say who may see the post: ${levels.join(", ")}`)
    : broken("TIKTOK_PRIVACY", `must be one of ${levels.join(", ")}, was "${given}"`)
})

/** `tiktok publish`. */
export const publish = Command.make("publish").pipe(
  Command.withDescription(
    "Publish to TikTok for the creator who logged in last, or with the token in TIKTOK_ACCESS_TOKEN"
  ),
  Command.withSubcommands([publishVideo])
)

function off(name: string, description: string) {
  return Flag.Boolean(name).pipe(Flag.withDescription(description), Flag.withDefault(false))
}
