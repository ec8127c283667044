/**
 * Callbacks that see each request to TikTok, each retry and each wait for room: for
 * logs, traces and metrics.
 *
 * Events are plain values without secrets. A hook runs beside the call, which does
 * not wait for it. What a hook throws changes nothing. Services use the hooks that
 * their layers were built with.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Reason } from "./TikTokError.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * A request is sent.
 *
 * @category models
 * @since 0.1.0
 */
export interface Request {
  readonly _tag: "Request"
  /** Number of the request in this process. Its `Response` has the same. */
  readonly id: number
  /** Such as `video.init`, or `upload` for one chunk. */
  readonly operation: string
  /** 1 for the first attempt of a call. */
  readonly attempt: number
  readonly host: string
  /** Bytes of the body, for a chunk. */
  readonly bytes?: number | undefined
}

/**
 * A request has ended. Every `Request` has exactly one.
 *
 * @category models
 * @since 0.1.0
 */
export interface Response extends Omit<Request, "_tag"> {
  readonly _tag: "Response"
  /** Milliseconds since the request was sent, until the whole response was read. */
  readonly duration: number
  /** HTTP status. Absent if no response arrived. */
  readonly status?: number | undefined
  /** TikTok's id of the request, for its support. */
  readonly logId?: string | undefined
  /** Why the request failed. Absent if it succeeded. */
  readonly reason?: Reason["_tag"] | "Defect" | "Interrupted" | undefined
}

/**
 * A call failed and is repeated after a delay.
 *
 * @category models
 * @since 0.1.0
 */
export interface Retry {
  readonly _tag: "Retry"
  readonly operation: string
  /** The attempt that failed. */
  readonly attempt: number
  /** Milliseconds until the next attempt. */
  readonly delay: number
  /** Why the attempt failed. */
  readonly reason: Reason["_tag"]
  /** HTTP status, if a response arrived. */
  readonly status?: number | undefined
  /** TikTok's id of the request, for its support. */
  readonly logId?: string | undefined
}

/**
 * A call waits until one of TikTok's limits has room. If another call takes the room,
 * it waits again.
 *
 * @category models
 * @since 0.1.0
 */
export interface Wait {
  readonly _tag: "Wait"
  /** Name of the limit, such as `video init`. */
  readonly limit: string
  /** Whether the limit is for one creator or for the whole app. */
  readonly scope: "creator" | "app"
  /** Milliseconds. */
  readonly delay: number
}

/**
 * Any event that a hook receives.
 *
 * @category models
 * @since 0.1.0
 */
export type Event = Request | Response | Retry | Wait

/**
 * The callbacks. Each is optional.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /** A request is sent. */
  readonly onRequest?: ((event: Request) => Effect.Effect<unknown>) | undefined
  /** It has ended. */
  readonly onResponse?: ((event: Response) => Effect.Effect<unknown>) | undefined
  /** A call failed and is repeated. */
  readonly onRetry?: ((event: Retry) => Effect.Effect<unknown>) | undefined
  /** A call waits for room under a limit. */
  readonly onWait?: ((event: Wait) => Effect.Effect<unknown>) | undefined
}

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * The current callbacks. None by default.
 *
 * **Example** (One service with hooks)
 *
 * ```ts
 * import { Effect, Layer } from "effect"
 * import { Hooks, Uploader } from "effect-tiktok"
 *
 * export const layer = Layer.provide(
 *   Uploader.layer,
 *   Layer.succeed(Hooks.Hooks, { onResponse: (event) => Effect.log(event) })
 * )
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export const Hooks: Context.Reference<Options> = Context.Reference<Options>("effect-tiktok/Hooks", {
  defaultValue: () => ({})
})

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Gives the services of a layer their callbacks.
 *
 * **Example** (Metrics and logs)
 *
 * ```ts
 * import { Effect, Layer, Metric } from "effect"
 * import { Hooks, TikTok, type TikTokApi } from "effect-tiktok"
 *
 * const duration = Metric.histogram("tiktok_request_ms", { boundaries: [100, 300, 1_000, 3_000, 10_000] })
 *
 * const hooks = Hooks.layer({
 *   onResponse: (event) =>
 *     Metric.update(Metric.withAttributes(duration, { operation: event.operation }), event.duration),
 *   onRetry: (event) => Effect.logWarning("TikTok call is repeated", event)
 * })
 *
 * export const services = (options: TikTokApi.Options) => Layer.provide(TikTok.layerMemory(options), hooks)
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options): Layer.Layer<never> => Layer.succeed(Hooks, options)
