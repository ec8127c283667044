import { Config, DateTime, Effect, Layer, Option, Redacted } from "effect"
import { Checkpoint, Post, Quota, TikTok, TokenLock, TokenStore } from "effect-tiktok"
import type { Connection } from "./connection.ts"
import { CommandFailed, ExitCode } from "./exitCode.ts"
import { lastCreator, layerCheckpoints, layerTokenStore } from "./keptLogin.ts"

/** Tokens that the environment holds, if it holds any. */
const environmentTokens = Effect.gen(function*() {
  const accessToken = yield* Config.option(Config.Redacted("TIKTOK_ACCESS_TOKEN"))
  if (Option.isNone(accessToken) || Redacted.value(accessToken.value) === "") return undefined
  const refreshToken = yield* Config.option(Config.Redacted("TIKTOK_REFRESH_TOKEN"))
  const creator = yield* Config.String("TIKTOK_OPEN_ID").pipe(Config.withDefault("environment"))
  return new TokenStore.Tokens({
    creator: Post.CreatorId.make(creator),
    accessToken: accessToken.value,
    refreshToken: Option.getOrUndefined(Option.filter(refreshToken, (token) => Redacted.value(token) !== "")),
    // How old the token is nobody knows here; TikTok says so when it has ended.
    expiresAt: DateTime.add(yield* DateTime.now, { hours: 24 }),
    scopes: []
  })
})

/** For whom a command acts: the creator of the environment's token, or who logged in last. */
export const currentCreator = Effect.gen(function*() {
  const tokens = yield* environmentTokens
  // Without a folder to keep logins in, nobody has logged in.
  const creator = tokens?.creator ?? (yield* Effect.orElseSucceed(lastCreator, () => undefined))
  return creator ?? (yield* new CommandFailed({
    exitCode: ExitCode.Auth,
    reason: "no access token: run `tiktok login`, or set TIKTOK_ACCESS_TOKEN"
  }))
})

/** Every service, for the current creator. */
export const layerSession = ({ baseUrl, contract }: Connection, isResumable: boolean) =>
  Layer.unwrap(Effect.gen(function*() {
    // Said before anything is opened: where no login can be kept, the missing token is what to mend.
    yield* currentCreator
    const tokens = yield* environmentTokens
    const clientKey = yield* Config.String("TIKTOK_CLIENT_KEY").pipe(Config.withDefault("unset"))
    const clientSecret = yield* Config.Redacted("TIKTOK_CLIENT_SECRET").pipe(Config.withDefault(Redacted.make("unset")))
    return TikTok.layer({ contract, baseUrl, clientKey, clientSecret }).pipe(
      Layer.provide([
        tokens === undefined ? layerTokenStore : TokenStore.layerMemory([tokens]),
        TokenLock.layerMemory,
        isResumable ? layerCheckpoints : Checkpoint.layerMemory,
        Quota.layerMemory()
      ])
    )
  }))
