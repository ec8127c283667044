import type { Video, VideoDraft } from "./posts.ts"

/**
 * Identifies media without reading all of it.
 *
 * @category uploads
 * @since 0.1.0
 */
export interface MediaIdentity {
  /** Bytes. */
  readonly size: number
  readonly modifiedAt?: Date | undefined
  /** SHA-256 of bytes in memory, in hex. */
  readonly sha256?: string | undefined
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
}

/**
 * The chunks of a video. The last one also has the remaining bytes.
 *
 * @category uploads
 * @since 0.1.0
 */
export interface Plan {
  /** Bytes. */
  readonly size: number
  /** Bytes. */
  readonly chunkSize: number
  readonly chunkCount: number
  /** The media when it was planned. Absent for bytes in memory. */
  readonly media?: MediaIdentity | undefined
}

/**
 * What happens during an upload: bytes passed to the connection, and bytes that TikTok has.
 *
 * @category uploads
 * @since 0.1.0
 */
export type UploadEvent =
  | { readonly _tag: "BytesSent"; readonly sent: number; readonly size: number }
  | { readonly _tag: "BytesConfirmed"; readonly confirmed: number; readonly size: number; readonly chunks: number }

/**
 * A video whose bytes another program has, such as a page.
 *
 * @category uploads
 * @since 0.1.0
 */
export type HandoutPost = (Omit<Video, "media"> | Omit<VideoDraft, "media">) & {
  /** Bytes. */
  readonly size: number
}

/**
 * An upload that another program performs, without any token of the creator or the app. It is plain data: send it as JSON.
 *
 * @category uploads
 * @since 0.1.0
 */
export interface Handout {
  readonly contract: string
  readonly publishId: string
  /** A secret: with it, anyone can upload this one video. */
  readonly uploadUrl: string
  readonly plan: Plan
  /** When TikTok no longer takes bytes. In JSON it is text. */
  readonly expiresAt: Date
}
