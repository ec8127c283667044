import { Layer } from "effect"
import { Quota, TikTok, type TikTokApi, TokenLock, TokenStore } from "effect-tiktok"

// #region tokens
/** Tokens survive a restart: one file for each creator, encrypted with AES-256-GCM. */
export const layer = (options: TikTokApi.Options, directory = "tokens") =>
  TikTok.layer(options).pipe(
    Layer.provide(TokenStore.layerConfig((keys) => TokenStore.layerFile({ directory, ...keys }))),
    Layer.provide(TokenLock.layerMemory),
    Layer.provide(Quota.layerMemory({ maxWait: "30 seconds" }))
  )

/** What to provide instead when processes share the tokens: one refresh among all of them. */
export const layerShared = Layer.merge(TokenStore.layerConfig(TokenStore.layerRedis), TokenLock.layerRedis())
// #endregion tokens
