import { Effect, Layer, Option } from "effect"
import { Auth, Checkpoint, Quota, TikTok, TokenStore } from "effect-tiktok"
import { Command, Flag } from "effect/cli"
import { appCredentials, connect, connectionFlags } from "../connection.ts"
import { layerTokenLock, layerTokenStoreForLogin, rememberCreator } from "../keptLogin.ts"
import { awaitCallback } from "../loopback.ts"
import { Reporter } from "../Reporter.ts"
import { broken, variable } from "../variables.ts"

const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65_535

const flags = {
  port: Flag.Int("port").pipe(
    Flag.withDescription("Port of the login callback (TIKTOK_LOGIN_PORT)"),
    Flag.filter(isPort, () => "a port from 1 to 65535"),
    Flag.optional
  ),
  scopes: Flag.String("scopes").pipe(
    Flag.withDescription("Scopes to request, separated by commas"),
    Flag.withDefault("user.info.basic,video.publish,video.upload")
  ),
  ...connectionFlags
}

/** `tiktok login`: logs a creator in through the browser and stores the tokens encrypted. */
export const login = Command.make("login", flags, (input) =>
  Effect.gen(function*() {
    const reporter = yield* Reporter
    const { baseUrl, contract } = yield* connect(input)
    const port = Option.getOrUndefined(input.port) ?? (yield* portOfEnvironment)
    const services = TikTok.layer({ contract, baseUrl, ...yield* appCredentials }).pipe(
      Layer.provideMerge(layerTokenStoreForLogin),
      Layer.provide([Checkpoint.layerMemory, Quota.layerMemory()]),
      Layer.provide(layerTokenLock)
    )
    yield* Effect.gen(function*() {
      const auth = yield* Auth.Auth
      const authorization = yield* auth.authorize({
        redirectUri: `http://127.0.0.1:${port}/callback`,
        scopes: input.scopes.split(",").map((scope) => scope.trim())
      })
      const { creator, granted, saved, tokens } = yield* awaitCallback(
        authorization,
        reporter.report({ _tag: "LoginStarted", url: authorization.url }),
        (callback) => auth.complete(authorization, callback)
      ).pipe(Effect.onInterrupt(() => reporter.report({ _tag: "LoginStopped" })))
      // Memory ends with this command, so the login fails if the store still does not accept the tokens.
      if (!saved) yield* TokenStore.TokenStore.use((store) => store.set(tokens))
      yield* rememberCreator(creator)
      yield* reporter.report({ _tag: "LoggedIn", creator, scopes: granted })
    }).pipe(Effect.provide(services))
  }).pipe(Effect.provide(Reporter.layer))).pipe(
    Command.withDescription("Log a creator in through the browser, and store the tokens encrypted")
  )

const portOfEnvironment = Effect.gen(function*() {
  const given = yield* variable("TIKTOK_LOGIN_PORT")
  if (given === undefined) return 3455
  return /^\d+$/.test(given) && isPort(Number(given))
    ? Number(given)
    : yield* broken("TIKTOK_LOGIN_PORT", `must be a port from 1 to 65535, was "${given}"`)
})
