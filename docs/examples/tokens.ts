import { Layer } from "effect"
import { Checkpoint, Quota, TikTok, type TikTokApi, TokenLock, TokenStore } from "effect-tiktok"

// #region tokens
/** Tokens survive a restart: one file per creator, encrypted with AES-256-GCM. */
export const layer = (options: TikTokApi.Options, directory = "tokens") =>
  TikTok.layer(options).pipe(
    Layer.provide(TokenStore.layerKeysConfig((keys) => TokenStore.layerFile({ directory, ...keys }))),
    Layer.provide([TokenLock.layerMemory, Quota.layerMemory(), Checkpoint.layerMemory])
  )
// #endregion tokens

// #region shared
/** Tokens and locks for all processes that share a Redis. */
export const layerRedis = Layer.merge(TokenStore.layerKeysConfig(TokenStore.layerRedis), TokenLock.layerRedis())

/** Tokens and locks for all processes that share a PostgreSQL or SQLite database. */
export const layerSql = Layer.merge(TokenStore.layerKeysConfig(TokenStore.layerSql), TokenLock.layerSql())
// #endregion shared
