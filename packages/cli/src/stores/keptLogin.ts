import { ConfigProvider, Effect, FileSystem, Layer, Path, Schema } from "effect"
import { Checkpoint, Post, TokenLock, TokenStore } from "effect-tiktok"
import { CommandFailed, ExitCode } from "../exitCode.ts"
import { plainFailure } from "../output/plainFailure.ts"
import { draft, settle, stateFolder, statePath } from "../settings/stateFolder.ts"
import { secret } from "../settings/variables.ts"
import { databaseUrl, layerRecords, variable } from "./database.ts"
import { ownKey, ownKeyForLogin } from "./tokenKey.ts"

/** Provides the encryption keys of a layer: from TIKTOK_TOKEN_KEY, or the key in the state folder. */
const sealed = Effect.fnUntraced(
  function*<A, E, R, E2, R2>(
    layer: (options: TokenStore.Options) => Layer.Layer<A, E, R>,
    own: Effect.Effect<TokenStore.EncryptionKeys[0], E2, R2>
  ) {
    const given = yield* secret("TIKTOK_TOKEN_KEY")
    return given === undefined
      ? layer({ encryptionKeys: [yield* own] })
      : Layer.provide(
        TokenStore.layerKeysConfig(layer),
        Layer.succeed(ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown({ TIKTOK_TOKEN_KEY: given }))
      )
  }
)

const within = Effect.fnUntraced(function*(name: string) {
  const path = yield* Path.Path
  const folder = yield* stateFolder
  return { folder, directory: path.join(folder, name) }
})

/** The same for a folder. If a file or a broken link has its name, the user has to move that away. */
const folderWithin = Effect.fnUntraced(function*(name: string) {
  const fs = yield* FileSystem.FileSystem
  const found = yield* within(name)
  const { directory } = found
  const refuse = (what: string) =>
    Effect.fail(
      new CommandFailed({
        exitCode: ExitCode.Failed,
        reason: `${directory} ${what}, and this command keeps ${name} in a folder of that name. ` +
          "Move it away, and run the same command again"
      })
    )
  yield* fs.stat(directory).pipe(
    Effect.flatMap(({ type }) => type === "Directory" ? Effect.void : refuse("is no folder")),
    Effect.catchReason("PlatformError", "NotFound", () =>
      Effect.matchEffect(fs.readLink(directory), {
        // Not a link either: the folder does not exist yet.
        onFailure: () => Effect.void,
        onSuccess: (target) => refuse(`is a link to ${target}, which is not there`)
      })),
    Effect.catchTag("PlatformError", (error) => Effect.fail(plainFailure(`cannot look into ${directory}`)(error)))
  )
  return found
})

/** A layer over the records of the database if there is one, and over a folder otherwise. */
const shared = <A, E, R, E2, R2, E3, R3, E4, R4>(
  database: Effect.Effect<Layer.Layer<A, E, R>, E2, R2>,
  folder: Effect.Effect<Layer.Layer<A, E3, R3>, E4, R4>
) =>
  Layer.unwrap(
    Effect.flatMap(databaseUrl, (url): Effect.Effect<Layer.Layer<A, E | E3, R | R3>, E2 | E4, R2 | R4> =>
      url === undefined ? folder : database)
  )

/** What a database keeps can be read on every machine that has the key. */
const sharedKey = Effect.fail(
  new CommandFailed({
    exitCode: ExitCode.Usage,
    reason: `TIKTOK_TOKEN_KEY must be set beside ${variable}, to the same key on every machine`,
    remedy: "Make one with `openssl rand -base64 32`."
  })
)

/** A lock for all commands of one user or database: they refresh one after the other. */
export const layerTokenLock = shared(
  Effect.succeed(Layer.provide(TokenLock.layer(), layerRecords)),
  Effect.map(folderWithin("locks"), ({ directory }) => TokenLock.layerFile({ directory }))
)

const tokenStoreWith = <E, R>(keyIn: (folder: string) => Effect.Effect<TokenStore.EncryptionKeys[0], E, R>) =>
  shared(
    Effect.map(sealed(TokenStore.layer, sharedKey), Layer.provide(layerRecords)),
    Effect.flatMap(
      folderWithin("tokens"),
      ({ directory, folder }) => sealed((options) => TokenStore.layerFile({ directory, ...options }), keyIn(folder))
    )
  )

/** Encrypted files with the tokens of every creator who has logged in through this command. */
export const layerTokenStore = tokenStoreWith(ownKey)

/** The same for a login, which replaces a damaged key. */
export const layerTokenStoreForLogin = tokenStoreWith(ownKeyForLogin)

/** Checkpoints of publishes, encrypted like the tokens. */
export const layerCheckpoints = shared(
  Effect.map(sealed(Checkpoint.layer, sharedKey), Layer.provide(layerRecords)),
  Effect.flatMap(
    folderWithin("checkpoints"),
    ({ directory, folder }) => sealed((options) => Checkpoint.layerFile({ directory, ...options }), ownKey(folder))
  )
)

/** Whether the state folder is usable. The user has to repair a damaged or missing key. */
export const canKeep = Effect.gen(function*() {
  if ((yield* databaseUrl) !== undefined) return true
  const folder = yield* stateFolder
  if ((yield* secret("TIKTOK_TOKEN_KEY")) === undefined) yield* ownKey(folder)
  return true
}).pipe(Effect.catchIf(({ exitCode }) => exitCode !== ExitCode.Auth, () => Effect.succeed(false)))

const creatorFile = "creator"

const peopleFolder = "people"

/** A creator who has logged in, with the names that TikTok gave at that time. */
export const Person = Schema.Struct({
  creator: Post.CreatorId,
  displayName: Schema.optionalKey(Schema.String),
  /** The handle, without `@`. */
  username: Schema.optionalKey(Schema.String)
})
export type Person = typeof Person.Type

const PersonFile = Schema.fromJsonString(Person)

/** Stores who has logged in, as the last one. */
export const rememberCreator = Effect.fnUntraced(function*(person: Person) {
  const path = yield* Path.Path
  const fs = yield* FileSystem.FileSystem
  const { directory: people } = yield* folderWithin(peopleFolder)
  const text = yield* Effect.orDie(Schema.encodeEffect(PersonFile)(person))
  yield* Effect.mapError(
    fs.makeDirectory(people, { recursive: true }),
    plainFailure(`cannot make the folder ${people}`)
  )
  yield* replaceFile(path.join(people, `${encodeURIComponent(person.creator)}.json`), text)
  const { directory: file, folder } = yield* within(creatorFile)
  yield* replaceFile(file, person.creator)
  yield* settle(folder)
})

/** Removes what is stored about a creator besides the tokens. */
export const forgetCreator = Effect.fnUntraced(function*(creator: Post.CreatorId) {
  const path = yield* Path.Path
  const fs = yield* FileSystem.FileSystem
  const { directory: people } = yield* within(peopleFolder)
  yield* Effect.ignore(fs.remove(path.join(people, `${encodeURIComponent(creator)}.json`), { force: true }))
  const last = yield* Effect.orElseSucceed(lastCreator, () => undefined)
  const { directory: file } = yield* within(creatorFile)
  if (last === creator) yield* Effect.ignore(fs.remove(file, { force: true }))
})

/** The creators who have logged in, as far as their names are stored. */
export const people = Effect.gen(function*() {
  const path = yield* Path.Path
  const fs = yield* FileSystem.FileSystem
  const folder = path.join(yield* statePath, peopleFolder)
  const files = yield* Effect.orElseSucceed(fs.readDirectory(folder), () => [])
  const found = yield* Effect.forEach(files.filter((name) => name.endsWith(".json")), (name) =>
    // A name is for people only, so a damaged file is as good as none.
    Effect.option(Effect.flatMap(fs.readFileString(path.join(folder, name)), Schema.decodeEffect(PersonFile))))
  return found.flatMap((person) => person._tag === "Some" ? [person.value] : [])
})

const replaceFile = Effect.fnUntraced(function*(file: string, text: string) {
  const fs = yield* FileSystem.FileSystem
  yield* draft(file, new TextEncoder().encode(text)).pipe(
    Effect.flatMap((beside) => fs.rename(beside, file)),
    Effect.scoped,
    Effect.mapError(plainFailure(`cannot remember in ${file} who logged in`))
  )
})

/** The creator who logged in last. */
export const lastCreator = Effect.gen(function*() {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const folder = yield* Effect.orElseSucceed(statePath, () => undefined)
  if (folder === undefined) return undefined
  const file = path.join(folder, creatorFile)
  const content = yield* fs.readFileString(file).pipe(
    Effect.catchReason("PlatformError", "NotFound", () => Effect.undefined),
    Effect.mapError(plainFailure(`cannot read ${file}, which says who logged in last`))
  )
  if (content === undefined) return undefined
  const creator = content.trim()
  return creator === "" || /[\0\uFFFD]/.test(creator)
    ? yield* new CommandFailed({
      exitCode: ExitCode.Auth,
      reason: `${file}, which says who logged in last, is damaged: run \`tiktok login\` again; kept logins stay`
    })
    : Post.CreatorId.make(creator)
})
