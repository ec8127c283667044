import { Duration, Effect, Schedule, Stream } from "effect"
import { Post, Publisher, StatusPoller } from "effect-tiktok"
import type { Command } from "effect/cli"
import * as Posts from "../actions/posts.ts"
import type { cancelFlags, listFlags, resumeFlags, statusFlags } from "../commands/posts.ts"
import { ofOutcome, Unsuccessful } from "../exitCode.ts"
import { Reporter } from "../output/Reporter.ts"
import { currentCreator, layerSession } from "../session.ts"
import { withTarget } from "../settings/connection.ts"
import { broken } from "../settings/variables.ts"
import { reporting } from "./account.ts"
import { reportEvents } from "./publishAndReport.ts"

interface Following {
  readonly pollSeconds: number
  readonly deadlineSeconds: number
}

const followOptions = ({ deadlineSeconds, pollSeconds }: Following) => ({
  schedule: Schedule.spaced(Duration.seconds(pollSeconds)),
  deadline: Duration.seconds(deadlineSeconds)
})

const publishIdOf = (id: string) =>
  id === "" ? broken("<id>", "must be a publish id") : Effect.succeed(Post.PublishId.make(id))

/** `tiktok status ID`. */
export const status = (input: Command.Command.Config.Infer<typeof statusFlags>) =>
  Effect.flatMap(publishIdOf(input.id), (id) => input.follow ? follow(id, input) : reporting(Posts.status(id)))

const follow = (id: Post.PublishId, input: Following) =>
  withTarget(() =>
    Effect.gen(function*() {
      const creator = yield* currentCreator
      const poller = yield* StatusPoller.StatusPoller
      const { report } = yield* Reporter
      let last: Parameters<typeof StatusPoller.outcomeOf>[1]
      yield* poller.follow(creator, id, followOptions(input)).pipe(
        Stream.runForEach((found) => {
          last = found
          return report({ _tag: "StatusReceived", report: found })
        })
      )
      const outcome = StatusPoller.outcomeOf(id, last)
      yield* report({ _tag: "Finished", outcome })
      const exitCode = ofOutcome(outcome)
      if (exitCode !== 0) return yield* new Unsuccessful({ exitCode })
    }).pipe(Effect.provide(layerSession(true)))
  )

/** `tiktok list`. */
export const list = ({ count }: Command.Command.Config.Infer<typeof listFlags>) => reporting(Posts.listVideos(count))

/** `tiktok pending`. */
export const pending = () => reporting(Posts.pending)

/** `tiktok resume KEY`. */
export const resume = (input: Command.Command.Config.Infer<typeof resumeFlags>) =>
  withTarget(() =>
    Effect.gen(function*() {
      const { report } = yield* Reporter
      yield* report({ _tag: "Started", key: input.key, resumable: true })
      const publisher = yield* Publisher.Publisher
      yield* reportEvents(publisher.resumeStream(input.key, followOptions(input)), true)
    }).pipe(Effect.provide(layerSession(true)))
  )

/** `tiktok cancel ID`. */
export const cancel = ({ id }: Command.Command.Config.Infer<typeof cancelFlags>) =>
  Effect.flatMap(publishIdOf(id), (publishId) => reporting(Posts.cancel(publishId)))
