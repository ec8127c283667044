import { Config, Effect, Layer } from "effect"
import { Auth, Checkpoint, Quota, TikTok, TokenLock, TokenStore } from "effect-tiktok"
import { Command, Flag } from "effect/cli"
import { appCredentials, connect, connectionFlags } from "../connection.ts"
import { layerTokenStore, rememberCreator } from "../keptLogin.ts"
import { awaitCallback } from "../loopback.ts"
import { Reporter } from "../Reporter.ts"

const flags = {
  port: Flag.Int("port").pipe(
    Flag.withDescription("Port that the browser comes back to (TIKTOK_LOGIN_PORT)"),
    Flag.withFallbackConfig(Config.Int("TIKTOK_LOGIN_PORT")),
    Flag.withDefault(3455),
    Flag.filter((port) => port >= 1 && port <= 65_535, () => "a port from 1 to 65535")
  ),
  scopes: Flag.String("scopes").pipe(
    Flag.withDescription("What to ask for, separated by commas"),
    Flag.withDefault("user.info.basic,video.publish,video.upload")
  ),
  ...connectionFlags
}

/** `tiktok login`: a login in the browser, kept encrypted for the commands to come. */
export const login = Command.make("login", flags, (input) =>
  Effect.gen(function*() {
    const reporter = yield* Reporter
    const { baseUrl, contract } = connect(input)
    const services = TikTok.layer({ contract, baseUrl, ...yield* appCredentials }).pipe(
      Layer.provideMerge(layerTokenStore),
      Layer.provide([TokenLock.layerMemory, Checkpoint.layerMemory, Quota.layerMemory()])
    )
    yield* Effect.gen(function*() {
      const auth = yield* Auth.Auth
      const authorization = yield* auth.authorize({
        redirectUri: `http://127.0.0.1:${input.port}/callback`,
        scopes: input.scopes.split(",").map((scope) => scope.trim())
      })
      const { creator, granted, saved, tokens } = yield* awaitCallback(
        authorization,
        reporter.tell({ _tag: "LoginStarted", url: authorization.url }),
        (callback) => auth.complete(authorization, callback)
      )
      // Memory ends with this command, so the login has failed when the store still does not take it.
      if (!saved) yield* TokenStore.TokenStore.use((store) => store.set(tokens))
      yield* rememberCreator(creator)
      yield* reporter.tell({ _tag: "LoggedIn", creator, scopes: granted })
    }).pipe(Effect.provide(services))
  }).pipe(Effect.provide(Reporter.layer))).pipe(
    Command.withDescription("Log a creator in through the browser, and keep the tokens encrypted")
  )
