import { Struct } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { lazily } from "../lazily.ts"
import { off, text } from "./flags.ts"
import { photoFlags, videoFlags } from "./publish.ts"

// The states of `ScheduledPost.State`, which a help must not load. The compiler compares them.
const states = [
  "Scheduled",
  "AwaitingLogin",
  "Publishing",
  "Processing",
  "Published",
  "SentToInbox",
  "Failed",
  "NeedsAttention",
  "Unknown",
  "Canceled",
  "Skipped"
] as const

const when = {
  at: Flag.String("at").pipe(
    Flag.withMetavar("TIME"),
    Flag.withDescription("now, 2030-05-01T09:00 on the wall of --zone, or 2030-05-01T07:00Z")
  ),
  zone: text("zone", "ZONE", "Time zone such as Europe/Berlin; this machine's by default")
}

const draft = off("draft", "Send it to the inbox of the creator in the TikTok app")

const { key } = videoFlags
const video = Struct.omit(videoFlags, ["chunkSize", "deadlineSeconds", "key", "pollSeconds"])
const photos = Struct.omit(photoFlags, ["deadlineSeconds", "key", "pollSeconds"])

export const addVideoFlags = {
  ...video,
  file: Argument.String("file").pipe(
    Argument.withDescription("MP4, MOV or WebM; or an https URL that TikTok fetches")
  ),
  ...when,
  draft,
  key
}

export const addPhotosFlags = { ...photos, ...when, draft, key }

export const schedulerListFlags = {
  state: Flag.Literals("state", states).pipe(
    Flag.withMetavar("STATE"),
    Flag.withDescription("Only posts in this state, several times; all by default"),
    Flag.atLeast(0)
  ),
  count: Flag.Int("count").pipe(
    Flag.withMetavar("N"),
    Flag.withDescription("How many, from 1 to 1000; 50 by default"),
    Flag.filter((count) => count > 0 && count <= 1000, () => "from 1 to 1000"),
    Flag.withDefault(50)
  ),
  after: text("after", "CURSOR", "The cursor of the page before")
}

const id = Argument.String("id").pipe(Argument.withDescription("Id of the post, as add and list print it"))

export const idFlags = { id }

export const moveFlags = { id, ...when }

export const settleFlags = {
  id,
  found: Argument.Literals("found", ["published", "not-published"]).pipe(
    Argument.withDescription("published if the post is in TikTok, not-published if it is not")
  )
}

export const runFlags = {
  folder: Flag.Path("folder").pipe(
    Flag.withMetavar("DIR"),
    Flag.withDescription("Folder of the files that posts name; with a database, no others are read"),
    Flag.optional
  ),
  address: Flag.String("address").pipe(
    Flag.withMetavar("HOST:PORT"),
    Flag.withDescription("Where other runners reach this one; 127.0.0.1:34431 by default"),
    Flag.withDefault("127.0.0.1:34431")
  ),
  overdue: Flag.Literals("overdue", ["publish", "skip"]).pipe(
    Flag.withMetavar("publish|skip"),
    Flag.withDescription("What to do with posts more than 15 minutes late; publish by default"),
    Flag.withDefault("publish")
  )
}

const load = () => import("../run/scheduler.ts")

/** `tiktok scheduler run|add|list|show|move|cancel|retry|settle`. */
export const scheduler = Command.make("scheduler").pipe(
  Command.withDescription("Publish posts at their time, from a file or from PostgreSQL"),
  Command.withSubcommands([
    Command.make("run", runFlags, lazily(() => load().then(({ run }) => run))).pipe(
      Command.withDescription("Publish what is due, until Ctrl+C")
    ),
    Command.make("add").pipe(
      Command.withDescription("Schedule a post; the same command again changes nothing"),
      Command.withSubcommands([
        Command.make("video", addVideoFlags, lazily(() => load().then(({ addVideo }) => addVideo))).pipe(
          Command.withDescription("Schedule a video; a file must still be there at the time")
        ),
        Command.make("photos", addPhotosFlags, lazily(() => load().then(({ addPhotos }) => addPhotos))).pipe(
          Command.withDescription("Schedule photos that TikTok fetches")
        )
      ])
    ),
    Command.make("list", schedulerListFlags, lazily(() => load().then(({ list }) => list))).pipe(
      Command.withDescription("List posts in the order of their times; with --creator, those of one")
    ),
    Command.make("show", idFlags, lazily(() => load().then(({ show }) => show))).pipe(
      Command.withDescription("Show a post and what has happened to it")
    ),
    Command.make("move", moveFlags, lazily(() => load().then(({ move }) => move))).pipe(
      Command.withDescription("Give a post another time")
    ),
    Command.make("cancel", idFlags, lazily(() => load().then(({ cancel }) => cancel))).pipe(
      Command.withDescription("Cancel a post that has not begun")
    ),
    Command.make("retry", idFlags, lazily(() => load().then(({ retry }) => retry))).pipe(
      Command.withDescription("Publish a post again that failed, needs attention or was skipped")
    ),
    Command.make("settle", settleFlags, lazily(() => load().then(({ settle }) => settle))).pipe(
      Command.withDescription("Say what became of a post whose outcome is unknown")
    )
  ])
)
