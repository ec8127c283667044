import { Config, Effect, Option } from "effect"
import { Contract } from "effect-tiktok"
import { Flag } from "effect/cli"

const names = ["catalog", "live"] as const
const contracts = { catalog: Contract.catalog, live: Contract.live }

/** Where the API is and what it speaks. */
export const connectionFlags = {
  baseUrl: Flag.String("base-url").pipe(
    Flag.withDescription(
      "Origin of the API, such as http://127.0.0.1:8787; TikTok's own unless given (TIKTOK_BASE_URL)"
    ),
    Flag.withFallbackConfig(Config.String("TIKTOK_BASE_URL")),
    Flag.optional
  ),
  contract: Flag.Literals("contract", names).pipe(
    Flag.withDescription("What is spoken on the wire: live unless given, catalog with a base URL (TIKTOK_CONTRACT)"),
    Flag.withFallbackConfig(Config.Literals(names, "TIKTOK_CONTRACT")),
    Flag.optional
  )
}

/** Where the API is and what it speaks, settled. */
export interface Connection {
  readonly baseUrl: string | undefined
  readonly contract: Contract.Contract
}

/** What is spoken where the user does not say: TikTok's own servers, and anything else, which is taken for a mock. */
const spoken = { byTikTok: Contract.live, byMocks: Contract.catalog }

/** Settles where the API is and what it speaks. */
export const connect = (flags: {
  readonly baseUrl: Option.Option<string>
  readonly contract: Option.Option<typeof names[number]>
}): Connection => {
  const baseUrl = Option.getOrUndefined(flags.baseUrl)
  return {
    baseUrl,
    contract: Option.match(flags.contract, {
      onSome: (name) => contracts[name],
      onNone: () => baseUrl === undefined ? spoken.byTikTok : spoken.byMocks
    })
  }
}

/** Credentials of the app, from the environment alone: arguments can be read by every user of the machine. */
export const appCredentials = Effect.gen(function*() {
  return {
    clientKey: yield* Config.NonEmptyString("TIKTOK_CLIENT_KEY"),
    clientSecret: yield* Config.Redacted("TIKTOK_CLIENT_SECRET")
  }
})
