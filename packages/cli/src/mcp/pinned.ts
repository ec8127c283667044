import { Effect, FileSystem, Option, Path, Schema } from "effect"
import { ClientSecretFile, ProfileFlag } from "../globalFlags.ts"
import { layerSession } from "../session.ts"
import { atTarget, readTarget, type Target } from "../settings/connection.ts"
import { broken } from "../settings/variables.ts"
import { ToolRefused } from "./failure.ts"

/** The profiles of a server, and the folders whose files its tools may read. All are set when it starts. */
export interface Pinned {
  readonly targets: ReadonlyArray<Target>
  /** Resolved paths. */
  readonly folders: ReadonlyArray<string>
  readonly mayPublish: boolean
}

/** The profiles of `--profile`, which may name several with commas. */
export const readTargets = Effect.gen(function*() {
  const flag = Option.getOrUndefined(yield* ProfileFlag)
  const secretFile = Option.getOrUndefined(yield* ClientSecretFile)
  if (secretFile === "-") {
    return yield* broken("--client-secret-file", "must be a file: standard input belongs to the agent")
  }
  if (flag === undefined) return [yield* readTarget]
  return yield* Effect.forEach(
    new Set(flag.split(",").map((name) => name.trim())),
    (name) => Effect.provideService(readTarget, ProfileFlag, Option.some(name))
  )
})

/** Resolves folders, which must exist. Without any, it is the working directory. */
export const readFolders = Effect.fnUntraced(function*(given: ReadonlyArray<string>) {
  const fs = yield* FileSystem.FileSystem
  return yield* Effect.forEach(given.length === 0 ? ["."] : given, (folder) =>
    fs.realPath(folder).pipe(
      Effect.mapError(() => broken("--folder", `names ${folder}, which is not there`))
    ))
})

/** The parameters with which a tool names an account. */
export const accountFields = ({ targets }: Pick<Pinned, "targets">) => ({
  profile: Schema.optionalKey(Schema.Literals(targets.map(({ profile }) => profile))).annotate({
    description: targets.length === 1 ? "The only profile of this server" : "Required: this server has several profiles"
  }),
  creator: Schema.optionalKey(Schema.NonEmptyString).annotate({
    description: "Creator of the profile, by id, username or name; by default the one who logged in last"
  })
})

/** How a tool names an account. */
export interface Account {
  readonly profile?: string
  readonly creator?: string
}

/** The target that an account stands for. A profile or creator that the server was not started with is refused. */
export const targetOf = Effect.fnUntraced(function*({ targets }: Pinned, { creator, profile }: Account) {
  const [only] = targets
  const target = profile === undefined && targets.length === 1
    ? only
    : targets.find((known) => known.profile === profile)
  if (target === undefined) {
    return yield* new ToolRefused({
      code: "InvalidArguments",
      says: "profile must be given: this server has several",
      remedy: `Use one of ${targets.map((known) => known.profile).join(", ")}.`
    })
  }
  if (creator === undefined || creator === target.creator) return target
  if (target.creator !== undefined) {
    return yield* new ToolRefused({
      code: "NotAllowed",
      says: `this server was started for the creator ${target.creator} only`,
      remedy: "Leave creator out."
    })
  }
  return { ...target, creator, isChosen: true }
})

/** Runs an action with all services of a target. */
export const inSession = (target: Target) => <A, E, R>(action: Effect.Effect<A, E, R>) =>
  atTarget(target)(Effect.provide(action, layerSession(true)))

/** The resolved path of a file that a tool may read. A link out of the folders is refused. */
export const allowedFile = Effect.fnUntraced(function*({ folders }: Pinned, name: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const resolved = path.resolve(folders[0] ?? ".", name)
  const file = yield* fs.realPath(resolved).pipe(Effect.orElseSucceed(() => resolved))
  const isWithin = folders.some((folder) => {
    const below = path.relative(folder, file)
    return below !== "" && below.split(path.sep)[0] !== ".." && !path.isAbsolute(below)
  })
  if (!isWithin) {
    return yield* new ToolRefused({
      code: "NotAllowed",
      says: `this server reads files of ${folders.join(" and ")} only`,
      remedy: "Name a file in there, or ask a person to start the server with --folder."
    })
  }
  const isFile = yield* fs.stat(file).pipe(
    Effect.map(({ type }) => type === "File"),
    Effect.orElseSucceed(() => false)
  )
  if (isFile) return file
  return yield* new ToolRefused({
    code: "InvalidArguments",
    says: `there is no file ${resolved}`,
    remedy: "Name a file that is there."
  })
})
