import * as NodeServices from "@effect/platform-node/NodeServices"
import { Layer } from "effect"
import { TikTok, type TikTokApi } from "effect-tiktok"
import * as NodeTransport from "effect-tiktok/NodeTransport"
import { FetchHttpClient } from "effect/http"
import { rootCertificates } from "node:tls"

// #region proxy
/** Everything goes through a proxy, except requests to this machine. */
export const throughProxy = (options: TikTokApi.Options, proxy: string) =>
  Layer.provide(TikTok.layerMemory(options), [
    NodeTransport.layerOptions({
      proxyEnv: { HTTPS_PROXY: proxy, HTTP_PROXY: proxy, NO_PROXY: "localhost,127.0.0.1" }
    }),
    NodeServices.layer
  ])
// #endregion proxy

// #region tls
/** A company's proxy that opens TLS signs with an authority of its own. `ca` replaces Node's list, so both are named. */
export const trusting = (authority: string) => NodeTransport.layerOptions({ ca: [...rootCertificates, authority] })
// #endregion tls

// #region fetch
/** Another `fetch`, such as the one of a framework. */
export const over = (fetch: typeof globalThis.fetch) =>
  Layer.provide(FetchHttpClient.layer, Layer.succeed(FetchHttpClient.Fetch, fetch))
// #endregion fetch
