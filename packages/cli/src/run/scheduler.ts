import { DateTime, Effect, FileSystem, Layer, Option, Path, Stream } from "effect"
import { Checkpoint, Media, type Post } from "effect-tiktok"
import { type ScheduledPost, Scheduler } from "effect-tiktok-scheduler"
import type { Command } from "effect/cli"
import * as Actions from "../actions/scheduler.ts"
import type { CommandEvent } from "../CommandEvent.ts"
import type {
  addPhotosFlags,
  addVideoFlags,
  idFlags,
  moveFlags,
  runFlags,
  schedulerListFlags,
  settleFlags
} from "../commands/scheduler.ts"
import { CommandFailed, ExitCode } from "../exitCode.ts"
import { Reporter } from "../output/Reporter.ts"
import { currentCreator, layerSession } from "../session.ts"
import { CurrentTarget, withTarget } from "../settings/connection.ts"
import { broken } from "../settings/variables.ts"
import { databaseUrl, layerDatabase } from "../stores/database.ts"
import { photoSettings, videoSettings } from "./publish.ts"

const reporting = <E, R>(action: Effect.Effect<CommandEvent, E, R>) =>
  withTarget(() => Effect.flatMap(action, (event) => Reporter.use(({ report }) => report(event))))

// -----------------------------------------------------------------------------
// commands
// -----------------------------------------------------------------------------

/** `tiktok scheduler add video FILE`. */
export const addVideo = (input: Command.Command.Config.Infer<typeof addVideoFlags>) =>
  adding(
    input,
    Effect.gen(function*() {
      const media = yield* mediaOf(input.file)
      return input.draft
        ? { _tag: "VideoDraft" as const, media }
        : { _tag: "Video" as const, media, ...yield* videoSettings(input) }
    })
  )

/** `tiktok scheduler add photos URL...`. */
export const addPhotos = (input: Command.Command.Config.Infer<typeof addPhotosFlags>) =>
  adding(
    input,
    Effect.gen(function*() {
      if (!input.draft) return { _tag: "Photos" as const, ...yield* photoSettings(input) }
      return {
        _tag: "PhotosDraft" as const,
        images: input.images,
        title: Option.getOrUndefined(input.title),
        description: Option.getOrUndefined(input.description),
        coverIndex: Option.getOrUndefined(input.coverIndex)
      }
    })
  )

/** `tiktok scheduler list`. */
export const list = ({ after, count, state }: Command.Command.Config.Infer<typeof schedulerListFlags>) =>
  reporting(Effect.gen(function*() {
    const { creator } = yield* CurrentTarget
    return yield* Actions.list(
      {
        states: state.length === 0 ? undefined : state,
        creator: creator === undefined ? undefined : yield* currentCreator
      },
      { cursor: Option.getOrUndefined(after), limit: count }
    )
  }))

/** `tiktok scheduler show ID`. */
export const show = ({ id }: Command.Command.Config.Infer<typeof idFlags>) => reporting(Actions.show(id))

/** `tiktok scheduler move ID`. */
export const move = ({ at, id, zone }: Command.Command.Config.Infer<typeof moveFlags>) =>
  reporting(Effect.flatMap(Actions.timeOf(at, zone), (time) => Actions.move(id, time)))

/** `tiktok scheduler cancel ID`. */
export const cancel = ({ id }: Command.Command.Config.Infer<typeof idFlags>) => reporting(Actions.cancel(id))

/** `tiktok scheduler retry ID`. */
export const retry = ({ id }: Command.Command.Config.Infer<typeof idFlags>) => reporting(Actions.retry(id))

/** `tiktok scheduler settle ID published|not-published`. */
export const settle = ({ found, id }: Command.Command.Config.Infer<typeof settleFlags>) =>
  reporting(Actions.settle(id, found))

/** `tiktok scheduler run`. */
export const run = (input: Command.Command.Config.Infer<typeof runFlags>) =>
  withTarget(() =>
    Effect.gen(function*() {
      const isShared = (yield* databaseUrl) !== undefined
      const file = isShared ? undefined : yield* Actions.scheduleFile
      const options = { media: yield* opener(Option.getOrUndefined(input.folder), isShared), overdue: input.overdue }
      const runner = file === undefined
        ? Layer.provide(Scheduler.layerCluster({ ...options, address: yield* addressOf(input.address) }), layerDatabase)
        : Scheduler.layerSqlite({ ...options, filename: file })
      if (file !== undefined) yield* claim
      return yield* Effect.gen(function*() {
        const { report } = yield* Reporter
        yield* report({
          _tag: "SchedulerStarted",
          ...file === undefined ? { store: "PostgreSQL", address: input.address } : { store: "SQLite", file }
        })
        return yield* follow
      }).pipe(Effect.provide(runner))
    }).pipe(Effect.scoped, Effect.provide(layerSession(true)), Actions.plainly)
  )

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

interface Adding {
  readonly at: string
  readonly zone: Option.Option<string>
  readonly key: Option.Option<string>
}

const adding = <E, R>(input: Adding, makePost: Effect.Effect<Post.Data, E, R>) =>
  reporting(Effect.gen(function*() {
    const post = yield* makePost
    const at = yield* Actions.timeOf(input.at, input.zone)
    return yield* Actions.add(yield* currentCreator, post, at, Option.getOrUndefined(input.key))
  }))

/** A URL, or the name of a file: the path on this machine, or below the folder of a runner that shares a database. */
const mediaOf = Effect.fnUntraced(function*(argument: string) {
  if (/^https?:\/\//i.test(argument)) return Media.url(argument)
  if (argument === "-") return yield* broken("<file>", "must be a file or a URL: what is piped in is gone at the time")
  if ((yield* databaseUrl) !== undefined) return Media.named(argument)
  const fs = yield* FileSystem.FileSystem
  const path = (yield* Path.Path).resolve(argument)
  const info = yield* Effect.option(fs.stat(path))
  return Option.isSome(info) && info.value.type === "File"
    ? Media.named(path)
    : yield* broken("<file>", `names ${argument}, which is ${Option.isSome(info) ? "no file" : "not there"}`)
})

/** Reads the files that posts name. Who can write to a shared database must not choose any file of a runner. */
const opener = Effect.fnUntraced(function*(folder: string | undefined, isShared: boolean) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  if (folder === undefined) {
    return isShared
      ? (name: string) => Effect.fail({ message: `the runner reads no files such as ${name}: start it with --folder` })
      : (name: string) => Effect.succeed(Media.file(name))
  }
  const root = yield* Effect.mapError(
    fs.realPath(folder),
    () => broken("--folder", `names ${folder}, which is not there`)
  )
  return Effect.fnUntraced(function*(name: string) {
    const file = yield* Effect.mapError(
      fs.realPath(path.resolve(root, name)),
      () => ({ message: `there is no file ${name} in ${root}` })
    )
    const below = path.relative(root, file)
    return below === "" || below.split(path.sep)[0] === ".." || path.isAbsolute(below)
      ? yield* Effect.fail({ message: `${name} is not in ${root}` })
      : Media.file(file)
  })
})

const addressOf = (text: string) => {
  const url = URL.parse(`http://${text}`)
  return url === null || url.port === "" || url.pathname !== "/"
    ? broken("--address", `must be a host and a port such as 10.0.0.7:34431, was "${text}"`)
    : Effect.succeed({ host: url.hostname, port: Number(url.port) })
}

/** One process of the profile publishes from the file. */
const claim = Checkpoint.CheckpointStore.use(({ tryClaim }) => tryClaim("tiktok scheduler run")).pipe(
  Effect.catchReason("TikTokError", "KeyInUse", () =>
    Effect.fail(
      new CommandFailed({
        exitCode: ExitCode.Refused,
        reason: "another `tiktok scheduler run` publishes the posts of this profile",
        remedy: "Stop that one, or set TIKTOK_DATABASE_URL to a PostgreSQL for several runners."
      })
    ))
)

/** Reports how posts change, once a second. */
const follow = Effect.gen(function*() {
  const { report } = yield* Reporter
  const { get, list } = yield* Scheduler.Scheduler
  const startedAt = yield* DateTime.now
  const seen = new Map<ScheduledPost.ScheduledPostId, number>()
  const look = Effect.gen(function*() {
    const soon = DateTime.add(yield* DateTime.now, { seconds: 5 })
    const open = yield* Stream.runCollect(list({ states: openStates, to: soon }))
    const recent = yield* Stream.runCollect(list({ from: DateTime.subtract(soon, { minutes: 1 }), to: soon }))
    const known = new Map([...open, ...recent].map((post) => [post.id, post]))
    const gone = yield* Effect.forEach([...seen.keys()].filter((id) => !known.has(id)), (id) => Effect.option(get(id)))
    for (const post of [...known.values(), ...gone.flatMap(Option.toArray)]) {
      const isNews = seen.has(post.id) || DateTime.isGreaterThan(post.changedAt, startedAt)
      if (seen.get(post.id) !== post.revision && isNews) yield* report({ _tag: "ScheduledPost", post })
      if (openStates.includes(post.state) || known.has(post.id)) seen.set(post.id, post.revision)
      else seen.delete(post.id)
    }
  })
  return yield* look.pipe(
    Effect.catchReason(
      "SchedulerError",
      "StoreFailed",
      ({ detail }) => report({ _tag: "Warned", message: `the schedule could not be read: ${detail}` })
    ),
    Effect.andThen(Effect.sleep("1 second")),
    Effect.forever
  )
})

const openStates: ReadonlyArray<ScheduledPost.State> = ["Scheduled", "AwaitingLogin", "Publishing", "Processing"]
