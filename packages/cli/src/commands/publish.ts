import * as Post from "effect-tiktok/Post"
import { Argument, Command, Flag } from "effect/cli"
import { lazily } from "../lazily.ts"
import { followFlags, off, text } from "./flags.ts"

const levels = Post.PrivacyLevel.literals

const video = Argument.String("file").pipe(
  Argument.withDescription("MP4, MOV or WebM; - for stdin; or an https URL that TikTok fetches")
)

const images = Argument.String("url").pipe(
  Argument.withDescription("1 to 35 https URLs of JPEG or WebP, on an address verified for the app"),
  Argument.atLeast(1)
)

const privacy = Flag.Literals("privacy", levels).pipe(
  Flag.withMetavar("LEVEL"),
  Flag.withDescription(`Who may see it, no default (TIKTOK_PRIVACY): ${levels.join(", ")}`),
  Flag.optional
)

const disclosure = {
  aigc: off("aigc", "Label as made with artificial intelligence"),
  brandContent: off("brand-content", "Paid partnership with a third party"),
  brandOrganic: off("brand-organic", "Promotes the creator's own business")
}

const coverIndex = Flag.Int("cover-index").pipe(
  Flag.withMetavar("N"),
  Flag.withDescription("Photo that is the cover, counted from 0"),
  Flag.optional
)

const disableComment = off("disable-comment", "No comments")

const chunkSize = Flag.Int("chunk-size").pipe(
  Flag.withMetavar("BYTES"),
  Flag.withDescription("Bytes in a chunk"),
  Flag.optional
)

const key = text("key", "NAME", "Name of this post: it is never posted twice under it")

export const videoFlags = {
  file: video,
  title: text("title", "TEXT", "Caption, at most 2200 UTF-16 units"),
  privacy,
  disableComment,
  disableDuet: off("disable-duet", "No duets"),
  disableStitch: off("disable-stitch", "No stitches"),
  coverSeconds: Flag.Finite("cover-seconds").pipe(
    Flag.withMetavar("N"),
    Flag.withDescription("Position of the frame that is the cover"),
    Flag.optional
  ),
  ...disclosure,
  chunkSize,
  key,
  ...followFlags
}

export const photoFlags = {
  images,
  title: text("title", "TEXT", "Title, at most 90 UTF-16 units"),
  description: text("description", "TEXT", "Caption, at most 4000 UTF-16 units"),
  privacy,
  disableComment,
  autoMusic: off("auto-music", "Let TikTok choose music"),
  ...disclosure,
  coverIndex,
  key,
  ...followFlags
}

export const videoDraftFlags = { file: video, chunkSize, key, ...followFlags }

export const photosDraftFlags = {
  images,
  title: photoFlags.title,
  description: photoFlags.description,
  coverIndex,
  key,
  ...followFlags
}

/** `tiktok publish video|photos`. */
export const publish = Command.make("publish").pipe(
  Command.withDescription("Publish to the creator's profile, and follow it to its outcome"),
  Command.withSubcommands([
    Command.make("video", videoFlags, lazily(() => import("../run/publish.ts").then((run) => run.video))).pipe(
      Command.withDescription("Publish a video; the same command resumes it")
    ),
    Command.make("photos", photoFlags, lazily(() => import("../run/publish.ts").then((run) => run.photos))).pipe(
      Command.withDescription("Publish photos that TikTok fetches")
    )
  ])
)

/** `tiktok draft video|photos`. */
export const draft = Command.make("draft").pipe(
  Command.withDescription("Send a draft to the creator's inbox in the TikTok app"),
  Command.withSubcommands([
    Command.make("video", videoDraftFlags, lazily(() => import("../run/publish.ts").then((run) => run.videoDraft)))
      .pipe(
        Command.withDescription("Send a video; the creator writes the caption in TikTok")
      ),
    Command.make("photos", photosDraftFlags, lazily(() => import("../run/publish.ts").then((run) => run.photosDraft)))
      .pipe(Command.withDescription("Send photos that TikTok fetches"))
  ])
)
