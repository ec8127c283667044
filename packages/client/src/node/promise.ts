/**
 * `effect-tiktok/promise` on Node, Bun and Deno: with files, and with stores that
 * several processes share.
 *
 * @since 0.1.0
 */
import { createOn } from "../internal/promise/create.ts"
import type { Options } from "../internal/promise/options.ts"
import type { TikTok } from "../internal/promise/serviceTypes.ts"
import * as ChooseHttp from "./chooseHttp.ts"
import * as NodeFiles from "./nodeFiles.ts"
import * as NodeStores from "./nodeStores.ts"

export * from "../internal/promise/error.ts"
export type * from "../internal/promise/models.ts"
export type * from "../internal/promise/options.ts"
export type * from "../internal/promise/reasons.ts"
export type * from "../internal/promise/serviceTypes.ts"

/**
 * Like `create` of `effect-tiktok/promise`, which is this function on Node.
 *
 * @category constructors
 * @since 0.1.0
 */
export const create: (options: Options) => Promise<TikTok> = createOn({
  hasFiles: true,
  fileSystem: NodeFiles.layer,
  http: ChooseHttp.layer,
  over: ChooseHttp.over,
  stores: NodeStores.layer
})
