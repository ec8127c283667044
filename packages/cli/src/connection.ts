import { Config, DateTime, Effect, Layer, Option, Redacted, Schema } from "effect"
import { Contract, Post, TikTok, TokenStore, Uploader } from "effect-tiktok"
import { Flag } from "effect/cli"

const contracts = { catalog: Contract.catalog }
const names = ["catalog"] as const

/** Where the API is and what it speaks. */
export const connectionFlags = {
  baseUrl: Flag.String("base-url").pipe(
    Flag.withDescription("Origin of the API, such as http://127.0.0.1:8787 (TIKTOK_BASE_URL)"),
    Flag.withFallbackConfig(Config.String("TIKTOK_BASE_URL"))
  ),
  contract: Flag.Literals("contract", names).pipe(
    Flag.withDescription("What is spoken on the wire (TIKTOK_CONTRACT)"),
    Flag.withFallbackConfig(Config.Literals(names, "TIKTOK_CONTRACT")),
    Flag.withDefault("catalog")
  )
}

/** The environment holds no token. */
export class TokenMissing extends Schema.TaggedError<TokenMissing>()("TokenMissing", {}) {
  override get message(): string {
    return "no access token: set TIKTOK_ACCESS_TOKEN"
  }
}

/** The creator whose token the environment holds. */
export const environmentCreator = Config.String("TIKTOK_OPEN_ID").pipe(
  Config.withDefault("environment"),
  Config.map((id) => Post.CreatorId.make(id))
)

/**
 * Every service, for the token in `TIKTOK_ACCESS_TOKEN`. Secrets come from the
 * environment alone: arguments can be read by every user of the machine.
 */
export const layerEnvironment = (connection: { readonly baseUrl: string; readonly contract: keyof typeof contracts }) =>
  Layer.unwrap(Effect.gen(function*() {
    const creator = yield* environmentCreator
    const accessToken = yield* Config.option(Config.Redacted("TIKTOK_ACCESS_TOKEN"))
    const refreshToken = yield* Config.option(Config.Redacted("TIKTOK_REFRESH_TOKEN"))
    const clientKey = yield* Config.String("TIKTOK_CLIENT_KEY").pipe(Config.withDefault("unset"))
    const clientSecret = yield* Config.Redacted("TIKTOK_CLIENT_SECRET").pipe(Config.withDefault(Redacted.make("unset")))
    if (Option.isNone(accessToken) || Redacted.value(accessToken.value) === "") {
      return yield* new TokenMissing()
    }
    const now = yield* DateTime.now
    return TikTok.layerMemory({
      contract: contracts[connection.contract],
      baseUrl: connection.baseUrl,
      clientKey,
      clientSecret,
      tokens: [
        new TokenStore.Tokens({
          creator,
          accessToken: accessToken.value,
          refreshToken: Option.getOrElse(refreshToken, () => Redacted.make("none")),
          // How old the token is nobody knows here; TikTok says so when it has ended.
          expiresAt: DateTime.add(now, { hours: 24 }),
          scopes: []
        })
      ]
    }).pipe(Layer.merge(layerStreamed))
  }))

/** undici sends streams with a known length, so chunks need not be held in memory. */
export const layerStreamed = Layer.succeed(Uploader.Transfer, "Streamed")
