import type { Reason } from "../reasons.ts"

/**
 * A request is sent to TikTok.
 *
 * @category hooks
 * @since 0.1.0
 */
export interface RequestEvent {
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
 * @category hooks
 * @since 0.1.0
 */
export interface ResponseEvent extends Omit<RequestEvent, "_tag"> {
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
 * @category hooks
 * @since 0.1.0
 */
export interface RetryEvent {
  readonly _tag: "Retry"
  readonly operation: string
  /** The attempt that failed. */
  readonly attempt: number
  /** Milliseconds until the next attempt. */
  readonly delay: number
  readonly reason: Reason["_tag"]
  readonly status?: number | undefined
  readonly logId?: string | undefined
}

/**
 * A call waits until one of TikTok's limits has room.
 *
 * @category hooks
 * @since 0.1.0
 */
export interface WaitEvent {
  readonly _tag: "Wait"
  /** Name of the limit, such as `video init`. */
  readonly limit: string
  readonly scope: "creator" | "app"
  /** Milliseconds. */
  readonly delay: number
}
