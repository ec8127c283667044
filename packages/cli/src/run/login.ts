import { Effect, Layer, Option } from "effect"
import { Auth, Checkpoint, TikTok, TokenStore } from "effect-tiktok"
import type { Command } from "effect/cli"
import { rememberLogin } from "../actions/account.ts"
import { isPort, type loginFlags } from "../commands/account.ts"
import { awaitCallback } from "../login/loopback.ts"
import { openBrowser } from "../login/openBrowser.ts"
import { Reporter } from "../output/Reporter.ts"
import { appCredentials, withTarget } from "../settings/connection.ts"
import { DEFAULT_PROFILE } from "../settings/profile.ts"
import { broken, variable } from "../settings/variables.ts"
import { layerTokenLock, layerTokenStoreForLogin } from "../stores/keptLogin.ts"
import { layerQuota } from "../stores/sharedQuota.ts"

/** `tiktok login`: logs a creator in through the browser and stores the tokens encrypted. */
export const login = (input: Command.Command.Config.Infer<typeof loginFlags>) =>
  withTarget(({ baseUrl, contract, profile }) =>
    Effect.gen(function*() {
      const reporter = yield* Reporter
      const port = Option.getOrUndefined(input.port) ?? (yield* loginPort)
      const services = TikTok.layer({ contract, baseUrl, ...yield* appCredentials }).pipe(
        Layer.provideMerge(layerTokenStoreForLogin),
        Layer.provide([Checkpoint.layerMemory, layerQuota]),
        Layer.provide(layerTokenLock)
      )
      yield* Effect.gen(function*() {
        const auth = yield* Auth.Auth
        const authorization = yield* auth.authorize({
          redirectUri: redirectUri(port),
          scopes: input.scopes.split(",").map((scope) => scope.trim())
        })
        const { creator, granted, saved, tokens } = yield* awaitCallback(
          authorization,
          Effect.andThen(
            reporter.report({ _tag: "LoginStarted", url: authorization.url }),
            input.noBrowser ? Effect.void : openBrowser(authorization.url)
          ),
          (callback) => auth.complete(authorization, callback)
        ).pipe(Effect.onInterrupt(() => reporter.report({ _tag: "LoginStopped" })))
        // Memory ends with this command, so the login fails if the store still does not accept the tokens.
        if (!saved) yield* TokenStore.TokenStore.use((store) => store.set(tokens))
        const names = yield* rememberLogin(creator)
        yield* reporter.report({
          _tag: "LoggedIn",
          creator,
          ...names,
          ...(profile === DEFAULT_PROFILE ? {} : { profile }),
          scopes: granted
        })
      }).pipe(Effect.provide(services))
    })
  )

/** The address that a login returns to. */
export const redirectUri = (port: number): string => `http://127.0.0.1:${port}/callback`

/** The port of a login without `--port`. */
export const loginPort = Effect.gen(function*() {
  const given = yield* variable("TIKTOK_LOGIN_PORT")
  if (given === undefined) return 3455
  return /^\d+$/.test(given) && isPort(Number(given))
    ? Number(given)
    : yield* broken("TIKTOK_LOGIN_PORT", `must be a port from 1 to 65535, was "${given}"`)
})
