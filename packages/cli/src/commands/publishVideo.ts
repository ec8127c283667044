import { Config, Duration, Effect, Layer, Option, Schedule } from "effect"
import { Media, Post } from "effect-tiktok"
import { Argument, Command, Flag } from "effect/cli"
import { connect, connectionFlags } from "../connection.ts"
import { publishAndReport } from "../publishAndReport.ts"
import { Reporter } from "../Reporter.ts"
import { currentCreator, layerSession } from "../session.ts"

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
  key: Flag.String("key").pipe(
    Flag.withDescription(
      "Name of this post: run again with it, a publish that broke off goes on and never posts twice"
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
    const reporter = yield* Reporter
    yield* reporter.tell({ _tag: "Started", file: input.file })
    return yield* publishAndReport(
      yield* currentCreator,
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
        key: Option.getOrUndefined(input.key),
        schedule: Schedule.spaced(Duration.seconds(input.pollSeconds)),
        deadline: Duration.seconds(input.deadlineSeconds)
      }
    )
  }).pipe(Effect.provide(Layer.merge(layerSession(connect(input), Option.isSome(input.key)), Reporter.layer)))).pipe(
    Command.withDescription("Publish a video file")
  )

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
