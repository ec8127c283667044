/**
 * The upload alone, for a page or a Worker that must have no token: a server makes
 * the handout with `publisher.handOut` of `effect-tiktok/promise`, and this module
 * sends the bytes.
 *
 * @since 0.1.0
 */
import type { UploadEvent } from "./internal/promise/models.ts"
import * as UploadAlone from "./internal/promise/uploadAlone.ts"

export * from "./internal/promise/error.ts"
export type { Handout, Plan, UploadEvent } from "./internal/promise/models.ts"
export type * from "./internal/promise/reasons.ts"
export type { UploadOptions } from "./internal/promise/uploadAlone.ts"
export * from "./internal/promise/uploadStore.ts"

/**
 * Sends a video to the upload URL of a handout, once it is iterated. Leaving the
 * loop, an abort, a reload or a crash stops it, and the same call resumes it. Once
 * TikTok has every byte, the same call ends at once, until the key is removed from
 * the store. Throws a `TikTokError`.
 *
 * **Example** (A chosen file)
 *
 * ```ts
 * import { upload } from "effect-tiktok/upload"
 *
 * export const send = async (file: File, show: (share: number) => void) => {
 *   const handOut = async (size: number) => {
 *     const response = await fetch("/uploads", { method: "POST", body: JSON.stringify({ size }) })
 *     return await response.json()
 *   }
 *   for await (const event of upload({ key: file.name, media: file, handOut })) {
 *     if (event._tag === "BytesConfirmed") show(event.confirmed / event.size)
 *   }
 * }
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const upload: (options: UploadAlone.UploadOptions) => AsyncIterable<UploadEvent> = UploadAlone.upload
