import { DateTime, Effect, Layer, Redacted } from "effect"
import { Checkpoint, Post, TikTok, TokenLock, TokenStore } from "effect-tiktok"
import { CommandFailed, ExitCode } from "./exitCode.ts"
import { creatorOfEnvironment } from "./output/failureSentence.ts"
import { CurrentTarget } from "./settings/connection.ts"
import { secret, variable } from "./settings/variables.ts"
import { lastCreator, layerCheckpoints, layerTokenLock, layerTokenStore, people } from "./stores/keptLogin.ts"
import { layerQuota } from "./stores/sharedQuota.ts"

/** The tokens in variables, if any, and if no flag names another login. */
const tokensInVariables = Effect.gen(function*() {
  const { isChosen } = yield* CurrentTarget
  const accessToken = isChosen ? undefined : yield* secret("TIKTOK_ACCESS_TOKEN")
  if (accessToken === undefined) return undefined
  const openId = yield* variable("TIKTOK_OPEN_ID")
  const refreshToken = yield* secret("TIKTOK_REFRESH_TOKEN")
  return new TokenStore.Tokens({
    creator: openId === undefined ? creatorOfEnvironment : Post.CreatorId.make(openId),
    accessToken: Redacted.make(accessToken),
    refreshToken: refreshToken === undefined ? undefined : Redacted.make(refreshToken),
    // The age of the token is unknown; TikTok refuses it once it has expired.
    expiresAt: DateTime.add(yield* DateTime.now, { hours: 24 }),
    scopes: []
  })
})

/** The creator of `--creator`, of the token in a variable, or the one who logged in last. */
export const currentCreator = Effect.gen(function*() {
  const { creator: name, profile } = yield* CurrentTarget
  if (name !== undefined) return yield* creatorNamed(name)
  const tokens = yield* tokensInVariables
  return tokens?.creator ?? (yield* lastCreator) ?? (yield* new CommandFailed({
    exitCode: ExitCode.Auth,
    reason: `no access token: run \`tiktok login\`${
      profile === "default" ? "" : ` with --profile ${profile}`
    }, or set TIKTOK_ACCESS_TOKEN`
  }))
})

/** Whether the login of the current command is a token in a variable. */
export const isTokenInVariable = Effect.map(tokensInVariables, (tokens) => tokens !== undefined)

const creatorNamed = Effect.fnUntraced(function*(name: string) {
  const known = yield* people
  const wanted = name.replace(/^@/, "")
  const found = known.filter(({ creator, displayName, username }) =>
    creator === name || username === wanted || displayName === name
  )
  const [one, other] = found
  if (one !== undefined && other === undefined) return one.creator
  const names = (found.length > 1 ? found : known).map(({ creator, displayName, username }) =>
    `${creator} (${displayName ?? username ?? "no name"})`
  )
  return yield* new CommandFailed({
    exitCode: ExitCode.Auth,
    reason: found.length > 1
      ? `--creator "${name}" is the name of several creators: use the id of one of ${names.join(", ")}`
      : `--creator "${name}" has not logged in${
        names.length === 0 ? "" : `; there are ${names.join(", ")}`
      }. Run \`tiktok login\``
  })
})

/** All services, for the current target. */
export const layerSession = (isResumable: boolean) =>
  Layer.unwrap(Effect.gen(function*() {
    const { baseUrl, clientKey = "unset", clientSecret = Redacted.make("unset"), contract } = yield* CurrentTarget
    const tokens = yield* tokensInVariables
    return TikTok.layer({ contract, baseUrl, clientKey, clientSecret }).pipe(
      Layer.provideMerge(isResumable ? layerCheckpoints : Checkpoint.layerMemory),
      Layer.provideMerge(layerQuota),
      Layer.provideMerge(
        tokens === undefined
          ? Layer.merge(layerTokenStore, layerTokenLock)
          : Layer.merge(TokenStore.layerMemory([tokens]), TokenLock.layerMemory)
      )
    )
  }))
