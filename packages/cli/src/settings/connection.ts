import { Context, Effect, Option, Redacted } from "effect"
import { Contract, TikTokError } from "effect-tiktok"
import { CommandFailed, ExitCode, ofFailure } from "../exitCode.ts"
import { BaseUrl, ClientSecretFile, ContractFlag, CreatorFlag, ProfileFlag } from "../globalFlags.ts"
import { checkName, CurrentProfile, DEFAULT_PROFILE, type Profile, readProfile } from "./profile.ts"
import { proxies, proxyHost } from "./proxies.ts"
import { statePath } from "./stateFolder.ts"
import { broken, secret, secretIn, variable } from "./variables.ts"

const contracts = { catalog: Contract.catalog, live: Contract.live }

const names = ["live", "catalog"] as const

/** Address and contract of the API. */
export interface Connection {
  readonly baseUrl: string | undefined
  readonly contract: Contract.Contract
}

/** The app, server and login that a command uses. */
export interface Target extends Connection {
  /** Name of the profile. */
  readonly profile: string
  /** The creator of `--creator`: an id, a username or a display name. */
  readonly creator: string | undefined
  /** Whether a flag names the login, so that a token in a variable does not count. */
  readonly isChosen: boolean
  readonly clientKey: string | undefined
  readonly clientSecret: Redacted.Redacted<string> | undefined
  /** File of the client secret, if a flag or variable names one. */
  readonly clientSecretFile: string | undefined
}

/** The target of the current command. */
export const CurrentTarget = Context.Service<Target>("effect-tiktok-cli/CurrentTarget")

/** The name of the contract, from a flag, a variable or the profile. `live` is the default. */
const contractOf = (name: string): Effect.Effect<Contract.Contract, CommandFailed> => {
  const known = names.find((known) => known === name)
  return known === undefined
    ? broken("--contract (or TIKTOK_CONTRACT)", `must be ${names.join(" or ")}, was "${name}"`)
    : Effect.succeed(contracts[known])
}

/** Reads the target from the global flags, the variables and the profile, in this order. */
export const readTarget = Effect.gen(function*() {
  const profileFlag = Option.getOrUndefined(yield* ProfileFlag)
  const creator = Option.getOrUndefined(yield* CreatorFlag)
  const profile = yield* checkName(profileFlag ?? (yield* variable("TIKTOK_PROFILE")) ?? DEFAULT_PROFILE)
  const remembered = yield* rememberedBy(profile)
  const baseUrl = Option.getOrUndefined(yield* BaseUrl) ?? (yield* variable("TIKTOK_BASE_URL")) ?? remembered.baseUrl
  const contract = yield* contractOf(
    Option.getOrUndefined(yield* ContractFlag) ?? (yield* variable("TIKTOK_CONTRACT")) ?? remembered.contract ??
      names[0]
  )
  const file = Option.getOrUndefined(yield* ClientSecretFile)
  const clientSecret = file === undefined
    ? (yield* secret("TIKTOK_CLIENT_SECRET")) ?? (yield* ofRemembered(remembered))
    : yield* secretIn(file, "--client-secret-file")
  return {
    profile,
    baseUrl,
    contract,
    creator,
    isChosen: profileFlag !== undefined || creator !== undefined,
    clientKey: (yield* variable("TIKTOK_CLIENT_KEY")) ?? remembered.clientKey,
    clientSecret: clientSecret === undefined ? undefined : Redacted.make(clientSecret),
    clientSecretFile: file ?? (yield* variable("TIKTOK_CLIENT_SECRET_FILE")) ?? remembered.clientSecretFile
  } satisfies Target
})

/** Without `--profile` nothing is remembered, so that no state folder is needed either. */
const rememberedBy = (profile: string) =>
  profile === DEFAULT_PROFILE
    ? Effect.succeed<Profile>({})
    : Effect.flatMap(statePath, readProfile).pipe(Effect.provideService(CurrentProfile, profile))

const ofRemembered = ({ clientSecretFile: file }: Profile) =>
  file === undefined
    ? Effect.undefined
    // It may have moved since; only a login or a refresh needs it.
    : Effect.orElseSucceed(secretIn(file, "--client-secret-file"), () => undefined)

/** Runs a part of a command with its target. Names the address if nothing answers there. */
export const withTarget = <A, E, R>(use: (target: Target) => Effect.Effect<A, E, R>) =>
  Effect.flatMap(readTarget, (target) => atTarget(target)(use(target)))

/** The same with a target that is known. */
export const atTarget = (target: Target) => <A, E, R>(self: Effect.Effect<A, E, R>) =>
  self.pipe(
    Effect.catch(namingAddress(target)),
    Effect.provideService(CurrentTarget, target),
    Effect.provideService(CurrentProfile, target.profile)
  )

/** The secret of the app. It is never an argument, because every user of a machine can read those. */
export const appSecret = Effect.gen(function*() {
  const { clientSecret } = yield* CurrentTarget
  return clientSecret ?? (yield* broken(
    "TIKTOK_CLIENT_SECRET",
    "must be set to the client secret of the app, or --client-secret-file to a file with it"
  ))
})

export const appCredentials = Effect.gen(function*() {
  const { clientKey } = yield* CurrentTarget
  return {
    clientKey: clientKey ?? (yield* broken("TIKTOK_CLIENT_KEY", "must be set to the client key of the app")),
    clientSecret: yield* appSecret
  }
})

const namingAddress = ({ baseUrl }: Connection) =>
  Effect.fnUntraced(function*<E>(error: E): Effect.fn.Return<never, E | CommandFailed> {
    if (!TikTokError.isTikTokError(error)) return yield* Effect.fail(error)
    const reason: TikTokError.Reason = error.reason
    if (reason._tag !== "Unreachable") return yield* Effect.fail(error)
    const address = baseUrl ?? "TikTok (https://open.tiktokapis.com)"
    const isMock = baseUrl !== undefined && /^https?:\/\/(localhost|127\.|\[::1\])/.test(baseUrl)
    const { http, https } = yield* proxies
    const proxy = isMock ? undefined : baseUrl?.startsWith("http:") === true ? http : https
    return yield* new CommandFailed({
      exitCode: ofFailure(error),
      error,
      reason: `nothing answers at ${address}${
        proxy === undefined ? "" : ` through the proxy ${proxyHost(proxy)}`
      }: ${reason.detail}`,
      remedy: remedyOf(ofFailure(error), isMock ? baseUrl : undefined, proxy)
    })
  })

const remedyOf = (exitCode: number, mock: string | undefined, proxy: string | undefined): string => {
  if (exitCode === ExitCode.Unknown) {
    return "TikTok may have the post. Run the same command again once the network is back, or look at the profile."
  }
  if (mock !== undefined) {
    const port = URL.parse(mock)?.port ?? ""
    return `Start a mock there (npx tiktok-mock --port ${
      port === "" ? 8787 : port
    }), or correct --base-url (or TIKTOK_BASE_URL).`
  }
  return proxy === undefined
    ? "Check the network, and set HTTPS_PROXY if this one needs a proxy. `tiktok doctor` checks both."
    : "Check HTTPS_PROXY, and NO_PROXY if this host needs none. `tiktok doctor` shows both."
}
