import { Layer, type Redacted } from "effect"
import { Quota, TikTok, type TikTokApi, TokenStore } from "effect-tiktok"
import { KeyValueStore } from "effect/persistence"

// #region tokens
/** Tokens survive a restart: one file for each creator, encrypted with AES-256-GCM. */
export const layer = (
  options: TikTokApi.Options,
  encryptionKey: Redacted.Redacted<Uint8Array>,
  directory = "tokens"
) =>
  TikTok.layer(options).pipe(
    Layer.provide(TokenStore.layerKeyValueStore({ encryptionKey })),
    Layer.provide(KeyValueStore.layerFileSystem(directory)),
    Layer.provide(Quota.layerMemory({ maxWait: "30 seconds" }))
  )
// #endregion tokens
