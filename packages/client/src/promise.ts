/**
 * TikTok with promises, for programs without Effect.
 *
 * `create` returns the services of this library under their own names. Values are
 * plain: outcomes and events have a `_tag`, durations are milliseconds, times are
 * `Date` and secrets are strings. What fails throws `TikTokError`.
 *
 * @since 0.1.0
 */
import * as FileSystem from "effect/FileSystem"
import { createOn } from "./internal/promise/create.ts"
import { invalid } from "./internal/promise/inputs.ts"
import type { Options } from "./internal/promise/options.ts"
import type { TikTok } from "./internal/promise/serviceTypes.ts"
import * as WebHttp from "./internal/runtimes/webHttp.ts"

export * from "./internal/promise/error.ts"
export type * from "./internal/promise/models.ts"
export type * from "./internal/promise/options.ts"
export type * from "./internal/promise/reasons.ts"
export type * from "./internal/promise/serviceTypes.ts"

/**
 * Opens TikTok for an app. Throws a `TikTokError` if an option is unusable or the
 * store cannot be reached. On Node, Bun and Deno it also reads files and uses shared
 * stores.
 *
 * **Example** (A first publish)
 *
 * ```ts
 * import { create } from "effect-tiktok/promise"
 *
 * export const publish = async (clientKey: string, clientSecret: string, creator: string, video: Blob) => {
 *   await using tiktok = await create({ contract: "live", clientKey, clientSecret, store: "memory" })
 *   return await tiktok.publisher.publish(creator, { _tag: "Video", media: video, privacyLevel: "SELF_ONLY" })
 * }
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const create: (options: Options) => Promise<TikTok> = createOn({
  hasFiles: false,
  fileSystem: FileSystem.layerNoop({}),
  http: () => Promise.resolve(WebHttp.layer()),
  stores: () => {
    throw invalid("create", "store", "must be memory on this platform")
  }
})
