import { Duration, Effect, FileSystem, Path } from "effect"
import { Auth, Creator, type Post, TokenStore } from "effect-tiktok"
import type { CommandEvent } from "../CommandEvent.ts"
import { CommandFailed, ExitCode } from "../exitCode.ts"
import { sentenceOf } from "../output/failureSentence.ts"
import { present } from "../output/present.ts"
import { currentCreator, isTokenInVariable } from "../session.ts"
import { appCredentials, CurrentTarget } from "../settings/connection.ts"
import { CurrentProfile, DEFAULT_PROFILE, writeProfile } from "../settings/profile.ts"
import { rootPath, stateFolder } from "../settings/stateFolder.ts"
import { forgetCreator, lastCreator, layerTokenStore, people, rememberCreator } from "../stores/keptLogin.ts"

export type Event<Tag extends CommandEvent["_tag"]> = Extract<CommandEvent, { readonly _tag: Tag }>

/** The names of a creator, as far as the scopes of the login show them. */
export const namesOf = Effect.fnUntraced(function*(creator: Post.CreatorId) {
  const { profile, info } = yield* Creator.Creator
  const display = yield* Effect.option(profile(creator, ["creator", "displayName"]))
  const handle = yield* Effect.option(profile(creator, ["username"]))
  const displayName = display._tag === "Some" ? display.value.displayName : undefined
  const username = handle._tag === "Some" ? handle.value.username : undefined
  if (displayName !== undefined || username !== undefined) return present({ displayName, username })
  // A login without `user.info.basic` may still ask what the creator may post.
  const may = yield* Effect.option(info(creator))
  return may._tag === "Some" ? present({ displayName: may.value.nickname, username: may.value.username }) : {}
})

/** Stores who has logged in, and in a named profile with which app and server. */
export const rememberLogin = Effect.fnUntraced(function*(creator: Post.CreatorId) {
  const target = yield* CurrentTarget
  const names = yield* namesOf(creator)
  yield* rememberCreator({ creator, ...names })
  if (target.profile !== DEFAULT_PROFILE) {
    const { resolve } = yield* Path.Path
    const { baseUrl, clientKey, clientSecretFile: file, contract } = target
    // Standard input is there once.
    const clientSecretFile = file === undefined || file === "-" ? undefined : resolve(file)
    yield* writeProfile(yield* stateFolder, {
      ...present({ baseUrl, clientKey, clientSecretFile }),
      contract: contract.name
    })
  }
  return names
})

/** Whose account the target is, with a call to TikTok that proves it. */
export const whoami = Effect.gen(function*() {
  const { baseUrl, clientKey, contract, profile } = yield* CurrentTarget
  const creator = yield* currentCreator
  const isToken = yield* isTokenInVariable
  const auth = yield* Auth.Auth
  // Without a valid token, the reason is worth more than a name.
  yield* auth.accessToken(creator)
  const { creator: id } = yield* Creator.Creator.use(({ profile }) => profile(creator, ["creator"])).pipe(
    Effect.catchReason("TikTokError", "ScopeMissing", () => Effect.succeed({ creator: undefined }))
  )
  const tokens = isToken ? undefined : yield* TokenStore.TokenStore.use((store) => store.get(creator))
  const found: Event<"WhoAmI"> = {
    _tag: "WhoAmI",
    creator: id ?? creator,
    ...(yield* namesOf(creator)),
    profile,
    source: isToken ? "Token" : "Login",
    ...present({ baseUrl, clientKey }),
    contract: contract.name,
    scopes: tokens?.scopes ?? [],
    ...present({ expiresAt: tokens?.expiresAt, refreshExpiresAt: tokens?.refreshExpiresAt })
  }
  return found
})

/** Revokes the access of the app and removes the login; with `isLocal` only removes the login. */
export const logout = Effect.fnUntraced(function*(isLocal: boolean) {
  const { profile } = yield* CurrentTarget
  const creator = yield* currentCreator
  if (yield* isTokenInVariable) {
    return yield* new CommandFailed({
      exitCode: ExitCode.Usage,
      reason:
        "the login is the token in TIKTOK_ACCESS_TOKEN: unset it, or name a kept login with --profile or --creator"
    })
  }
  if (isLocal) yield* TokenStore.TokenStore.use((store) => store.remove(creator))
  else {
    // A revocation proves that it is the app.
    yield* appCredentials
    yield* Auth.Auth.use(({ revoke }) => revoke(creator))
  }
  yield* forgetCreator(creator)
  const done: Event<"LoggedOut"> = { _tag: "LoggedOut", creator, profile }
  return done
})

/** The logins of every profile. */
export const creators = Effect.gen(function*() {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const named = yield* Effect.orElseSucceed(fs.readDirectory(path.join(yield* rootPath, "profiles")), () => [])
  const found = yield* Effect.forEach(
    [DEFAULT_PROFILE, ...named.toSorted((a, b) => a.localeCompare(b))],
    (profile) => Effect.provideService(creatorsOf(profile), CurrentProfile, profile)
  )
  const all: Event<"Creators"> = { _tag: "Creators", creators: found.flat() }
  return all
})

type Login = Event<"Creators">["creators"][number]

const creatorsOf = Effect.fnUntraced(function*(profile: string) {
  const known = yield* people
  const current = yield* Effect.orElseSucceed(lastCreator, () => undefined)
  const describe = (creator: Post.CreatorId) => ({
    profile,
    ...(known.find((person) => person.creator === creator) ?? { creator }),
    isCurrent: creator === current
  })
  const unreadable = (creator: Post.CreatorId, problem: string): Login => ({ ...describe(creator), problem })
  // Reading a login makes a key if there is none, which is no business of a list.
  if (known.length === 0 && current === undefined) return []
  return yield* Effect.gen(function*() {
    const store = yield* TokenStore.TokenStore
    return yield* Effect.forEach(yield* store.list, (creator) =>
      store.get(creator).pipe(
        Effect.map((tokens): Login => ({
          ...describe(creator),
          scopes: tokens?.scopes ?? [],
          ...present({ refreshExpiresAt: tokens?.refreshExpiresAt })
        })),
        Effect.catch((error) => Effect.succeed(unreadable(creator, sentenceOf(error) ?? error.message)))
      ))
  }).pipe(
    Effect.provide(layerTokenStore),
    Effect.catch((error) => Effect.succeed(known.map(({ creator }) => unreadable(creator, error.message))))
  )
})

/** What the creator may do now. */
export const creatorInfo = Effect.gen(function*() {
  const creator = yield* currentCreator
  const { maxVideoDuration, ...info } = yield* Creator.Creator.use(({ info }) => info(creator))
  const found: Event<"CreatorInfo"> = {
    _tag: "CreatorInfo",
    creator,
    ...present(info),
    ...present({ maxVideoSeconds: maxVideoDuration && Duration.toSeconds(maxVideoDuration) })
  }
  return found
})
