import { Config, Effect, Layer, Option, Schedule } from "effect"
import { Media, Post } from "effect-tiktok"
import { Argument, Command, Flag } from "effect/cli"
import { connectionFlags, environmentCreator, layerEnvironment } from "../connection.ts"
import { publishAndReport } from "../publishAndReport.ts"
import { Reporter } from "../Reporter.ts"

const levels = Post.PrivacyLevel.literals

const flags = {
  file: Argument.Path("file").pipe(Argument.withDescription("Video file: MP4, MOV or WebM")),
  title: Flag.String("title").pipe(Flag.withDescription("Caption, at most 2200 UTF-16 units"), Flag.optional),
  privacy: Flag.Literals("privacy", levels).pipe(
    Flag.withDescription("Who may see the post; there is no default (TIKTOK_PRIVACY)"),
    Flag.withFallbackConfig(Config.Literals(levels, "TIKTOK_PRIVACY"))
  ),
  disableComment: off("disable-comment", "No comments"),
  disableDuet: off("disable-duet", "No duets"),
  disableStitch: off("disable-stitch", "No stitches"),
  aigc: off("aigc", "Label as made with artificial intelligence"),
  brandContent: off("brand-content", "Paid partnership with a third party"),
  brandOrganic: off("brand-organic", "Promotes the creator's own business"),
  chunkSize: Flag.Int("chunk-size").pipe(Flag.withDescription("Bytes in a chunk"), Flag.optional),
  pollSeconds: Flag.Finite("poll-seconds").pipe(
    Flag.withDescription("Seconds between two status calls"),
    Flag.withDefault(5)
  ),
  deadlineSeconds: Flag.Finite("deadline-seconds").pipe(
    Flag.withDescription("Seconds to wait for the outcome"),
    Flag.withDefault(600)
  ),
  ...connectionFlags
}

/** `tiktok publish video FILE`. */
const publishVideo = Command.make("video", flags, (input) =>
  Effect.gen(function*() {
    const reporter = yield* Reporter
    yield* reporter.tell({ _tag: "Started", file: input.file })
    return yield* publishAndReport(
      yield* environmentCreator,
      Post.video({
        media: Media.file(input.file),
        privacyLevel: input.privacy,
        title: Option.getOrUndefined(input.title),
        disableComment: input.disableComment,
        disableDuet: input.disableDuet,
        disableStitch: input.disableStitch,
        isAigc: input.aigc,
        brandContent: input.brandContent,
        brandOrganic: input.brandOrganic
      }),
      {
        chunkSize: Option.getOrUndefined(input.chunkSize),
        schedule: Schedule.spaced(`${input.pollSeconds} seconds`),
        deadline: `${input.deadlineSeconds} seconds`
      }
    )
  }).pipe(Effect.provide(Layer.merge(layerEnvironment(input), Reporter.layer)))).pipe(
    Command.withDescription("Publish a video file")
  )

/** `tiktok publish`. */
export const publish = Command.make("publish").pipe(
  Command.withDescription("Publish to TikTok with the token in TIKTOK_ACCESS_TOKEN"),
  Command.withSubcommands([publishVideo])
)

function off(name: string, description: string) {
  return Flag.Boolean(name).pipe(Flag.withDescription(description), Flag.withDefault(false))
}
