import { Argument, Command, Flag } from "effect/cli"
import { lazily } from "../lazily.ts"
import { followFlags, off } from "./flags.ts"

const publishId = Argument.String("id").pipe(Argument.withDescription("Publish id, as publish and pending print it"))

export const statusFlags = {
  id: publishId,
  follow: off("follow", "Ask again until the outcome is known"),
  ...followFlags
}

export const listFlags = {
  count: Flag.Int("count").pipe(
    Flag.withMetavar("N"),
    Flag.withDescription("How many; 20 by default"),
    Flag.filter((count) => count > 0, () => "more than 0"),
    Flag.withDefault(20)
  )
}

export const resumeFlags = {
  key: Argument.String("key").pipe(Argument.withDescription("Name of the post, as pending prints it")),
  ...followFlags
}

export const cancelFlags = { id: publishId }

/** `tiktok status ID`. */
export const status = Command.make(
  "status",
  statusFlags,
  lazily(() => import("../run/posts.ts").then((run) => run.status))
)
  .pipe(Command.withDescription("Show how a post stands, or follow it to its outcome"))

/** `tiktok list`. */
export const list = Command.make("list", listFlags, lazily(() => import("../run/posts.ts").then((run) => run.list)))
  .pipe(
    Command.withDescription("List the creator's newest public videos (scope video.list)")
  )

/** `tiktok pending`. */
export const pending = Command.make("pending", {}, lazily(() => import("../run/posts.ts").then((run) => run.pending)))
  .pipe(
    Command.withDescription("List publishes that have no outcome yet")
  )

/** `tiktok resume KEY`. */
export const resume = Command.make(
  "resume",
  resumeFlags,
  lazily(() => import("../run/posts.ts").then((run) => run.resume))
)
  .pipe(Command.withDescription("Resume a publish that was interrupted"))

/** `tiktok cancel ID`. */
export const cancel = Command.make(
  "cancel",
  cancelFlags,
  lazily(() => import("../run/posts.ts").then((run) => run.cancel))
)
  .pipe(Command.withDescription("Cancel a post whose media TikTok still fetches from a URL"))
