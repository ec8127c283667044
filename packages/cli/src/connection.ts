import { Effect, Option, Redacted } from "effect"
import { Contract } from "effect-tiktok"
import { Flag } from "effect/cli"
import { broken, required, variable } from "./variables.ts"

const contracts = { catalog: Contract.catalog, live: Contract.live }

const names = ["catalog", "live"] as const

/** Flags for the address and the contract of the API. */
export const connectionFlags = {
  baseUrl: Flag.String("base-url").pipe(
    Flag.withDescription(
      "Origin of the API, such as http://127.0.0.1:8787; TikTok by default (TIKTOK_BASE_URL)"
    ),
    Flag.optional
  ),
  contract: Flag.Literals("contract", names).pipe(
    Flag.withDescription("Contract of the API: live by default, catalog with a base URL (TIKTOK_CONTRACT)"),
    Flag.optional
  )
}

/** Address and contract of the API. */
export interface Connection {
  readonly baseUrl: string | undefined
  readonly contract: Contract.Contract
}

/** The contract without a flag or variable. Every server other than TikTok counts as a mock. */
const defaults = { ofTikTok: Contract.live, ofMocks: Contract.catalog }

/** Reads address and contract of the API from flags and environment. */
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
  const fallback = baseUrl === undefined ? defaults.ofTikTok : defaults.ofMocks
  return { baseUrl, contract: contract === undefined ? fallback : contracts[contract] }
})

/** Credentials of the app. They come only from the environment, because every user of a machine can read arguments. */
export const appCredentials = Effect.gen(function*() {
  return {
    clientKey: yield* required("TIKTOK_CLIENT_KEY", "the client key of the app"),
    clientSecret: Redacted.make(yield* required("TIKTOK_CLIENT_SECRET", "the client secret of the app"))
  }
})
