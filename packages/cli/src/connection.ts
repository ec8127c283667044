import { Effect, Option, Redacted } from "effect"
import { Contract } from "effect-tiktok"
import { Flag } from "effect/cli"
import { broken, required, variable } from "./variables.ts"

const contracts = { catalog: Contract.catalog, live: Contract.live }

const names = ["catalog", "live"] as const

/** Where the API is and what it speaks. */
export const connectionFlags = {
  baseUrl: Flag.String("base-url").pipe(
    Flag.withDescription(
      "Origin of the API, such as http://127.0.0.1:8787; TikTok's own unless given (TIKTOK_BASE_URL)"
    ),
    Flag.optional
  ),
  contract: Flag.Literals("contract", names).pipe(
    Flag.withDescription("What is spoken on the wire: live unless given, catalog with a base URL (TIKTOK_CONTRACT)"),
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
export const connect = Effect.fnUntraced(function*(flags: {
  readonly baseUrl: Option.Option<string>
  readonly contract: Option.Option<typeof names[number]>
}): Effect.fn.Return<Connection, ReturnType<typeof broken>> {
  const baseUrl = Option.getOrUndefined(flags.baseUrl) ?? (yield* variable("TIKTOK_BASE_URL"))
  const name = Option.getOrUndefined(flags.contract) ?? (yield* variable("TIKTOK_CONTRACT"))
  const contract = names.find((known) => known === name)
  if (name !== undefined && contract === undefined) {
    return yield* broken("TIKTOK_CONTRACT", `must be ${names.join(" or ")}, was "${name}"`)
  }
  const silent = baseUrl === undefined ? spoken.byTikTok : spoken.byMocks
  return { baseUrl, contract: contract === undefined ? silent : contracts[contract] }
})

/** Credentials of the app, from the environment alone: arguments can be read by every user of the machine. */
export const appCredentials = Effect.gen(function*() {
  return {
    clientKey: yield* required("TIKTOK_CLIENT_KEY", "the client key of the app"),
    clientSecret: Redacted.make(yield* required("TIKTOK_CLIENT_SECRET", "the client secret of the app"))
  }
})
