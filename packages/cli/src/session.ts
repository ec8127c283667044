import { DateTime, Effect, Layer, Redacted } from "effect"
import { Checkpoint, Post, Quota, TikTok, TokenLock, TokenStore } from "effect-tiktok"
import type { Connection } from "./connection.ts"
import { CommandFailed, ExitCode } from "./exitCode.ts"
import { creatorOfEnvironment } from "./failureSentence.ts"
import { lastCreator, layerCheckpoints, layerTokenLock, layerTokenStore } from "./keptLogin.ts"
import { variable } from "./variables.ts"

/** The tokens in the environment, if any. */
const environmentTokens = Effect.gen(function*() {
  const accessToken = yield* variable("TIKTOK_ACCESS_TOKEN")
  if (accessToken === undefined) return undefined
  const openId = yield* variable("TIKTOK_OPEN_ID")
  const refreshToken = yield* variable("TIKTOK_REFRESH_TOKEN")
  return new TokenStore.Tokens({
    creator: openId === undefined ? creatorOfEnvironment : Post.CreatorId.make(openId),
    accessToken: Redacted.make(accessToken),
    refreshToken: refreshToken === undefined ? undefined : Redacted.make(refreshToken),
    // The age of the token is unknown; TikTok refuses it once it has expired.
    expiresAt: DateTime.add(yield* DateTime.now, { hours: 24 }),
    scopes: []
  })
})

/** The creator of the token in the environment, or the one who logged in last. */
export const currentCreator = Effect.gen(function*() {
  const tokens = yield* environmentTokens
  return tokens?.creator ?? (yield* lastCreator) ?? (yield* new CommandFailed({
    exitCode: ExitCode.Auth,
    reason: "no access token: run `tiktok login`, or set TIKTOK_ACCESS_TOKEN"
  }))
})

/** All services, for the current creator. */
export const layerSession = ({ baseUrl, contract }: Connection, isResumable: boolean) =>
  Layer.unwrap(Effect.gen(function*() {
    const tokens = yield* environmentTokens
    const clientKey = (yield* variable("TIKTOK_CLIENT_KEY")) ?? "unset"
    const clientSecret = Redacted.make((yield* variable("TIKTOK_CLIENT_SECRET")) ?? "unset")
    return TikTok.layer({ contract, baseUrl, clientKey, clientSecret }).pipe(
      Layer.provideMerge(isResumable ? layerCheckpoints : Checkpoint.layerMemory),
      Layer.provide([
        tokens === undefined
          ? Layer.merge(layerTokenStore, layerTokenLock)
          : Layer.merge(TokenStore.layerMemory([tokens]), TokenLock.layerMemory),
        Quota.layerMemory()
      ])
    )
  }))
